package dev.referee.eks;

import com.google.common.base.Ascii;
import dev.cel.common.values.NullValue;
import dev.referee.kubernetes.UntrustedText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a cluster as a value of CEL. A team wrote it, so its size is bounded: an expression
 * may look at every part of it several times.
 *
 * @param value the value: maps and lists of texts, numbers, booleans and nulls
 */
record CelObject(Map<?, ?> value) {
  /** The largest number of characters, as etcd allows about 1.5 MB for an object. */
  private static final int MOST_TEXT = 1 << 20;

  private static final int MOST_VALUES = 50_000;
  private static final int DEEPEST = 100;
  private static final int LONGEST_SHOWN = 80;

  /** Thrown when an object is too large to be judged. */
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1;

    TooLargeException(String message) {
      super(message);
    }
  }

  /**
   * Returns an object.
   *
   * @param json the object as Jackson reads it
   */
  static CelObject of(Map<?, ?> json) throws TooLargeException {
    return new CelObject((Map<?, ?>) new Conversion().value(json, 0));
  }

  /** A conversion that counts what it converts. Not thread-safe. */
  private static final class Conversion {
    private int values;
    private long text;

    Object value(@Nullable Object json, int depth) throws TooLargeException {
      values++;
      if (json instanceof CharSequence chars) {
        text += chars.length();
      }
      if (values > MOST_VALUES || text > MOST_TEXT || depth > DEEPEST) {
        throw new TooLargeException(
            "it has more than %d values, %d characters or %d levels"
                .formatted(MOST_VALUES, MOST_TEXT, DEEPEST));
      }
      if (json instanceof Map<?, ?> map) {
        return map(map, depth);
      }
      if (json instanceof List<?> list) {
        List<Object> converted = new ArrayList<>();
        for (Object item : list) {
          converted.add(value(item, depth + 1));
        }
        return converted;
      }
      return scalar(json);
    }

    private Map<String, Object> map(Map<?, ?> map, int depth) throws TooLargeException {
      Map<String, Object> converted = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String key = String.valueOf(entry.getKey());
        text += key.length();
        converted.put(key, value(entry.getValue(), depth + 1));
      }
      return converted;
    }

    private static Object scalar(@Nullable Object json) {
      if (json == null) {
        return NullValue.NULL_VALUE;
      }
      if (json instanceof Boolean || json instanceof String) {
        return json;
      }
      if (json instanceof BigInteger big && big.bitLength() > Long.SIZE - 1) {
        return big.doubleValue();
      }
      if (json instanceof Integer || json instanceof Long || json instanceof BigInteger) {
        return ((Number) json).longValue();
      }
      return json instanceof Number number ? (Object) number.doubleValue() : json.toString();
    }
  }

  /** Returns a short text for the value at a path, for example {@code 2} or {@code not set}. */
  String shown(CelPath path) {
    @Nullable Object at = value;
    for (Object step : path.steps()) {
      if (at instanceof Map<?, ?> map) {
        at = map.get(step);
      } else if (at instanceof List<?> list && step instanceof Long index) {
        at = index >= 0 && index < list.size() ? list.get(index.intValue()) : null;
      } else {
        at = null;
      }
    }
    return shown(at);
  }

  private static String shown(@Nullable Object at) {
    if (at == null) {
      return "not set";
    }
    if (at instanceof Map<?, ?> map) {
      return map.size() == 1
          ? "an object with 1 field"
          : "an object with %d fields".formatted(map.size());
    }
    if (at instanceof List<?> list) {
      return list.size() == 1 ? "a list of 1 item" : "a list of %d items".formatted(list.size());
    }
    if (at instanceof String text) {
      return "'" + Ascii.truncate(UntrustedText.line(text), LONGEST_SHOWN, "...") + "'";
    }
    return at == NullValue.NULL_VALUE ? "null" : at.toString();
  }
}
