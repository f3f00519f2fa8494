package dev.referee.aws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import com.google.common.base.CharMatcher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A filter that masks secrets in the Base64 user data of a response. It also decodes gzip, and
 * Base64 within it, for example in MIME parts and files of cloud-config. The rest of the response
 * is unchanged.
 */
final class UserDataSecrets {
  private static final int DEEPEST = 6;
  private static final int MOST_BYTES = 4 << 20;
  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};

  private static final Pattern ELEMENT = Pattern.compile("<[uU]serData>(?:\\s*<value>)?([^<]+)</");

  private static final Pattern BASE64 =
      Pattern.compile("[A-Za-z0-9+/]{20,}={0,2}(?:\\r?\\n[ \\t]*[A-Za-z0-9+/]{4,}={0,2})*");

  private UserDataSecrets() {}

  /** Returns the text of a response without the secrets in its user data. */
  static String without(String answer) {
    Matcher element = ELEMENT.matcher(answer);
    StringBuilder kept = new StringBuilder();
    int copied = 0;
    while (element.find()) {
      kept.append(answer, copied, element.start(1)).append(userData(element.group(1)));
      copied = element.end(1);
    }
    return copied == 0 ? answer : kept.append(answer, copied, answer.length()).toString();
  }

  private static String userData(String base64) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(CharMatcher.whitespace().removeFrom(base64));
    } catch (IllegalArgumentException e) {
      return SecretPatterns.masked(base64);
    }
    byte[] masked = masked(decoded, 0);
    return Arrays.equals(masked, decoded) ? base64 : Base64.getEncoder().encodeToString(masked);
  }

  private static byte[] masked(byte[] bytes, int depth) {
    if (depth > DEEPEST) {
      return leftOut(bytes);
    }
    if (Bytes.indexOf(bytes, GZIP) == 0) {
      return gzip(bytes, depth);
    }
    Charset charset = charset(bytes);
    String text = SecretPatterns.masked(new String(bytes, charset));
    return base64Within(text, depth).getBytes(charset);
  }

  private static byte[] gzip(byte[] bytes, int depth) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] unpacked = in.readNBytes(MOST_BYTES + 1);
      if (unpacked.length > MOST_BYTES) {
        return leftOut(bytes);
      }
      byte[] masked = masked(unpacked, depth + 1);
      if (Arrays.equals(masked, unpacked)) {
        return bytes;
      }
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        out.write(masked);
      }
      return packed.toByteArray();
    } catch (IOException e) {
      return leftOut(bytes);
    }
  }

  /** Returns gzip data that cannot be unpacked, so that a reader reports it as unreadable. */
  private static byte[] leftOut(byte[] bytes) {
    String digest = "left out; its SHA-256 is " + Hashing.sha256().hashBytes(bytes);
    return Bytes.concat(GZIP, digest.getBytes(ISO_8859_1));
  }

  /** Returns a character set in which each byte, or each pair, is one character. */
  private static Charset charset(byte[] bytes) {
    if (bytes.length >= 4 && bytes.length % 2 == 0) {
      if (bytes[1] == 0 || (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)) {
        return UTF_16LE;
      }
      if (bytes[0] == 0 || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff)) {
        return UTF_16BE;
      }
    }
    return ISO_8859_1;
  }

  private static String base64Within(String text, int depth) {
    Matcher run = BASE64.matcher(text);
    StringBuilder kept = new StringBuilder();
    int copied = 0;
    while (run.find()) {
      kept.append(text, copied, run.start()).append(run(run.group(), depth));
      copied = run.end();
    }
    return copied == 0 ? text : kept.append(text, copied, text.length()).toString();
  }

  /** Text that looks like the last lines of Base64 may be the first words of the following text. */
  private static String run(String lines, int depth) {
    int end = lines.length();
    for (int dropped = 0; dropped < 4 && end > 0; dropped++) {
      String masked = decodedAndMasked(lines.substring(0, end), depth);
      if (!masked.equals(lines.substring(0, end))) {
        return masked + lines.substring(end);
      }
      end = lines.lastIndexOf('\n', end - 1);
    }
    return lines;
  }

  private static String decodedAndMasked(String lines, int depth) {
    String compact = CharMatcher.whitespace().removeFrom(lines);
    int whole = compact.length() / 4 * 4;
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(compact.substring(0, whole));
    } catch (IllegalArgumentException e) {
      return lines;
    }
    byte[] masked = masked(decoded, depth + 1);
    return Arrays.equals(masked, decoded)
        ? lines
        : wrapped(Base64.getEncoder().encodeToString(masked) + compact.substring(whole), lines);
  }

  /** Breaks Base64 into lines of the previous lengths. */
  private static String wrapped(String base64, String before) {
    StringBuilder lines = new StringBuilder();
    int at = 0;
    for (int i = 0; i < before.length() && at < base64.length(); i++) {
      boolean space = CharMatcher.whitespace().matches(before.charAt(i));
      lines.append(space ? before.charAt(i) : base64.charAt(at++));
    }
    return lines.append(base64.substring(at)).toString();
  }
}
