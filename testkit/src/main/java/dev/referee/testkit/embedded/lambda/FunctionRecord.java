package dev.referee.testkit.embedded.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;

/** A function with its versions, its aliases, and what else is configured for it. */
final class FunctionRecord {
  final String name;
  final String arn;

  /** Its published versions, by their numbers. */
  final Map<Integer, FunctionConfiguration> versions = new TreeMap<>();

  final Map<String, AliasConfiguration> aliases = new TreeMap<>();
  final Map<String, String> tags = new TreeMap<>();

  /** The statements of its policies, by qualifier and then by Sid; no qualifier is empty. */
  final Map<String, Map<String, ObjectNode>> policies = new TreeMap<>();

  /** How it is invoked asynchronously, by qualifier. */
  final Map<String, FunctionEventInvokeConfig> eventConfigs = new TreeMap<>();

  FunctionConfiguration latest;

  /** How many invocations at once are reserved for it; null if it shares those of the account. */
  @Nullable Integer reservedConcurrency;

  FunctionRecord(FunctionConfiguration latest) {
    this.name = latest.functionName();
    this.arn = latest.functionArn();
    this.latest = latest;
  }

  /** Returns the configuration that a qualifier names; null if there is none. */
  @Nullable FunctionConfiguration version(@Nullable String qualifier) {
    if (qualifier == null || qualifier.equals(FunctionName.LATEST)) {
      return latest;
    }
    AliasConfiguration alias = aliases.get(qualifier);
    String version = alias == null ? qualifier : alias.functionVersion();
    if (version.equals(FunctionName.LATEST)) {
      return latest;
    }
    return version.matches("[0-9]{1,9}") ? versions.get(Integer.parseInt(version)) : null;
  }

  /** Returns the statements of the policy of a qualifier, to be changed. */
  Map<String, ObjectNode> statements(@Nullable String qualifier) {
    return policies.computeIfAbsent(
        qualifier == null ? "" : qualifier, unused -> new LinkedHashMap<>());
  }

  /** Returns the policy of a qualifier; null if it has none. */
  @Nullable String policy(@Nullable String qualifier) {
    Map<String, ObjectNode> statements = policies.get(qualifier == null ? "" : qualifier);
    if (statements == null || statements.isEmpty()) {
      return null;
    }
    ObjectNode policy =
        JsonCodec.JSON.createObjectNode().put("Version", "2012-10-17").put("Id", "default");
    policy.putArray("Statement").addAll(statements.values());
    return policy.toString();
  }

  /** Returns how a qualifier is invoked asynchronously; null if by the defaults. */
  @Nullable FunctionEventInvokeConfig eventConfig(@Nullable String qualifier) {
    return eventConfigs.get(qualifier == null ? FunctionName.LATEST : qualifier);
  }

  boolean isThrottled() {
    return reservedConcurrency != null && reservedConcurrency == 0;
  }
}
