package dev.referee.aws;

import static com.google.common.base.Preconditions.checkArgument;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A reader of AWS responses that never treats a missing member as a value.
 *
 * <p>A response that lacks a member which AWS always sends, or has an impossible value, is
 * unreadable: it proves neither that something is there nor that it is missing.
 */
public final class AnswerReader {
  private AnswerReader() {}

  /**
   * Returns a part of a response unchanged, if all members are there that the operation always
   * sends.
   *
   * @param operation the operation, for example {@code DescribeSubnets}
   * @param part the part
   * @param members the members' names, as AWS writes them
   * @throws Inconclusive if one is missing or empty
   */
  public static <T extends SdkPojo> T complete(String operation, T part, String... members) {
    Set<String> needed = new HashSet<>(List.of(members));
    for (SdkField<?> field : part.sdkFields()) {
      if (needed.remove(field.memberName()) && isMissing(field.getValueOrDefault(part))) {
        throw unreadable(
            operation, "lacks the %s of a %s".formatted(field.memberName(), name(part)));
      }
    }
    checkArgument(needed.isEmpty(), "A %s never has %s", name(part), needed);
    return part;
  }

  private static String name(SdkPojo part) {
    return part.getClass().getSimpleName();
  }

  private static boolean isMissing(@Nullable Object value) {
    return value == null || value.toString().isEmpty();
  }

  /**
   * Returns the value of a text in a response.
   *
   * @param operation the operation
   * @param text the text
   * @param reader parses it; throws {@link IllegalArgumentException} if that is not possible
   * @throws Inconclusive if there is no text, or it cannot be parsed
   */
  public static <T> T read(String operation, @Nullable String text, Function<String, T> reader) {
    if (text == null) {
      throw unreadable(operation, "lacks a value");
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw unreadable(operation, "has an impossible value: " + e.getMessage());
    }
  }

  /**
   * Returns the exception for an unreadable response.
   *
   * @param operation the operation
   * @param why completes "The response to the operation cannot be read: it .."
   */
  public static Inconclusive unreadable(String operation, String why) {
    return new Inconclusive(
        Cause.UNREACHABLE,
        "The response to %s cannot be read: it %s".formatted(operation, why),
        "Try again; if this persists, find out what answers at the endpoint.",
        null);
  }
}
