package dev.referee.ssm;

import static dev.referee.ssm.SessionSteps.RUN_AS;
import static dev.referee.ssm.SessionSteps.SESSION_KEY;
import static dev.referee.ssm.SessionSteps.SESSION_LOGS;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.CharMatcher;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;

/**
 * Explains sessions that fail by what the account's session preferences ask for: encryption, logs,
 * another user.
 *
 * <p>Preferences are never wrong by themselves: a session that opens proves them. Which of them is
 * to blame, the text tells by which the session was closed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-run-as.html">Session
 *     preferences</a>
 */
final class Preferences {
  static final Permissions READS = Permissions.reading("ssm:GetDocument");

  private static final String DOCUMENT = "SSM-SessionManagerRunShell";
  private static final int LONGEST = 300;
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PAGE =
      "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
          + "session-manager-troubleshooting.html";

  private static final Pattern OF_LOGS =
      Pattern.compile("s3|bucket|cloudwatch|log ?group|log stream|logging");
  private static final Pattern OF_KEY = Pattern.compile("kms|data ?key|encrypt|decrypt");
  private static final Pattern OF_USER = Pattern.compile("run ?as|user");

  private final Account account;

  Preferences(Account account) {
    this.account = account;
  }

  /** Returns the preference that is to blame for a refusal; none where nobody can say. */
  Optional<Finding> explain(Trial.Refused refused) {
    String said = refused.said().toLowerCase(Locale.ROOT);
    if (said.isBlank()) {
      return Optional.empty();
    }
    JsonNode asked = inputs();
    String logs = logs(asked);
    if (!logs.isEmpty() && OF_LOGS.matcher(said).find()) {
      return Optional.of(
          finding(
              SESSION_LOGS,
              "The session preferences ask for logs in %s, and they cannot be written."
                  .formatted(logs),
              "Let the instance's role write there (%s), make it if it is not there, and mend or"
                      .formatted(logs)
                  + " turn off the encryption that the preferences ask for; or turn the logs"
                  + " off."));
    }
    String key = asked.path("kmsKeyId").asText("");
    if (!key.isEmpty() && OF_KEY.matcher(said).find()) {
      return Optional.of(
          finding(
              SESSION_KEY,
              "The session preferences ask for encryption by the key %s, which cannot be used."
                  .formatted(key),
              "Enable the key, and let the instance's role do kms:Decrypt with it, in the role's"
                  + " policy and in the key's; or name another key in the preferences."));
    }
    String user = asked.path("runAsDefaultUser").asText("");
    if (asked.path("runAsEnabled").asBoolean() && OF_USER.matcher(said).find()) {
      return Optional.of(
          finding(
              RUN_AS,
              "The session preferences run sessions as %s, which did not work."
                  .formatted(user.isEmpty() ? "the user of a tag" : "the user " + user),
              "Make that user on the instance, name one that is there, or turn Run As off."));
    }
    return Optional.empty();
  }

  private static Finding finding(Expectation expectation, String seen, String remedy) {
    return expectation
        .unsatisfied()
        .subject(DOCUMENT)
        .expected("session preferences by which sessions open")
        .seen(seen)
        .remedy(remedy)
        .source(PAGE)
        .build();
  }

  private static String logs(JsonNode asked) {
    return Stream.of("s3BucketName", "cloudWatchLogGroupName")
        .map(name -> asked.path(name).asText(""))
        .filter(name -> !name.isEmpty())
        .collect(joining(" and "));
  }

  /** Returns what the preferences ask for; nothing where there are none, or none to be read. */
  private JsonNode inputs() {
    try {
      String content =
          account
              .client(SsmClient::builder)
              .getDocument(request -> request.name(DOCUMENT).documentFormat("JSON"))
              .content();
      return JSON.readTree(content).path("inputs");
    } catch (InvalidDocumentException | JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Returns the beginning of what the other side said, in one line. */
  static String excerpt(String said) {
    String line = CharMatcher.javaIsoControl().replaceFrom(said, ' ').strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
