package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** A parser of the strings within AWS CLI shorthand or JSON, for example a list of commands. */
final class StringLists {
  private StringLists() {}

  /** Returns the quoted texts, or everything after the equals sign if there are none. */
  static List<String> of(String value) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    boolean any = false;
    int at = 0;
    while (at < value.length()) {
      char quote = value.charAt(at++);
      if (quote == '"' || quote == '\'') {
        StringBuilder text = new StringBuilder();
        while (at < value.length() && value.charAt(at) != quote) {
          if (value.charAt(at) == '\\' && at + 1 < value.length()) {
            at++;
          }
          text.append(value.charAt(at++));
        }
        at++;
        all.add(text.toString());
        any = true;
      }
    }
    int equals = value.indexOf('=');
    return any || equals < 0 ? all.build() : ImmutableList.of(value.substring(equals + 1));
  }
}
