package dev.referee.ssm.channel;

import dev.referee.ssm.channel.DataChannelException.Reason;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A cipher for session data: AES-GCM, the nonce before the text, and a key for each direction. Not
 * thread-safe.
 */
final class SessionCipher {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec theirs;
  private final SecretKeySpec ours;
  private final SecureRandom random = new SecureRandom();

  SessionCipher(DataKey key) {
    byte[] both = key.plaintext();
    theirs = new SecretKeySpec(both, 0, DataKeys.LENGTH / 2, "AES");
    ours = new SecretKeySpec(both, DataKeys.LENGTH / 2, DataKeys.LENGTH / 2, "AES");
    Arrays.fill(both, (byte) 0);
  }

  byte[] encrypt(byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, ours, nonce, 0);
      byte[] encrypted = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
      int length = cipher.doFinal(plain, 0, plain.length, encrypted, NONCE_BYTES);
      return Arrays.copyOf(encrypted, NONCE_BYTES + length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has AES-GCM", e);
    }
  }

  byte[] decrypt(byte[] encrypted) throws DataChannelException {
    if (encrypted.length >= NONCE_BYTES) {
      try {
        return cipher(Cipher.DECRYPT_MODE, theirs, encrypted, 0)
            .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
      } catch (GeneralSecurityException e) {
        // The cause must not be revealed.
      }
    }
    throw DataChannelException.of(
        Reason.ENCRYPTION, "The agent's message is not encrypted with the key of the session");
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, int offset)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE_BYTES));
    return cipher;
  }
}
