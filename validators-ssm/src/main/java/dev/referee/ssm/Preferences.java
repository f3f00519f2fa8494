package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ssm.SessionExpectations.RUN_AS;
import static dev.referee.ssm.SessionExpectations.SESSION_KEY;
import static dev.referee.ssm.SessionExpectations.SESSION_LOGS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;

/**
 * Explanations of failed sessions by the session preferences: encryption, logs, another user.
 *
 * <p>Preferences are never wrong by themselves: a session that opens proves them. If a session was
 * closed, its message tells which of them is the cause. A session that stays silent is explained by
 * a service that the agent needs for them and cannot reach: KMS, CloudWatch Logs or S3.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-troubleshooting.html">Blank
 *     screens, among others</a>
 */
final class Preferences {
  static final Permissions READS =
      Permissions.ofReads("ssm:GetDocument")
          .optional(
              "Whether the session preferences (KMS key, logs, Run As) prevent a session from"
                  + " opening.",
              "ssm:GetDocument");

  private static final String DOCUMENT = "SSM-SessionManagerRunShell";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PAGE =
      "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
          + "session-manager-troubleshooting.html";

  private static final ImmutableList<String> OF_S3 = ImmutableList.of("s3", "bucket", "logging");
  private static final ImmutableList<String> OF_LOGS =
      ImmutableList.of("cloudwatch", "log group", "loggroup", "log stream", "logging");
  private static final ImmutableList<String> OF_KEY =
      ImmutableList.of("kms", "data key", "datakey", "encrypt", "decrypt");
  private static final ImmutableList<String> OF_USER = ImmutableList.of("run as", "runas", "user");

  /**
   * A service that the preferences require the agent to use.
   *
   * @param service its name in endpoints, for example {@code kms}
   * @param name its name
   * @param step the step that fails without it
   * @param use its purpose, in words that follow "The session preferences ask for"
   */
  private record Use(String service, String name, Expectation step, String use) {}

  private final Account account;
  private final AgentConnectivity connectivity;
  private final Memoizer<String, JsonNode> inputs = new Memoizer<>(this::inputs);

  Preferences(Account account, AgentConnectivity connectivity) {
    this.account = account;
    this.connectivity = connectivity;
  }

  /**
   * Returns the preferences that are the cause; empty if unknown.
   *
   * @throws Inconclusive if the preferences cannot be read
   */
  List<Finding> explain(Instance instance, ProbeResult result) {
    if (result instanceof ProbeResult.Refused refused && !refused.message().isBlank()) {
      return refusal(instance, refused.message().toLowerCase(Locale.ROOT)).stream().toList();
    }
    return result instanceof ProbeResult.Silent
        ? uses(inputs.get(DOCUMENT)).stream()
            .flatMap(use -> unreached(instance, use).stream())
            .collect(toImmutableList())
        : List.of();
  }

  private Optional<Finding> refusal(Instance instance, String message) {
    JsonNode node = inputs.get(DOCUMENT);
    for (Use use : uses(node)) {
      boolean meant =
          switch (use.service()) {
            case "s3" -> says(message, OF_S3);
            case "logs" -> says(message, OF_LOGS);
            default -> says(message, OF_KEY);
          };
      if (meant) {
        return Optional.of(
            unreached(instance, use)
                .filter(finding -> finding.state() == Finding.State.UNSATISFIED)
                .orElseGet(() -> unusable(use)));
      }
    }
    String user = node.path("runAsDefaultUser").asText("");
    if (node.path("runAsEnabled").asBoolean() && says(message, OF_USER)) {
      return Optional.of(
          finding(
              RUN_AS,
              "The session preferences run sessions as %s, but that failed."
                  .formatted(user.isEmpty() ? "the user of a tag" : "the user " + user),
              "Create that user on the instance, name an existing one, or turn Run As off."));
    }
    return Optional.empty();
  }

  private static boolean says(String message, List<String> words) {
    return words.stream().anyMatch(message::contains);
  }

  /** Logs come first: their error messages may name the encryption that they need. */
  private static ImmutableList<Use> uses(JsonNode node) {
    return Stream.of(
            use(node, "s3BucketName", "s3", "Amazon S3", SESSION_LOGS, "logs in the bucket %s"),
            use(
                node,
                "cloudWatchLogGroupName",
                "logs",
                "CloudWatch Logs",
                SESSION_LOGS,
                "logs in the log group %s"),
            use(node, "kmsKeyId", "kms", "KMS", SESSION_KEY, "encryption by the key %s"))
        .flatMap(Optional::stream)
        .collect(toImmutableList());
  }

  private static Optional<Use> use(
      JsonNode node, String preference, String service, String name, Expectation step, String use) {
    return Optional.of(node.path(preference).asText(""))
        .filter(value -> !value.isBlank())
        .map(value -> new Use(service, name, step, use.formatted(value)));
  }

  /** Returns the finding about the path to a service; empty if it works. */
  private Optional<Finding> unreached(Instance instance, Use use) {
    return connectivity
        .broken(instance, use.service())
        .map(
            hop ->
                use.step()
                    .satisfied()
                    .from(hop)
                    .expectation(use.step())
                    .subject(instance.instanceId())
                    .expected(
                        "a network path from %s to %s".formatted(instance.instanceId(), use.name()))
                    .seen(
                        "The session preferences ask for %s, but the agent cannot reach %s: %s"
                            .formatted(use.use(), use.name(), hop.seen().orElse(hop.code())))
                    .remedy(
                        "Create an endpoint for %s in the VPC that allows the instance in, or add a"
                                .formatted(connectivity.name(use.service()))
                            + " route to the internet for the subnet; or remove this from the"
                            + " session preferences.")
                    .source(PAGE)
                    .build());
  }

  private static Finding unusable(Use use) {
    boolean key = use.step().equals(SESSION_KEY);
    return finding(
        use.step(),
        "The session preferences ask for %s, which cannot be %s."
            .formatted(use.use(), key ? "used" : "written"),
        key
            ? "Enable the key, and allow kms:Decrypt with it for the instance's role, in the role's"
                + " policy and in the key policy; or name another key in the preferences."
            : "Create it if it does not exist, allow the instance's role to write to it, and fix or"
                + " turn off the encryption that the preferences ask for; or turn the logs off.");
  }

  private static Finding finding(Expectation expectation, String seen, String remedy) {
    return expectation
        .unsatisfied()
        .subject(DOCUMENT)
        .expected("session preferences that work")
        .seen(seen)
        .remedy(remedy)
        .source(PAGE)
        .build();
  }

  /**
   * Returns the requirements of the preferences; nothing where there are none, or none to be read.
   */
  private JsonNode inputs(String document) {
    try {
      String content =
          account
              .client(SsmClient::builder)
              .getDocument(request -> request.name(document).documentFormat("JSON"))
              .content();
      return JSON.readTree(Required.member("ssm:GetDocument", "Content", content)).path("inputs");
    } catch (InvalidDocumentException | JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }
}
