package dev.referee.iam;

import static dev.referee.iam.Policies.policy;
import static dev.referee.iam.Policies.role;
import static dev.referee.iam.Policies.word;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the documented rules of condition operators, with the values of a key between bars. */
class ConditionTest {

  /** Returns whether a statement with a condition allows. */
  private static String holds(String condition, String key, String values) {
    Access.Builder access =
        role()
            .identity(
                policy(
                    "p",
                    "{'Effect':'Allow','Action':'*','Resource':'*','Condition':"
                        + condition
                        + "}"));
    switch (values) {
      case "absent" -> access.absent(key);
      case "unknown" -> {}
      case "empty" -> access.known(key, "");
      default -> access.known(key, values.split("\\|", -1));
    }
    return switch (word(access.build().to("s3:GetObject", "arn:aws:s3:::bucket/a"))) {
      case "ALLOWED" -> "yes";
      case "IDENTITY" -> "no";
      default -> "unknown";
    };
  }

  private static String holds(String operator, String wanted, String key, String values) {
    String list = "['" + wanted.replace("|", "','") + "']";
    return holds("{'%s':{'%s':%s}}".formatted(operator, key, list), key, values);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, iamuser-admin, iamuser-admin, yes",
    "StringEquals, iamuser-admin, IAMUSER-admin, no",
    "StringEquals, iam*, iamuser, no",
    "StringEquals, iam*, iam*, yes",
    "StringEquals, a|b, b, yes",
    "StringEquals, a|b, c, no",
    "StringEquals, a, absent, no",
    "StringEquals, a, unknown, unknown",
    "StringNotEquals, a, a, no",
    "StringNotEquals, a, A, yes",
    "StringNotEquals, a|b, b, no",
    "StringNotEquals, a|b, c, yes",
    "StringNotEquals, a, absent, yes",
    "StringEqualsIgnoreCase, Title, tITLE, yes",
    "StringEqualsIgnoreCase, a, b, no",
    "StringNotEqualsIgnoreCase, a, A, no",
    "StringNotEqualsIgnoreCase, a, absent, yes",
    "StringLike, home/*, home/ann/x, yes",
    "StringLike, home/?, home/ab, no",
    "StringLike, HOME/*, home/a, no",
    "StringLike, *a*b*, xxaxxbxx, yes",
    "StringLike, *, empty, yes",
    "StringLike, arn:aws:someservice:*:111122223333:finance/*,"
        + " arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt,"
        + " yes",
    "StringNotLike, home/*, home/a, no",
    "StringNotLike, home/*, away, yes",
    "StringNotLike, home/*, absent, yes",
    "stringlike, a*, abc, yes",
    "ArnLike, arn:aws:someservice:*:111122223333:finance/*,"
        + " arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt,"
        + " no",
    "ArnLike, arn:aws:sns:*:111122223333:t?pic, arn:aws:sns:eu-west-1:111122223333:topic, yes",
    "ArnEquals, arn:aws:sns:*:111122223333:*, arn:aws:sns:eu-west-1:111122223333:topic, yes",
    "ArnLike, arn:aws:logs:*:1:log-group:red, arn:aws:logs:eu:1:log-group:red, yes",
    "ArnLike, arn:aws:logs:*:1:log-group:red, arn:aws:logs:eu:1:log-group:blue, no",
    "ArnLike, arn:aws:logs:*:1:log-group:*, arn:aws:logs:eu:1:log-group:red:stream, yes",
    "ArnEquals, arn:aws:sns:*:1:*, not-an-arn, no",
    "ArnEquals, *, arn:aws:sns:eu-west-1:111122223333:topic, unknown",
    "ArnNotEquals, arn:aws:iam::1:user/a, arn:aws:iam::1:user/b, yes",
    "ArnNotLike, arn:aws:iam::1:user/*, arn:aws:iam::1:user/b, no",
    "ArnNotLike, arn:aws:iam::1:user/*, absent, yes",
    "NumericEquals, 10, 10.0, yes",
    "NumericNotEquals, 10, 11, yes",
    "NumericNotEquals, 10, absent, yes",
    "NumericLessThan, 10, 10, no",
    "NumericLessThanEquals, 10, 10, yes",
    "NumericLessThanEquals, 10, 1000, no",
    "NumericGreaterThan, 9, 10, yes",
    "NumericGreaterThanEquals, 10, 9.99, no",
    "NumericEquals, ten, 10, unknown",
    "NumericLessThan, 10, absent, no",
    "DateEquals, 2020-01-01T00:00:01Z, 1577836801, yes",
    "DateNotEquals, 2020, 2021-01-01, yes",
    "DateGreaterThan, 2020-01-01T00:00:01Z, 2020-01-01T01:00:01+01:00, no",
    "DateGreaterThan, 2020-01-01T00:00:01Z, 2020-01-01T00:00:02Z, yes",
    "DateGreaterThanEquals, 2020-01, 2020-01-01, yes",
    "DateLessThan, 2020-01-01, 2019-12-31T23:59:59.999Z, yes",
    "DateLessThanEquals, 2020-01-01, 2020-01-02, no",
    "DateLessThan, tomorrow, 2020-01-01, unknown",
    "DateGreaterThan, 2020-01-01, absent, no",
    "Bool, true, true, yes",
    "Bool, false, TRUE, no",
    "Bool, true, absent, no",
    "Bool, maybe, true, unknown",
    "BinaryEquals, QmluYXJ5VmFsdWVJbkJhc2U2NA==, QmluYXJ5VmFsdWVJbkJhc2U2NA==, yes",
    "BinaryEquals, QUJD, QUJE, no",
    "BinaryEquals, ??, QUJE, unknown",
    "IpAddress, 203.0.113.0/24, 203.0.113.255, yes",
    "IpAddress, 203.0.113.0/24, 203.0.114.0, no",
    "IpAddress, 203.0.113.7, 203.0.113.7, yes",
    "IpAddress, 203.0.113.7, 203.0.113.8, no",
    "IpAddress, 203.0.113.0/24|2001:DB8:1234:5678::/64, 2001:db8:1234:5678:ffff::1, yes",
    "IpAddress, 2001:DB8:1234:5678::/64, 2001:db8:1234:5679::1, no",
    "IpAddress, 2001:DB8::1, 2001:db8::1, yes",
    "IpAddress, 0.0.0.0/0, 2001:db8::1, no",
    "IpAddress, 203.0.113.0/33, 203.0.113.1, unknown",
    "IpAddress, 203.0.113.0/24, absent, no",
    "NotIpAddress, 203.0.113.0/24, 203.0.113.1, no",
    "NotIpAddress, 203.0.113.0/24|198.51.100.0/24, 192.0.2.1, yes",
    "NotIpAddress, 203.0.113.0/24, absent, yes",
    "Null, true, absent, yes",
    "Null, true, x, no",
    "Null, false, x, yes",
    "Null, false, absent, no",
    "Null, true, unknown, unknown",
    "Null, true, empty, unknown",
    "NullIfExists, true, x, unknown",
    "StringSounds, a, a, unknown",
  })
  void comparesAsDocumented(String operator, String wanted, String values, String expected) {
    assertThat(holds(operator, wanted, "k:x", values)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "StringEqualsIfExists, a, absent, yes",
    "StringEqualsIfExists, a, b, no",
    "StringEqualsIfExists, a, unknown, unknown",
    "StringLikeIfExists, t1.*|t2.*, t2.micro, yes",
    "StringNotEqualsIfExists, a, absent, yes",
    "NumericLessThanIfExists, 3, absent, yes",
    "BoolIfExists, true, absent, yes",
    "IpAddressIfExists, 203.0.113.0/24, absent, yes",
    "ForAnyValue:StringEqualsIfExists, a, absent, yes",
  })
  void ifExistsHoldsForAbsentKeys(String operator, String wanted, String values, String expected) {
    assertThat(holds(operator, wanted, "k:x", values)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ForAllValues:StringLike, PostDateTime|Message|Tags, PostDateTime|Message, yes",
    "ForAllValues:StringLike, PostDateTime|Message|Tags, PostDateTime|UserName, no",
    "ForAllValues:StringEquals, a, absent, yes",
    "ForAllValues:StringEquals, a, empty, yes",
    "ForAllValues:StringNotEquals, a|b, c|d, yes",
    "ForAllValues:StringNotEquals, a|b, c|b, no",
    "ForAllValues:StringNotEquals, a, absent, yes",
    "ForAnyValue:StringEquals, ID|PostDateTime, UserName|Message|PostDateTime, yes",
    "ForAnyValue:StringEquals, ID|PostDateTime, UserName, no",
    "ForAnyValue:StringEquals, a, absent, no",
    "ForAnyValue:StringEquals, a, empty, no",
    "ForAnyValue:StringNotEquals, a|b, a|c, yes",
    "ForAnyValue:StringNotEquals, a|b, a|b, no",
    "ForAnyValue:StringNotEquals, a, absent, no",
    "forallvalues:ArnLike, arn:aws:iam::1:*, arn:aws:iam::1:role/a|arn:aws:iam::2:role/a, no",
    "StringEquals, a|b, a|b, yes",
    "StringEquals, a, a|b, unknown",
    "StringNotEquals, a, b|c, yes",
  })
  void severalValuesAreTakenAsASet(String operator, String wanted, String values, String expected) {
    assertThat(holds(operator, wanted, "k:x", values)).isEqualTo(expected);
  }

  @Nested
  class SeveralConditions {
    @Test
    void allKeysOfAnOperatorHaveToHold() {
      assertThat(holds("{'StringEquals':{'k:x':'a','k:y':'b'}}", "k:x", "a")).isEqualTo("unknown");
      assertThat(holds("{'StringEquals':{'k:x':'a','k:y':'b'}}", "k:x", "b")).isEqualTo("no");
    }

    @Test
    void allOperatorsHaveToHold() {
      String both = "{'StringLike':{'k:x':'a*'},'StringNotEquals':{'k:x':'ab'}}";
      assertThat(holds(both, "k:x", "ac")).isEqualTo("yes");
      assertThat(holds(both, "k:x", "ab")).isEqualTo("no");
    }

    @Test
    void noConditionAlwaysHolds() {
      assertThat(holds("{}", "k:x", "unknown")).isEqualTo("yes");
    }
  }

  @Test
  void namesOfKeysHaveNoCase() {
    assertThat(holds("{'StringEquals':{'AWS:SourceVPCE':'a'}}", "aws:sourcevpce", "a"))
        .isEqualTo("yes");
  }

  @Test
  void valuesMayStandWithoutQuotes() {
    assertThat(holds("{'Bool':{'k:x':false}}", "k:x", "true")).isEqualTo("no");
    assertThat(holds("{'NumericLessThan':{'k:x':[3,5.5]}}", "k:x", "5")).isEqualTo("yes");
  }
}
