package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.HttpHeaderConditionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.QueryStringKeyValuePair;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;

/**
 * Refuses conditions of listener rules that AWS refuses.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html">Condition
 *     types for listener rules</a>
 */
final class RuleConditions {
  private static final int MOST_VALUES = 5;
  private static final int MOST_WILDCARDS = 6;
  private static final int LONGEST = 128;
  private static final int LONGEST_NAME = 40;

  /** The member that has the values of each field. */
  private static final Map<String, String> CONFIGS =
      Map.of(
          "path-pattern", "PathPatternConfig",
          "host-header", "HostHeaderConfig",
          "http-header", "HttpHeaderConfig",
          "http-request-method", "HttpRequestMethodConfig",
          "query-string", "QueryStringConfig",
          "source-ip", "SourceIpConfig");

  private static final String FIELDS =
      "path-pattern,host-header,http-header,http-request-method,query-string,source-ip";
  private static final Set<String> WITH_PLAIN_VALUES = Set.of("path-pattern", "host-header");
  private static final Set<String> SEVERAL = Set.of("http-header", "query-string");
  private static final Set<String> WITH_WILDCARDS =
      Set.of("path-pattern", "host-header", "http-header", "query-string");

  private RuleConditions() {}

  static void check(List<RuleCondition> conditions) {
    if (conditions.isEmpty()) {
      throw LoadBalancing.invalid("A condition must be specified");
    }
    Set<String> fields = new HashSet<>();
    int values = 0;
    long wildcards = 0;
    for (RuleCondition condition : conditions) {
      check(condition);
      String field = condition.field();
      if (!fields.add(field) && !SEVERAL.contains(field)) {
        throw LoadBalancing.invalid("A rule can only have one '" + field + "' condition");
      }
      values += values(condition).size() + regularExpressions(condition).size();
      if (WITH_WILDCARDS.contains(field)) {
        wildcards +=
            String.join("", values(condition)).chars().filter(c -> c == '*' || c == '?').count();
      }
    }
    if (values > MOST_VALUES) {
      throw LoadBalancing.invalid("A rule can only have '" + MOST_VALUES + "' condition values");
    }
    if (wildcards > MOST_WILDCARDS) {
      throw LoadBalancing.invalid(
          "A rule can only have '" + MOST_WILDCARDS + "' condition wildcards");
    }
  }

  private static void check(RuleCondition condition) {
    String field = condition.field();
    if (field == null) {
      throw LoadBalancing.invalid("A condition field must be specified");
    }
    String config = CONFIGS.get(field);
    if (config == null) {
      throw LoadBalancing.invalid(
          "Condition field '%s' must be one of '[%s]'".formatted(field, FIELDS));
    }
    checkMembers(condition, field, config);
    if (values(condition).isEmpty() && regularExpressions(condition).isEmpty()) {
      throw LoadBalancing.invalid("A condition value must be specified");
    }
    switch (field) {
      case "host-header" -> requireEach(condition, "[A-Za-z0-9.*?-]+");
      case "path-pattern" -> requireEach(condition, "[A-Za-z0-9_.$/~\"'@:+&*?-]+");
      case "http-request-method" -> checkMethods(values(condition));
      case "http-header" -> checkHeader(condition.httpHeaderConfig());
      case "query-string" ->
          condition.queryStringConfig().values().forEach(RuleConditions::checkPair);
      default -> values(condition).forEach(RuleConditions::checkRange);
    }
    if (!field.equals("query-string")) {
      values(condition).forEach(value -> requireShort(field, value, LONGEST));
      regularExpressions(condition).forEach(value -> requireShort(field, value, LONGEST));
    }
  }

  /** Refuses values in a member that is not the field's own. */
  private static void checkMembers(RuleCondition condition, String field, String config) {
    boolean configured = SdkFieldCopier.member(condition, config) != null;
    if (!condition.values().isEmpty()) {
      if (!WITH_PLAIN_VALUES.contains(field)) {
        throw LoadBalancing.invalid("The 'Values' field is not compatible with '" + field + "'");
      }
      if (configured) {
        throw LoadBalancing.invalid(
            "You cannot provide both Values and '%s' for a condition of type '%s'"
                .formatted(config, field));
      }
      if (condition.values().size() > 1) {
        throw LoadBalancing.invalid(
            "The '" + field + "' field contains too many values; the limit is '1'");
      }
    }
    for (String other : CONFIGS.values()) {
      if (!other.equals(config) && SdkFieldCopier.member(condition, other) != null) {
        throw LoadBalancing.invalid(
            "The '" + other + "' field is not compatible with '" + field + "'");
      }
    }
    if (!configured && !WITH_PLAIN_VALUES.contains(field)) {
      throw LoadBalancing.invalid("A '" + config + "' must be specified with '" + field + "'");
    }
  }

  private static void requireEach(RuleCondition condition, String pattern) {
    for (String value : values(condition)) {
      if (!value.matches(pattern)) {
        throw LoadBalancing.invalid(
            "Condition value '" + value + "' contains a character that is not valid");
      }
    }
  }

  private static void checkMethods(List<String> methods) {
    for (String method : methods) {
      requireShort("http-request-method", method, LONGEST_NAME);
      if (!method.matches("[A-Z_-]+")) {
        throw LoadBalancing.invalid(
            "The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen"
                + " and underscore");
      }
    }
  }

  private static void checkHeader(HttpHeaderConditionConfig header) {
    String name = header.httpHeaderName();
    if (name == null) {
      throw LoadBalancing.invalid("A 'HttpHeaderName' must be specified in 'HttpHeaderConfig'");
    }
    requireShort("HttpHeaderName", name, LONGEST_NAME);
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || name.equalsIgnoreCase("host")) {
      throw LoadBalancing.invalid("The 'HttpHeaderName' value '" + name + "' is not valid");
    }
  }

  private static void checkPair(QueryStringKeyValuePair pair) {
    if (pair.value() == null) {
      throw LoadBalancing.invalid("A 'Value' must be specified in 'QueryStringKeyValuePair'");
    }
    requireShort("Key", pair.key() == null ? "" : pair.key(), LONGEST);
    requireShort("Value", pair.value(), LONGEST);
  }

  private static void checkRange(String range) {
    try {
      if (range.contains(":")) {
        Ipv6Cidr.of(range);
      } else {
        Cidr.of(range);
      }
    } catch (AwsError notARange) {
      throw LoadBalancing.invalid(
          "The 'source-ip' value '" + range + "' is not a valid CIDR block");
    }
  }

  private static void requireShort(String description, String value, int longest) {
    if (value.length() > longest) {
      throw LoadBalancing.invalid(
          "The '%s' value is too long; the limit is '%d'".formatted(description, longest));
    }
  }

  private static List<String> values(RuleCondition condition) {
    if (condition.queryStringConfig() != null) {
      return condition.queryStringConfig().values().stream()
          .map(pair -> pair.key() + "=" + pair.value())
          .toList();
    }
    return Stream.concat(condition.values().stream(), configured(condition, "Values").stream())
        .toList();
  }

  private static List<String> regularExpressions(RuleCondition condition) {
    return Stream.concat(
            condition.regexValues().stream(), configured(condition, "RegexValues").stream())
        .toList();
  }

  /** Returns the texts of a member of the field's own configuration. */
  private static List<String> configured(RuleCondition condition, String member) {
    Object config =
        SdkFieldCopier.member(condition, CONFIGS.getOrDefault(condition.field(), "none"));
    Object values = config == null ? null : SdkFieldCopier.member((SdkPojo) config, member);
    return values instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }
}
