package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.ssm.channel.DataChannelException.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The output of a session, up to a size limit. Not thread-safe. */
final class Transcript {
  private static final Pattern EXIT_CODE = Pattern.compile("EXIT_CODE: *(-?\\d{1,9})\\s*");

  private final int maxBytes;

  /** One character for each byte, because text may be split in the middle of a character. */
  private final StringBuilder output = new StringBuilder();

  private final StringBuilder error = new StringBuilder();
  private @Nullable Integer exitCode;

  Transcript(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  void output(byte[] bytes) throws DataChannelException {
    add(output, bytes);
  }

  void error(byte[] bytes) throws DataChannelException {
    add(error, bytes);
  }

  private void add(StringBuilder stream, byte[] bytes) throws DataChannelException {
    if (output.length() + error.length() + bytes.length > maxBytes) {
      throw DataChannelException.of(
          Reason.TOO_LARGE, "The session wrote more than " + maxBytes + " bytes");
    }
    stream.append(new String(bytes, ISO_8859_1));
  }

  void exit(byte[] text) throws DataChannelException {
    Matcher matcher = EXIT_CODE.matcher(new String(text, UTF_8));
    if (!matcher.matches()) {
      throw DataChannelException.malformed("The exit code is not a number");
    }
    exitCode = Integer.valueOf(matcher.group(1));
  }

  /** Returns the number of bytes of the output. */
  int size() {
    return output.length();
  }

  /** Returns the position of an ASCII mark in the output, or -1. */
  int indexOf(String mark, int from) {
    return output.indexOf(mark, from);
  }

  /** Returns a part of the output. */
  String output(int start, int end) {
    return text(output.substring(start, end));
  }

  /** Returns all the output. */
  String output() {
    return text(output.toString());
  }

  String error() {
    return text(error.toString());
  }

  @Nullable Integer exitCode() {
    return exitCode;
  }

  private static String text(String bytes) {
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }
}
