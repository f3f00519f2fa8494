package dev.referee.ssm;

import com.google.common.base.CharMatcher;
import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Ordering;
import java.util.List;

/** The version of an agent: numbers in decreasing order of significance. */
record AgentVersion(List<Integer> numbers) implements Comparable<AgentVersion> {

  /** Parses a version; a part that is not a number counts as 0. */
  static AgentVersion of(String text) {
    return new AgentVersion(
        Splitter.on(CharMatcher.inRange('0', '9').negate())
            .omitEmptyStrings()
            .splitToStream(text)
            .map(number -> number.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(number))
            .collect(ImmutableList.toImmutableList()));
  }

  @Override
  public int compareTo(AgentVersion other) {
    return Ordering.<Integer>natural().lexicographical().compare(numbers, other.numbers);
  }

  @Override
  public String toString() {
    return Joiner.on('.').join(numbers);
  }
}
