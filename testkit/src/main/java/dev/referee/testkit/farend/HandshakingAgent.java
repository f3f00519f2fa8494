package dev.referee.testkit.farend;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Shakes hands, with encryption or without, and then is another agent. */
public final class HandshakingAgent implements Agent {
  private static final byte[] SECRET = "sixteen bytes ok".getBytes(US_ASCII);

  /** The challenge that the agent sends for the client to bind its data key to. */
  public static final String CHALLENGE = "cmFuZG9tIGNoYWxsZW5nZQ==";

  /** The part of KMS that an agent uses. For implementation by those who test a client. */
  @FunctionalInterface
  public interface Decryption {
    /**
     * Returns the data key.
     *
     * @param ciphertext what the client got from KMS with the key
     * @throws IllegalStateException when KMS denies it; its message tells why
     */
    byte[] dataKey(byte[] ciphertext);
  }

  private final String sessionType;
  private final String keyId;
  private final @Nullable Decryption kms;
  private final Agent then;
  private @Nullable FarCipher cipher;
  private @Nullable String response;
  private boolean complete;

  /**
   * Makes one whose key is {@code alias/session}.
   *
   * @param sessionType the type of session that it asks for
   * @param kms what KMS does; null without encryption
   * @param then who speaks when the hands are shaken
   */
  public HandshakingAgent(String sessionType, @Nullable Decryption kms, Agent then) {
    this(sessionType, "alias/session", kms, then);
  }

  /**
   * Makes one.
   *
   * @param sessionType the type of session that it asks for
   * @param keyId the key that it asks for
   * @param kms what KMS does; null without encryption
   * @param then who speaks when the hands are shaken
   */
  public HandshakingAgent(String sessionType, String keyId, @Nullable Decryption kms, Agent then) {
    this.sessionType = sessionType;
    this.keyId = keyId;
    this.kms = kms;
    this.then = then;
  }

  @Override
  public void connected(Line line) {
    String encryption =
        kms == null
            ? ""
            : "{\"ActionType\":\"KMSEncryption\",\"ActionParameters\":{\"KMSKeyId\":\""
                + keyId
                + "\",\"Challenge\":\""
                + CHALLENGE
                + "\"}},";
    String request =
        "{\"AgentVersion\":\"3.3.987.0\",\"RequestedClientActions\":["
            + encryption
            + "{\"ActionType\":\"SessionType\",\"ActionParameters\":{\"SessionType\":\""
            + sessionType
            + "\",\"Properties\":{}}}]}";
    line.stream(5, request.getBytes(US_ASCII));
  }

  @Override
  public boolean input(Line line, int payloadType, byte[] payload) {
    if (complete) {
      return then.input(line, payloadType, payload);
    }
    switch (payloadType) {
      case 6 -> responded(line, Line.json(payload));
      case 9 -> challenged(line, Line.json(payload));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void responded(Line line, JsonNode answer) {
    response = answer.toString();
    if (!answer.path("Errors").isNull() && !answer.path("Errors").isEmpty()) {
      line.close("The handshake failed");
    } else if (kms == null) {
      complete(line);
    } else {
      JsonNode result = answer.path("ProcessedClientActions").path(0).path("ActionResult");
      byte[] ciphertext = Base64.getDecoder().decode(result.path("KMSCipherTextKey").asText());
      FarCipher made;
      try {
        made = new FarCipher(kms.dataKey(ciphertext));
      } catch (IllegalStateException denied) {
        line.close(
            "Encountered error while initiating handshake. Fetching data key failed: Unable to"
                + " retrieve data key, Error when decrypting data key "
                + denied.getMessage());
        return;
      }
      cipher = made;
      String challenge = Base64.getEncoder().encodeToString(made.encrypt(SECRET));
      line.stream(8, ("{\"Challenge\":\"" + challenge + "\"}").getBytes(US_ASCII));
    }
  }

  private void challenged(Line line, JsonNode answer) {
    byte[] sealed = Base64.getDecoder().decode(answer.path("Challenge").asText());
    if (cipher == null || !java.util.Arrays.equals(cipher.decrypt(sealed), SECRET)) {
      throw new IllegalArgumentException("The client did not prove its key");
    }
    line.encryptBy(cipher);
    complete(line);
  }

  private void complete(Line line) {
    complete = true;
    line.stream(
        7, "{\"HandshakeTimeToComplete\":123456,\"CustomerMessage\":\"\"}".getBytes(US_ASCII));
    then.connected(line);
  }

  /** Returns the JSON that the client answered to the request; null before it did. */
  public @Nullable String response() {
    return response;
  }
}
