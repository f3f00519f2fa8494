package dev.referee.testkit.embedded.kms;

import java.util.Map;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;

/** The length of a data key. */
final class DataKeyLength {
  private static final Map<String, Integer> KEY_BYTES = Map.of("AES_128", 16, "AES_256", 32);

  private DataKeyLength() {}

  /** Returns the bytes that a request asks for. */
  static int of(GenerateDataKeyRequest request) {
    String spec = request.keySpecAsString();
    Integer length = request.numberOfBytes();
    if ((spec == null) == (length == null)) {
      throw Kms.invalid("Please specify either number of bytes or key spec.");
    }
    if (spec == null) {
      return length;
    }
    Integer known = KEY_BYTES.get(spec);
    if (known == null) {
      throw Kms.invalid(
          "1 validation error detected: Value '"
              + spec
              + "' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set:"
              + " [AES_256, AES_128]");
    }
    return known;
  }
}
