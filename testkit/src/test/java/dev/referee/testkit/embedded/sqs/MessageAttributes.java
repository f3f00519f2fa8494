package dev.referee.testkit.embedded.sqs;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** A factory of attributes of messages, for tests. */
final class MessageAttributes {
  private MessageAttributes() {}

  static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  static MessageAttributeValue bytes(SdkBytes value) {
    return MessageAttributeValue.builder().dataType("Binary").binaryValue(value).build();
  }
}
