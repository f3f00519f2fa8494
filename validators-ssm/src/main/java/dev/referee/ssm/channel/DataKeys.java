package dev.referee.ssm.channel;

import java.util.Map;

/**
 * A supplier of keys for sessions that require encryption: {@code kms:GenerateDataKey}.
 *
 * <p>Implemented by callers. It is called in the thread that opens the channel.
 */
@FunctionalInterface
public interface DataKeys {
  /** The number of bytes of a data key: one half for each direction. */
  int LENGTH = 64;

  /**
   * Generates a key of {@value #LENGTH} bytes.
   *
   * @param kmsKeyId the KMS key that the agent names
   * @param encryptionContext the complete encryption context of the key
   * @return the key, plain and encrypted
   * @throws RuntimeException if no key is available; becomes the cause of an {@link
   *     DataChannelException.Reason#ENCRYPTION}
   */
  DataKey generate(String kmsKeyId, Map<String, String> encryptionContext);
}
