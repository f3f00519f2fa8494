package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.io.BaseEncoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Decoders of base64, gzip and hexadecimal text, limited by a budget. */
final class Encodings {
  private Encodings() {}

  /** Decodes base64 in the standard or the URL alphabet, with or without padding. */
  static Optional<byte[]> base64(String text) {
    String joined = CharMatcher.whitespace().removeFrom(text).replace('-', '+').replace('_', '/');
    BaseEncoding encoding = BaseEncoding.base64();
    return encoding.canDecode(joined) ? Optional.of(encoding.decode(joined)) : Optional.empty();
  }

  /** Decodes base64 as EC2 returns it: the standard alphabet, on one or several lines. */
  static Optional<byte[]> standardBase64(String text) {
    boolean standard =
        CharMatcher.anyOf("-_").matchesNoneOf(text)
            && CharMatcher.anyOf(" \t").matchesNoneOf(text.strip());
    return standard ? base64(text) : Optional.empty();
  }

  static boolean isGzip(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
  }

  private static boolean isZlib(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == 0x78 && (bytes[0] * 256 + (bytes[1] & 0xFF)) % 31 == 0;
  }

  /**
   * Unpacks gzip.
   *
   * @throws IOException if it is not gzip, or is incomplete
   */
  static byte[] gunzip(byte[] bytes, Budget budget) throws IOException {
    InputStream packed = new ByteArrayInputStream(bytes);
    try (InputStream in =
        isZlib(bytes) ? new InflaterInputStream(packed) : new GZIPInputStream(packed)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] block = new byte[4096];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        budget.bytes(count);
        all.write(block, 0, count);
      }
      return all.toByteArray();
    }
  }

  /** Returns bytes as text: gzip as single bytes, else UTF-8. */
  static String text(byte[] bytes) {
    return isGzip(bytes) || isZlib(bytes)
        ? new String(bytes, ISO_8859_1)
        : Marks.cleaned(new String(bytes, UTF_8));
  }

  /** Unpacks gzip from the result of {@link #text}. */
  static Optional<String> gunzip(String text, Budget budget) {
    try {
      return Optional.of(text(gunzip(text.getBytes(ISO_8859_1), budget)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Decodes base64 of UTF-16, as in PowerShell's encoded commands. */
  static String utf16Base64(String text) {
    return base64(text)
        .map(bytes -> Marks.cleaned(new String(bytes, UTF_16LE)))
        .orElse(String.valueOf(Marks.UNKNOWN));
  }

  static Optional<String> hexadecimal(String text) {
    String joined = CharMatcher.whitespace().removeFrom(text).toLowerCase(java.util.Locale.ROOT);
    BaseEncoding encoding = BaseEncoding.base16().lowerCase();
    return encoding.canDecode(joined)
        ? Optional.of(text(encoding.decode(joined)))
        : Optional.empty();
  }
}
