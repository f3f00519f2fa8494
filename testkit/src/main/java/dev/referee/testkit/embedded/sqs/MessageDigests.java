package dev.referee.testkit.embedded.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Ints;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The MD5 digests by which clients know that a message arrived as it was sent.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">Calculating
 *     the MD5 message digest for message attributes</a>
 */
@SuppressWarnings("deprecation") // SQS has no other digest.
final class MessageDigests {
  private static final byte STRING = 1;
  private static final byte BINARY = 2;

  private MessageDigests() {}

  static String ofBody(String body) {
    return Hashing.md5().hashString(body, UTF_8).toString();
  }

  /** Returns the digest of attributes; null if there are none. */
  static @Nullable String ofAttributes(Map<String, MessageAttribute> attributes) {
    if (attributes.isEmpty()) {
      return null;
    }
    Hasher hasher = Hashing.md5().newHasher();
    new TreeMap<>(attributes)
        .forEach(
            (name, attribute) -> {
              put(hasher, name.getBytes(UTF_8));
              put(hasher, attribute.dataType().getBytes(UTF_8));
              SdkBytes binary = attribute.binary();
              hasher.putByte(binary == null ? STRING : BINARY);
              put(hasher, binary == null ? attribute.text().getBytes(UTF_8) : binary.asByteArray());
            });
    return hasher.hash().toString();
  }

  private static void put(Hasher hasher, byte[] bytes) {
    hasher.putBytes(Ints.toByteArray(bytes.length)).putBytes(bytes);
  }
}
