package dev.referee.testkit.sessionserver;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The agent's half of the encryption: its own key is the first half of the data key. */
public final class AgentCipher {
  private final SecretKeySpec own;
  private final SecretKeySpec clients;

  /**
   * Creates an instance.
   *
   * @param dataKey the 64 bytes of the data key
   */
  public AgentCipher(byte[] dataKey) {
    own = new SecretKeySpec(Arrays.copyOfRange(dataKey, 0, 32), "AES");
    clients = new SecretKeySpec(Arrays.copyOfRange(dataKey, 32, 64), "AES");
  }

  /**
   * Encrypts what the agent says.
   *
   * @param plain what it says
   */
  public byte[] encrypt(byte[] plain) {
    byte[] nonce = new byte[12];
    new SecureRandom().nextBytes(nonce);
    byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, own, nonce, plain);
    byte[] all = Arrays.copyOf(nonce, 12 + encrypted.length);
    System.arraycopy(encrypted, 0, all, 12, encrypted.length);
    return all;
  }

  /**
   * Decrypts what the client says.
   *
   * @param encrypted the nonce, and what is encrypted with it
   */
  public byte[] decrypt(byte[] encrypted) {
    byte[] nonce = Arrays.copyOf(encrypted, 12);
    return crypt(
        Cipher.DECRYPT_MODE, clients, nonce, Arrays.copyOfRange(encrypted, 12, encrypted.length));
  }

  private static byte[] crypt(int mode, SecretKeySpec key, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(128, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("The client encrypted by another key", e);
    }
  }
}
