package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;

/**
 * A reader of Bottlerocket settings: only host and bootstrap containers run programs.
 *
 * @see <a href="https://bottlerocket.dev/en/os/latest/api/settings/">Bottlerocket settings</a>
 */
final class BottlerocketReader implements ProgramReader {
  @Override
  public void read(String source, Findings to) {
    boolean containers = false;
    int at = 0;
    while (at < source.length()) {
      int end = source.indexOf('\n', at);
      end = end < 0 ? source.length() : end;
      to.budget().steps(end - at + 1);
      String line = source.substring(at, end).strip();
      int equals = line.indexOf('=');
      if (line.startsWith("[")) {
        containers = line.contains("-containers");
      } else if (containers && equals > 0) {
        setting(
            line.substring(0, equals).strip(),
            CharMatcher.anyOf("\"' ").trimFrom(line.substring(equals + 1)),
            at,
            to);
      }
      at = end + 1;
    }
  }

  private static void setting(String key, String value, int offset, Findings to) {
    if (key.equals("source") && !value.contains("bottlerocket-")) {
      if (!Images.isKnown(value)) {
        to.fetchedAndRun(value, offset);
      }
    } else if (key.equals("user-data")) {
      Encodings.base64(value)
          .ifPresent(bytes -> to.nested(Language.UNKNOWN, Encodings.text(bytes), offset));
    }
  }
}
