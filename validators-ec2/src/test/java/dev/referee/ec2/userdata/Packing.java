package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** The packings of user data that are listed in the README of the corpus. */
final class Packing {
  private static final int PADDING = 12_000;

  private Packing() {}

  static byte[] apply(String step, byte[] bytes) {
    return switch (step) {
      case "crlf" -> text(bytes).replace("\n", "\r\n").getBytes(UTF_8);
      case "gzip" -> gzip(bytes);
      case "base64" -> Base64.getMimeEncoder().encode(bytes);
      case "mime" -> mime("7bit", text(bytes)).getBytes(UTF_8);
      case "mime-base64" ->
          mime("base64", Base64.getMimeEncoder().encodeToString(bytes)).getBytes(UTF_8);
      case "cloud-config-file" -> cloudConfig(bytes).getBytes(UTF_8);
      case "boothook" -> ("#cloud-boothook\n" + text(bytes)).getBytes(UTF_8);
      case "pad-comments" -> afterFirstLine(bytes, "# a comment of no consequence\n");
      case "pad-blanks" -> afterFirstLine(bytes, "          \n\n");
      case "cut" -> Arrays.copyOf(bytes, bytes.length * 2 / 3);
      case "binary" -> binary();
      case "utf-16" -> text(bytes).getBytes(UTF_16LE);
      default -> throw new IllegalArgumentException("Unknown step: " + step);
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static String mime(String encoding, String body) {
    return """
    Content-Type: multipart/mixed; boundary="==BOUNDARY=="
    MIME-Version: 1.0

    --==BOUNDARY==
    Content-Type: text/cloud-config; charset="us-ascii"

    #cloud-config
    packages: [httpd]

    --==BOUNDARY==
    Content-Type: text/x-shellscript; charset="us-ascii"
    Content-Transfer-Encoding: %s

    %s
    --==BOUNDARY==--
    """
        .formatted(encoding, body);
  }

  private static String cloudConfig(byte[] script) {
    return """
    #cloud-config
    write_files:
      - path: /opt/first-boot
        permissions: "0755"
        encoding: b64
        content: %s
    runcmd:
      - /opt/first-boot
    """
        .formatted(Base64.getEncoder().encodeToString(script));
  }

  private static byte[] afterFirstLine(byte[] bytes, String padding) {
    String text = text(bytes);
    int line = text.indexOf('\n') + 1;
    String times = padding.repeat(PADDING / padding.length());
    return (text.substring(0, line) + times + text.substring(line)).getBytes(UTF_8);
  }

  private static byte[] binary() {
    byte[] program = new byte[512];
    for (int i = 0; i < program.length; i++) {
      program[i] = (byte) (i * 37);
    }
    System.arraycopy(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0}, 0, program, 0, 8);
    return program;
  }
}
