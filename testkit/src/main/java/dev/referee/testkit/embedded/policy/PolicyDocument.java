package dev.referee.testkit.embedded.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A policy document as parsed by IAM.
 *
 * @param statements its statements, in order
 */
public record PolicyDocument(List<PolicyStatement> statements) {
  /**
   * The actions that AWS Security Token Service has, as the Service Authorization Reference says.
   */
  private static final Pattern TRUST_ACTIONS =
      Pattern.compile(
          "(?i)\\*|sts:(AssumeRole(WithSAML|WithWebIdentity)?|DecodeAuthorizationMessage"
              + "|GetAccessKeyInfo|GetCallerIdentity|GetFederationToken|GetServiceBearerToken"
              + "|GetSessionToken|SetContext|SetSourceIdentity|TagSession|.*[*?].*)");

  /** The uses of a policy document, which determine the required elements of its statements. */
  public enum Use {
    IDENTITY,
    MANAGED,
    TRUST,
    RESOURCE;

    /** Returns whether the document is attached to the identity whose calls it decides on. */
    private boolean ofIdentity() {
      return this == IDENTITY || this == MANAGED;
    }
  }

  private record Source(String text, Use use) {}

  private static final int CACHED_CHARACTERS = 4_000_000;

  /** Documents are parsed when they are stored, and decide many times afterwards. */
  private static final Cache<Source, PolicyDocument> PARSED =
      CacheBuilder.newBuilder()
          .maximumWeight(CACHED_CHARACTERS)
          .weigher((Source source, PolicyDocument document) -> source.text().length())
          .build();

  /** Parses a document, or answers as IAM does to one that is malformed. */
  public static PolicyDocument parse(String text, Use use) {
    Source source = new Source(text, use);
    PolicyDocument known = PARSED.getIfPresent(source);
    if (known != null) {
      return known;
    }
    PolicyDocument parsed = parseAnew(text, use);
    PARSED.put(source, parsed);
    return parsed;
  }

  private static PolicyDocument parseAnew(String text, Use use) {
    JsonNode document = json(text, use);
    if (use.ofIdentity()) {
      PolicyGrammar.check(document, use == Use.MANAGED);
    }
    if (!document.isObject() || !document.has("Statement")) {
      throw malformed("Syntax errors in policy.");
    }
    String version = document.path("Version").asText("2008-10-17");
    if (!Set.of("2012-10-17", "2008-10-17").contains(version)) {
      throw malformed("Syntax errors in policy.");
    }
    JsonNode listed = document.get("Statement");
    ImmutableList.Builder<PolicyStatement> statements = ImmutableList.builder();
    for (JsonNode statement : listed.isArray() ? listed : List.of(listed)) {
      check(statement, use);
      statements.add(PolicyStatement.of(statement));
    }
    return new PolicyDocument(statements.build());
  }

  private static JsonNode json(String text, Use use) {
    try {
      return JsonCodec.JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw malformed(
          use.ofIdentity() ? "Syntax errors in policy." : "This policy contains invalid Json");
    }
  }

  private static void check(JsonNode statement, Use use) {
    if (!Set.of("Allow", "Deny").contains(statement.path("Effect").asText())) {
      throw malformed("Syntax errors in policy.");
    }
    if (statement.has("Action") == statement.has("NotAction")) {
      throw malformed("Policy statement must contain actions.");
    }
    boolean resources = statement.has("Resource") || statement.has("NotResource");
    boolean principals = statement.has("Principal") || statement.has("NotPrincipal");
    if (use != Use.TRUST && !resources) {
      throw malformed("Policy statement must contain resources.");
    }
    if (use.ofIdentity() && principals) {
      throw malformed("Policy document should not specify a principal.");
    }
    if (use == Use.TRUST && resources) {
      throw malformed("Has prohibited field Resource");
    }
    if (use == Use.TRUST
        && !PolicyGrammar.items(statement.path("Action")).stream()
            .allMatch(PolicyDocument::assumes)) {
      throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
    }
    if (!use.ofIdentity() && !principals) {
      throw malformed("Missing required field Principal");
    }
  }

  /** Returns whether a trust policy may have an action. */
  private static boolean assumes(JsonNode action) {
    return TRUST_ACTIONS.matcher(action.asText()).matches();
  }

  static AwsError malformed(String message) {
    return new AwsError(400, "MalformedPolicyDocument", message);
  }
}
