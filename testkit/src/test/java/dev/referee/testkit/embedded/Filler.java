package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.common.Pojos;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** A generator of random values for SDK classes, reproducible by seed. */
final class Filler {
  private static final int DEEP = 3;
  private static final String SPECIAL = " <&>\"'ığÜ한国/?=+%.:;,~*";

  private final Random random;

  Filler(long seed) {
    this.random = new Random(seed);
  }

  SdkPojo fill(SdkPojo builder) {
    return fill(builder, 0);
  }

  private SdkPojo fill(SdkPojo builder, int depth) {
    return Pojos.fill(
        builder, (field, unused) -> wanted(field, depth) ? value(field, depth) : null);
  }

  private boolean wanted(SdkField<?> field, int depth) {
    boolean needed = field.location() != MarshallLocation.PAYLOAD;
    return field.location() != MarshallLocation.STATUS_CODE
        && (needed || depth == 0 || random.nextInt(4) > 0);
  }

  private Object value(SdkField<?> field, int depth) {
    return switch (field.marshallingType().getKnownType()) {
      case STRING -> text(field);
      case INTEGER -> random.nextInt();
      case LONG -> random.nextLong();
      case SHORT -> (short) random.nextInt();
      case BYTE -> (byte) random.nextInt();
      case FLOAT -> random.nextFloat() * 1000;
      case DOUBLE -> random.nextDouble() * 1e9;
      case BIG_DECIMAL -> BigDecimal.valueOf(random.nextLong(), 3);
      case BOOLEAN -> random.nextBoolean();
      case INSTANT -> Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
      case SDK_BYTES -> SdkBytes.fromUtf8String(text(field));
      case SDK_POJO -> depth < DEEP ? nested(field, depth) : null;
      case LIST -> nullIfEmpty(list(field, depth));
      case MAP -> nullIfEmpty(map(field, depth));
      default -> null;
    };
  }

  /** Fills a nested value; some protocols cannot distinguish an empty one from none. */
  private SdkPojo nested(SdkField<?> field, int depth) {
    SdkPojo filled = fill(Pojos.nested(field), depth + 1);
    return filled.equalsBySdkFields(Pojos.fill(Pojos.nested(field), (any, unused) -> null))
        ? null
        : filled;
  }

  private List<Object> list(SdkField<?> field, int depth) {
    return IntStream.rangeClosed(0, depth == 0 ? 10 : random.nextInt(3))
        .mapToObj(i -> value(Pojos.member(field), depth + 1))
        .filter(Objects::nonNull)
        .toList();
  }

  private Map<String, Object> map(SdkField<?> field, int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      Object value = value(Pojos.value(field), depth + 1);
      if (value != null) {
        map.put("key " + i + "é.1", value);
      }
    }
    return map;
  }

  private static Object nullIfEmpty(Object filled) {
    return filled.equals(List.of()) || filled.equals(Map.of()) ? null : filled;
  }

  private String text(SdkField<?> field) {
    boolean plain = field.location() == MarshallLocation.HEADER;
    int at = random.nextInt(SPECIAL.length());
    return "a" + random.nextInt(1000) + (plain ? "" : SPECIAL.substring(at)) + "z";
  }
}
