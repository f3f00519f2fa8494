package dev.referee.ssm.channel;

import java.util.Map;

/**
 * A supplier of keys for sessions that require encryption: {@code kms:GenerateDataKey}.
 *
 * <p>Implemented by callers. It is asked in the thread that opens the channel.
 */
@FunctionalInterface
public interface DataKeys {
  /** How many bytes a data key has: one half for each direction. */
  int LENGTH = 64;

  /**
   * Makes a key of {@value #LENGTH} bytes.
   *
   * @param kmsKeyId the KMS key that the agent names
   * @param encryptionContext what the key is to be bound to, all of it
   * @return the key, plain and encrypted
   * @throws RuntimeException when there is none to be had; becomes the cause of an {@link
   *     DataChannelException.Reason#ENCRYPTION}
   */
  DataKey generate(String kmsKeyId, Map<String, String> encryptionContext);
}
