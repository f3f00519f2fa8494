package dev.referee.events;

import com.google.common.base.Splitter;
import java.util.List;

/** The parts of ARNs; an empty text for a part that is not there. */
final class Arns {
  private Arns() {}

  /** Returns the service, such as {@code sns}. */
  static String service(String arn) {
    return part(arn, 2);
  }

  /** Returns the Region. */
  static String region(String arn) {
    return part(arn, 3);
  }

  /** Returns the account. */
  static String account(String arn) {
    return part(arn, 4);
  }

  private static String part(String arn, int index) {
    List<String> parts = Splitter.on(':').limit(6).splitToList(arn);
    return index < parts.size() ? parts.get(index) : "";
  }
}
