package dev.referee.testkit.embedded.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/**
 * An attribute of a message.
 *
 * @param dataType {@code String}, {@code Number}, {@code Binary}, or one of these with a label
 * @param text the value of a text or a number; empty for bytes
 * @param binary the value of bytes; null for a text or a number
 */
record MessageAttribute(String dataType, String text, @Nullable SdkBytes binary) {
  private static final int MOST = 10;
  private static final Pattern NAME = Pattern.compile("(?!\\.)[A-Za-z0-9_.-]{1,256}(?<!\\.)");
  private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..*)?");

  /** Returns the attributes of a request, or refuses those that SQS would. */
  static Map<String, MessageAttribute> all(Map<String, MessageAttributeValue> values) {
    if (values.size() > MOST) {
      throw SqsErrors.invalidParameter(
          "Number of message attributes [%d] exceeds the allowed maximum [%d]."
              .formatted(values.size(), MOST));
    }
    Map<String, MessageAttribute> all = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches()) {
            throw SqsErrors.invalidParameter(
                "The message attribute name '%s' is invalid.".formatted(name));
          }
          all.put(name, of(name, value.dataType(), value.stringValue(), value.binaryValue()));
        });
    return all;
  }

  /** Returns the system attributes of a request. */
  static Map<String, MessageAttribute> system(
      Map<MessageSystemAttributeNameForSends, MessageSystemAttributeValue> values) {
    Map<String, MessageAttribute> all = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            all.put(
                name.toString(),
                of(name.toString(), value.dataType(), value.stringValue(), value.binaryValue())));
    return all;
  }

  private static MessageAttribute of(
      String name, @Nullable String type, @Nullable String text, @Nullable SdkBytes binary) {
    if (type == null || !TYPE.matcher(type).matches()) {
      throw SqsErrors.invalidParameter(
          ("The message attribute '%s' has an invalid message attribute type, the set of supported"
                  + " type prefixes is Binary, Number, and String.")
              .formatted(name));
    }
    boolean bytes = type.startsWith("Binary");
    boolean empty =
        bytes
            ? binary == null || binary.asByteArrayUnsafe().length == 0
            : text == null || text.isEmpty();
    if (empty) {
      throw SqsErrors.invalidParameter(
          "Message (user) attribute '%s' must contain a non-empty value of type '%s'."
              .formatted(name, type));
    }
    return new MessageAttribute(type, bytes || text == null ? "" : text, bytes ? binary : null);
  }

  /** Returns how many bytes it takes of the size of its message. */
  int size(String name) {
    return name.getBytes(UTF_8).length
        + dataType.getBytes(UTF_8).length
        + (binary == null ? text.getBytes(UTF_8).length : binary.asByteArrayUnsafe().length);
  }

  MessageAttributeValue shown() {
    return MessageAttributeValue.builder()
        .dataType(dataType)
        .stringValue(binary == null ? text : null)
        .binaryValue(binary)
        .build();
  }
}
