package dev.referee.testkit.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyConditionTest {
  private static final String KEY = "aws:Key";

  private static List<String> list(String text) {
    return Splitter.on('|').omitEmptyStrings().splitToList(text);
  }

  private static boolean holds(String operator, String values, String known) {
    ListMultimap<String, String> context =
        ImmutableListMultimap.<String, String>builder().putAll("AWS:key", list(known)).build();
    return new PolicyCondition(operator, KEY, list(values)).holds(context, false);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, a|b, b, true",
    "StringEquals, a|b, B, false",
    "StringEqualsIgnoreCase, a|b, B, true",
    "StringNotEqualsIgnoreCase, a|b, B, false",
    "StringLike, a*, abc, true",
    "StringNotLike, a*, abc, false",
    "NumericEquals, 10, 10.0, true",
    "NumericNotEquals, 10, 10.0, false",
    "NumericLessThan, 10, 9, true",
    "NumericLessThan, 10, 10, false",
    "NumericLessThanEquals, 10, 10, true",
    "NumericGreaterThan, 10, 9, false",
    "NumericGreaterThanEquals, 10, ten, false",
    "DateGreaterThan, 2026-01-01T00:00:00Z, 2026-01-01T00:00:01Z, true",
    "DateGreaterThan, 2026-01-01T02:00:00+02:00, 2026-01-01T00:00:00Z, false",
    "DateLessThan, 2026-01-02, 2026-01-01T23:59:59Z, true",
    "DateLessThanEquals, 1767225600, 2026-01-01T00:00:00Z, true",
    "DateEquals, tomorrow, 2026-01-01T00:00:00Z, false",
    "Bool, TRUE, true, true",
    "Bool, true, false, false",
    "IpAddress, 203.0.113.0/24|198.51.100.7, 203.0.113.9, true",
    "IpAddress, 203.0.113.0/24|198.51.100.7, 198.51.100.7, true",
    "IpAddress, 203.0.113.0/24, 203.0.114.1, false",
    "IpAddress, 2001:db8::/32, 2001:db8:1::5, true",
    "IpAddress, 2001:db8::/32, 32.1.13.184, false",
    "NotIpAddress, 203.0.113.0/24, 203.0.113.9, false",
    "NotIpAddress, 203.0.113.0/24, 10.0.0.1, true",
    "ArnLike, arn:aws:iam::*:role/web, arn:aws:iam::111122223333:role/web, true",
    "ArnEquals, arn:aws:iam::*:role/w*, arn:aws:iam::111122223333:role/web/one, true",
    "ArnLike, arn:*:role/web, arn:aws:iam::111122223333:role/web, false",
    "ArnNotLike, arn:aws:iam::*:role/web, arn:aws:iam::111122223333:role/web, false",
  })
  void comparesByTheOperator(String operator, String values, String known, boolean holds) {
    assertThat(holds(operator, values, known)).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({
    "ForAllValues:StringEquals, a|b, a|b, true",
    "ForAllValues:StringEquals, a|b, a|c, false",
    "ForAllValues:StringEquals, a|b, '', true",
    "ForAnyValue:StringEquals, a|b, a|c, true",
    "ForAnyValue:StringEquals, a|b, c|d, false",
    "ForAnyValue:StringEquals, a|b, '', false",
    "ForAnyValue:StringNotEquals, a|b, a|c, true",
    "ForAllValues:StringNotEquals, a|b, a|c, false",
    "ForAllValues:StringLike, a*, ab|ac, true",
    "ForAnyValue:StringEqualsIfExists, a, '', true",
  })
  void comparesEachValueOfAKeyThatHasSeveral(
      String operator, String values, String known, boolean holds) {
    assertThat(holds(operator, values, known)).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({
    "NumericLessThan, false",
    "NumericLessThanIfExists, true",
    "NumericNotEquals, true",
    "IpAddress, false",
    "NotIpAddress, true",
    "Bool, false",
    "BoolIfExists, true",
    "DateLessThan, false",
  })
  void decidesWithoutTheKey(String operator, boolean holds) {
    assertThat(holds(operator, "true", "")).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({"true, '', true", "true, a, false", "FALSE, a, true", "false, '', false"})
  void knowsWhetherThereIsAKey(String value, String known, boolean holds) {
    assertThat(holds("Null", value, known)).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({
    "'${aws:PrincipalTag/team}', red",
    "'${AWS:principaltag/team}', red",
    "'${aws:PrincipalTag/city, ''none''}', none",
    "'${aws:PrincipalTag/team, ''none''}-x', red-x",
    "'${aws:PrincipalTag/city}', '${aws:PrincipalTag/city}'",
  })
  void fillsVariables(String text, String filled) {
    ListMultimap<String, String> context = ImmutableListMultimap.of("aws:PrincipalTag/team", "red");
    assertThat(PolicyStatement.filled(text, context)).isEqualTo(filled);
  }

  @Test
  void doesNotKnowAnOperatorThatIsNone() {
    PolicyCondition made = new PolicyCondition("StringIsh", KEY, List.of("a"));
    assertThat(made.holds(ImmutableListMultimap.of(KEY, "a"), true)).isTrue();
    assertThat(made.holds(ImmutableListMultimap.of(KEY, "a"), false)).isFalse();
  }
}
