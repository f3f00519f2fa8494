package dev.referee.testkit.embedded.common;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Conversions of single values to and from the text of a parameter, an element or a header. */
public final class Scalars {
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

  private Scalars() {}

  /** Returns the timestamp format of a field, or the one that its place has by default. */
  static Format format(SdkField<?> field, Format byDefault) {
    return field
        .getOptionalTrait(TimestampFormatTrait.class)
        .map(TimestampFormatTrait::format)
        .orElse(byDefault);
  }

  /** Reads a value, or answers as AWS does to one that cannot be read. */
  public static Object parse(SdkField<?> field, String text, Format timestamp) {
    try {
      return switch (field.marshallingType().getKnownType()) {
        case STRING -> text;
        case INTEGER -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case SHORT -> Short.valueOf(text);
        case BYTE -> Byte.valueOf(text);
        case FLOAT -> Float.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case BIG_DECIMAL -> new BigDecimal(text);
        case BOOLEAN -> Boolean.valueOf(text);
        case SDK_BYTES -> SdkBytes.fromByteArray(Base64.getDecoder().decode(text));
        case INSTANT -> instant(text, format(field, timestamp));
        default ->
            throw new IllegalStateException(
                field.memberName() + " is no single value but " + field.marshallingType());
      };
    } catch (IllegalArgumentException | DateTimeException unreadable) {
      throw new AwsError(
          400, "MalformedInput", "Value " + text + " of " + field.memberName() + " is malformed");
    }
  }

  /** Prints a value. */
  public static String print(SdkField<?> field, Object value, Format timestamp) {
    if (value instanceof Instant instant) {
      return print(instant, format(field, timestamp));
    }
    return value instanceof SdkBytes bytes
        ? Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe())
        : value.toString();
  }

  private static String print(Instant instant, Format format) {
    return switch (format) {
      case ISO_8601 -> ISO.format(instant);
      case RFC_822 -> DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
      case UNIX_TIMESTAMP -> seconds(instant).toPlainString();
      case UNIX_TIMESTAMP_MILLIS -> Long.toString(instant.toEpochMilli());
    };
  }

  /** Returns a time as JSON has it: seconds since the epoch, with milliseconds where there are. */
  static BigDecimal seconds(Instant instant) {
    BigDecimal seconds = BigDecimal.valueOf(instant.toEpochMilli(), 3).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }

  private static Instant instant(String text, Format format) {
    return switch (format) {
      case ISO_8601 -> OffsetDateTime.parse(text).toInstant();
      case RFC_822 -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
      case UNIX_TIMESTAMP ->
          Instant.ofEpochMilli(new BigDecimal(text).multiply(MILLIS).longValue());
      case UNIX_TIMESTAMP_MILLIS -> Instant.ofEpochMilli(new BigDecimal(text).longValue());
    };
  }
}
