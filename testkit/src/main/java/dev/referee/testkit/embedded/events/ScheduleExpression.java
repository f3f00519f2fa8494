package dev.referee.testkit.embedded.events;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A validator of schedule expressions. Schedules are only stored.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html">Setting
 *     a schedule pattern for scheduled rules in Amazon EventBridge</a>
 */
final class ScheduleExpression {
  private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (minute|hour|day)(s?)\\)");
  private static final Pattern CRON = Pattern.compile("cron\\(([^()]+)\\)");
  private static final Pattern FIELD = Pattern.compile("[0-9A-Za-z*?,/#LW-]+");

  private ScheduleExpression() {}

  /** Throws EventBridge's error for an expression that it does not take. */
  static void check(String expression) {
    if (!isRate(expression) && !isCron(expression)) {
      throw EventErrors.invalid("Parameter ScheduleExpression is not valid.");
    }
  }

  /** A value of one has the singular of the unit, and no other value has. */
  private static boolean isRate(String expression) {
    Matcher rate = RATE.matcher(expression);
    if (!rate.matches()) {
      return false;
    }
    String value = rate.group(1);
    return value.equals("1")
        ? rate.group(3).isEmpty()
        : value.matches("[1-9][0-9]*") && !rate.group(3).isEmpty();
  }

  /** There are six fields; of the day of the month and the day of the week, one is a question. */
  private static boolean isCron(String expression) {
    Matcher cron = CRON.matcher(expression);
    if (!cron.matches()) {
      return false;
    }
    List<String> fields = Splitter.on(' ').splitToList(cron.group(1));
    return fields.size() == 6
        && fields.stream().allMatch(field -> FIELD.matcher(field).matches())
        && fields.get(2).equals("?") != fields.get(4).equals("?");
  }
}
