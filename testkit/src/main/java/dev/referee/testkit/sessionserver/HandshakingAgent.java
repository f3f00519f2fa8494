package dev.referee.testkit.sessionserver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Shakes hands, with encryption or without, and then is another agent. */
public final class HandshakingAgent implements Agent {
  private static final byte[] SECRET = "sixteen bytes ok".getBytes(US_ASCII);

  private static final String ENCRYPTED = "This session is encrypted using AWS KMS.";
  private static final int SUCCESS = 1;

  /** The challenge that the agent sends for the client to bind its data key to. */
  public static final String CHALLENGE = "cmFuZG9tIGNoYWxsZW5nZQ==";

  /** The part of KMS that an agent uses. For implementation by tests of a client. */
  @FunctionalInterface
  public interface Decryption {
    /**
     * Returns the data key.
     *
     * @param ciphertext the encrypted data key that KMS returned to the client
     * @throws IllegalStateException if KMS denies it; the message has the reason
     */
    byte[] dataKey(byte[] ciphertext);
  }

  /**
   * What an agent asks for in a handshake.
   *
   * @param agentVersion the version of the agent
   * @param sessionType the type of the session
   * @param properties the properties of the session's document, in JSON; {@code null} in JSON where
   *     the client needs none
   * @param keyId the KMS key, where the session is to be encrypted
   */
  public record Request(String agentVersion, String sessionType, String properties, String keyId) {}

  private static final String VERSION = "3.3.987.0";

  private final Request request;
  private final @Nullable Decryption kms;
  private final Agent next;
  private @Nullable AgentCipher cipher;
  private @Nullable String response;
  private boolean complete;

  /**
   * Makes one whose key is {@code alias/session}.
   *
   * @param sessionType the type of session that it asks for
   * @param kms what KMS does; null without encryption
   * @param next who speaks when the hands are shaken
   */
  public HandshakingAgent(String sessionType, @Nullable Decryption kms, Agent next) {
    this(new Request(VERSION, sessionType, "null", "alias/session"), kms, next);
  }

  /**
   * Creates an instance.
   *
   * @param request what it asks for
   * @param kms what KMS does; null without encryption
   * @param next who speaks when the hands are shaken
   */
  public HandshakingAgent(Request request, @Nullable Decryption kms, Agent next) {
    this.request = request;
    this.kms = kms;
    this.next = next;
  }

  @Override
  public void connected(AgentChannel line) {
    String encryption =
        kms == null
            ? ""
            : ",{\"ActionType\":\"KMSEncryption\",\"ActionParameters\":{\"KMSKeyId\":\""
                + request.keyId()
                + "\",\"Challenge\":\""
                + CHALLENGE
                + "\"}}";
    String requested =
        "{\"AgentVersion\":\""
            + request.agentVersion()
            + "\",\"RequestedClientActions\":["
            + "{\"ActionType\":\"SessionType\",\"ActionParameters\":{\"SessionType\":\""
            + request.sessionType()
            + "\",\"Properties\":"
            + request.properties()
            + "}}"
            + encryption
            + "]}";
    line.stream(5, requested.getBytes(UTF_8));
  }

  /** What comes before the handshake is over, and is no part of it, is acknowledged and lost. */
  @Override
  public boolean input(AgentChannel line, int payloadType, byte[] payload) {
    if (complete) {
      return next.input(line, payloadType, payload);
    }
    if (payloadType == 6) {
      responded(line, AgentChannel.json(payload));
    } else if (payloadType == 9) {
      challenged(line, AgentChannel.json(payload));
    }
    return true;
  }

  private void responded(AgentChannel line, JsonNode answer) {
    response = answer.toString();
    line.clientVersion(answer.path("ClientVersion").asText());
    JsonNode result = null;
    for (JsonNode action : answer.path("ProcessedClientActions")) {
      String type = action.path("ActionType").asText();
      if (action.path("ActionStatus").asInt() != SUCCESS) {
        fail(
            line,
            "%s failed on client with status %s error: %s"
                .formatted(
                    type, action.path("ActionStatus").asText(), action.path("Error").asText()));
        return;
      }
      result = type.equals("KMSEncryption") ? action.path("ActionResult") : result;
    }
    if (kms == null) {
      complete(line);
    } else if (result != null) {
      challenge(line, kms, Base64.getDecoder().decode(result.path("KMSCipherTextKey").asText()));
    }
  }

  private void challenge(AgentChannel line, Decryption decryption, byte[] ciphertext) {
    AgentCipher made;
    try {
      made = new AgentCipher(decryption.dataKey(ciphertext));
    } catch (IllegalStateException denied) {
      fail(
          line,
          "Fetching data key failed: Unable to retrieve data key, Error when decrypting data key "
              + denied.getMessage());
      return;
    }
    cipher = made;
    String challenge = Base64.getEncoder().encodeToString(made.encrypt(SECRET));
    line.stream(8, ("{\"Challenge\":\"" + challenge + "\"}").getBytes(US_ASCII));
  }

  private static void fail(AgentChannel line, String reason) {
    line.fail("Encountered error while initiating handshake. " + reason);
  }

  private void challenged(AgentChannel line, JsonNode answer) {
    byte[] encrypted = Base64.getDecoder().decode(answer.path("Challenge").asText());
    if (cipher == null || !java.util.Arrays.equals(cipher.decrypt(encrypted), SECRET)) {
      throw new IllegalArgumentException("The client did not prove its key");
    }
    line.encryptBy(cipher);
    complete(line);
  }

  private void complete(AgentChannel line) {
    complete = true;
    String message = kms == null ? "" : ENCRYPTED;
    line.stream(
        7,
        ("{\"HandshakeTimeToComplete\":123456,\"CustomerMessage\":\"" + message + "\"}")
            .getBytes(US_ASCII));
    next.connected(line);
  }

  /** Returns the JSON that the client answered to the request; null before it did. */
  public @Nullable String response() {
    return response;
  }
}
