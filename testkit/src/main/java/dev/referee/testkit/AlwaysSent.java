package dev.referee.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import dev.referee.aws.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** The response members that AWS always sends, as listed in a file of the embedded account. */
final class AlwaysSent {
  private static final Set<String> MEMBERS = read();

  private AlwaysSent() {}

  /**
   * Returns whether AWS always sends it.
   *
   * @param member a structure and one of its members: {@code ec2.Instance.State}
   */
  static boolean contains(String member) {
    return MEMBERS.contains(member);
  }

  /** Returns all of them. */
  static Set<String> members() {
    return MEMBERS;
  }

  private static Set<String> read() {
    try {
      ImmutableSet.Builder<String> members = ImmutableSet.builder();
      for (String line :
          Resources.readLines(Resources.getResource(Account.class, "always-sent.txt"), UTF_8)) {
        int colon = line.indexOf(':');
        if (colon > 0 && !line.startsWith("#")) {
          Splitter.on(' ')
              .omitEmptyStrings()
              .split(line.substring(colon + 1))
              .forEach(member -> members.add(line.substring(0, colon) + "." + member));
        }
      }
      return members.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
