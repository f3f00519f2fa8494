package dev.referee.ssm.channel;

import static dev.referee.ssm.channel.DataChannelException.malformed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.ssm.channel.DataChannelException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The handshake with the agent, which negotiates the session type and the encryption.
 *
 * <p>Not every session has one: the agent begins it if the type or the encryption requires it. Not
 * thread-safe.
 */
final class Handshake {
  /** The version of the Session Manager plugin that this client behaves like. */
  static final String CLIENT_VERSION = "1.2.764.0";

  private static final Set<String> SESSION_TYPES =
      Set.of("Standard_Stream", "InteractiveCommands", "NonInteractiveCommands");
  private static final int SUCCESS = 1;
  private static final int FAILED = 2;
  private static final int UNSUPPORTED = 3;

  private final StartedSession session;
  private final @Nullable DataKeys keys;
  private @Nullable SessionCipher cipher;
  private @Nullable String agentVersion;
  private @Nullable DataChannelException refusal;
  private boolean complete;

  Handshake(StartedSession session, @Nullable DataKeys keys) {
    this.session = session;
    this.keys = keys;
  }

  /** Returns the response to a request; if it is a refusal, {@code refusal} is set. */
  byte[] respond(byte[] payload) throws DataChannelException {
    if (agentVersion != null) {
      throw malformed("The agent begins a second handshake");
    }
    JsonNode request = Json.read("handshake request", payload);
    agentVersion = request.path("AgentVersion").asText("");
    List<Map<String, Object>> processed = new ArrayList<>();
    for (JsonNode action : request.path("RequestedClientActions")) {
      processed.add(process(action));
    }
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("ClientVersion", CLIENT_VERSION);
    response.put("ProcessedClientActions", processed);
    response.put("Errors", refusal == null ? null : List.of(refusal.getMessage()));
    return Json.write(response);
  }

  private Map<String, Object> process(JsonNode action) throws DataChannelException {
    String type = action.path("ActionType").asText("");
    JsonNode parameters = action.path("ActionParameters");
    return switch (type) {
      case "SessionType" -> sessionType(type, parameters.path("SessionType").asText(""));
      case "KMSEncryption" -> encryption(type, parameters);
      default -> refuse(type, UNSUPPORTED, Reason.UNSUPPORTED, "an unknown action", null);
    };
  }

  private Map<String, Object> sessionType(String action, String type) {
    return SESSION_TYPES.contains(type)
        ? processed(action, SUCCESS, null, "")
        : refuse(action, FAILED, Reason.UNSUPPORTED, "an unsupported type of session", null);
  }

  private Map<String, Object> encryption(String action, JsonNode parameters)
      throws DataChannelException {
    if (keys == null) {
      return refuse(action, FAILED, Reason.ENCRYPTION, "encryption, but there are no keys", null);
    }
    if (cipher != null) {
      throw malformed("The agent asks for encryption twice");
    }
    Map<String, String> context = new LinkedHashMap<>();
    context.put("aws:ssm:SessionId", session.sessionId());
    context.put("aws:ssm:TargetId", session.target());
    Optional<String> challenge = Optional.ofNullable(parameters.path("Challenge").textValue());
    challenge.ifPresent(it -> context.put("aws:ssm:RandomChallenge", it));
    DataKey key;
    try {
      key = keys.generate(parameters.path("KMSKeyId").asText(""), Map.copyOf(context));
    } catch (RuntimeException e) {
      return refuse(
          action, FAILED, Reason.ENCRYPTION, "encryption, but no key could be generated", e);
    }
    cipher = new SessionCipher(key);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("KMSCipherTextKey", key.ciphertext());
    result.put("KMSCipherTextHash", null);
    challenge.ifPresent(it -> result.put("ChallengeAcknowledgement", true));
    return processed(action, SUCCESS, result, "");
  }

  private Map<String, Object> refuse(
      String action, int status, Reason reason, String message, @Nullable RuntimeException cause) {
    refusal = DataChannelException.of(reason, "The agent asks for " + message, cause);
    return processed(action, status, null, "Not done: " + message);
  }

  private static Map<String, Object> processed(
      String action, int status, @Nullable Object result, String error) {
    Map<String, Object> processed = new LinkedHashMap<>();
    processed.put("ActionType", action);
    processed.put("ActionStatus", status);
    processed.put("ActionResult", result);
    processed.put("Error", error);
    return processed;
  }

  /** Returns the proof for the agent that both sides have the key. */
  byte[] respondToChallenge(byte[] payload) throws DataChannelException {
    if (cipher == null) {
      throw malformed("The agent challenges a key that was not requested");
    }
    JsonNode challenge = Json.read("encryption challenge", payload).path("Challenge");
    byte[] plain = cipher.decrypt(Json.bytes("encryption challenge", challenge));
    return Json.write(Map.of("Challenge", cipher.encrypt(plain)));
  }

  void complete(byte[] payload) throws DataChannelException {
    if (agentVersion == null) {
      throw malformed("The agent completes a handshake that it did not begin");
    }
    Json.read("handshake's completion", payload);
    complete = true;
  }

  byte[] encrypt(byte[] plain) {
    return cipher == null ? plain : cipher.encrypt(plain);
  }

  byte[] decrypt(byte[] received) throws DataChannelException {
    return cipher == null ? received : cipher.decrypt(received);
  }

  /** Returns whether it is over, or never began. */
  boolean isSettled() {
    return complete || agentVersion == null;
  }

  boolean isComplete() {
    return complete;
  }

  Optional<DataChannelException> refusal() {
    return Optional.ofNullable(refusal);
  }

  Optional<String> agentVersion() {
    return Optional.ofNullable(agentVersion).filter(it -> !it.isEmpty());
  }
}
