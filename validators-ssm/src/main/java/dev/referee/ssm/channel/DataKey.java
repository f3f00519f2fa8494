package dev.referee.ssm.channel;

/** A KMS data key, plain and encrypted. Immutable; its text contains neither. */
public final class DataKey {
  private final byte[] plaintext;
  private final byte[] ciphertext;

  private DataKey(byte[] plaintext, byte[] ciphertext) {
    this.plaintext = plaintext;
    this.ciphertext = ciphertext;
  }

  /**
   * Makes one; both are copied.
   *
   * @param plaintext the key
   * @param ciphertext the key, encrypted by KMS
   * @throws IllegalArgumentException if the key does not have {@value DataKeys#LENGTH} bytes
   */
  public static DataKey of(byte[] plaintext, byte[] ciphertext) {
    if (plaintext.length != DataKeys.LENGTH) {
      throw new IllegalArgumentException(
          "A data key has " + DataKeys.LENGTH + " bytes, but this one has " + plaintext.length);
    }
    return new DataKey(plaintext.clone(), ciphertext.clone());
  }

  byte[] plaintext() {
    return plaintext.clone();
  }

  byte[] ciphertext() {
    return ciphertext.clone();
  }

  @Override
  public String toString() {
    return "DataKey{}";
  }
}
