package dev.referee.testkit.embedded.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.BaseEncoding;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.nio.charset.StandardCharsets;

/**
 * The encoded message of a denial, which {@code sts:DecodeAuthorizationMessage} decodes.
 *
 * <p>It is only encoded, not encrypted as that of AWS is.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">DecodeAuthorizationMessage</a>
 */
public final class AuthorizationMessage {
  private AuthorizationMessage() {}

  public static String encoded(Call call, NeededPermission needed, PolicyDecision decision) {
    ObjectNode message = JsonCodec.JSON.createObjectNode();
    message.put("allowed", false);
    message.put("explicitDeny", decision.denied());
    message.putObject("matchedStatements").putArray("items");
    message.putObject("failures").putArray("items");
    ObjectNode context = message.putObject("context");
    ObjectNode principal = context.putObject("principal");
    var ids = needed.context().get("aws:userid");
    principal.put("id", ids.isEmpty() ? "" : ids.get(0));
    principal.put("arn", call.principalArn());
    context.put("action", needed.action());
    context.put("resource", needed.resource());
    ArrayNode conditions = context.putObject("conditions").putArray("items");
    needed
        .context()
        .asMap()
        .forEach(
            (key, values) -> {
              ObjectNode condition = conditions.addObject();
              condition.put("key", key);
              ArrayNode items = condition.putObject("values").putArray("items");
              values.forEach(value -> items.addObject().put("value", value));
            });
    return BaseEncoding.base64Url()
        .omitPadding()
        .encode(message.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns what a message says, as JSON. */
  public static String decoded(String message) {
    try {
      String text =
          new String(
              BaseEncoding.base64Url().omitPadding().decode(message), StandardCharsets.UTF_8);
      if (JsonCodec.JSON.readTree(text).has("explicitDeny")) {
        return text;
      }
    } catch (IllegalArgumentException | JsonProcessingException notOurs) {
      // Answered below.
    }
    throw new AwsError(400, "InvalidAuthorizationMessageException", "Message is not valid");
  }
}
