package dev.referee.testkit.embedded.cloudwatch;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statistic of a metric: {@code Average}, {@code p99.9}, {@code TM(10%:90%)}.
 *
 * @param name the name as it was given
 * @param kind what is computed, in upper case
 * @param from the lower bound, in percent or as a value
 * @param to the upper bound
 * @param percent whether the bounds are percentages
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html">CloudWatch
 *     statistics definitions</a>
 */
record Statistic(String name, String kind, double from, double to, boolean percent) {
  private static final Pattern SIMPLE =
      Pattern.compile("Average|Sum|Minimum|Maximum|SampleCount|IQM");
  private static final Pattern SHORT =
      Pattern.compile("(p|tm|tc|ts|wm)(\\d{1,2}(?:\\.\\d{1,10})?|100)");
  private static final String BOUND = "(-?\\d+(?:\\.\\d+)?)?";
  private static final Pattern RANGE =
      Pattern.compile("(TM|TC|TS|WM|PR)\\(" + BOUND + "(%?):" + BOUND + "(%?)\\)");

  /** Parses a statistic; null for what is none. */
  static @Nullable Statistic parse(String text) {
    if (SIMPLE.matcher(text).matches()) {
      return text.equals("IQM")
          ? new Statistic(text, "TM", 25, 75, true)
          : new Statistic(text, text, 0, 100, true);
    }
    Matcher brief = SHORT.matcher(text);
    if (brief.matches()) {
      double bound = Double.parseDouble(brief.group(2));
      String kind = brief.group(1).toUpperCase(Locale.ROOT);
      return new Statistic(text, kind, 0, bound, true);
    }
    Matcher range = RANGE.matcher(text);
    if (!range.matches() || (range.group(2) == null && range.group(4) == null)) {
      return null;
    }
    boolean percent = range.group(3).equals("%") || range.group(5).equals("%");
    double low = percent ? 0 : Double.NEGATIVE_INFINITY;
    double high = percent ? 100 : Double.POSITIVE_INFINITY;
    return new Statistic(
        text,
        range.group(1),
        range.group(2) == null ? low : Double.parseDouble(range.group(2)),
        range.group(4) == null ? high : Double.parseDouble(range.group(4)),
        percent);
  }

  boolean isPercentile() {
    return kind.equals("P");
  }

  /** Returns the value in a period; null if it cannot be computed. */
  @Nullable Double of(MetricSamples samples) {
    if (samples.isEmpty()) {
      return null;
    }
    return switch (kind) {
      case "Average" -> (Double) (samples.sum() / samples.count());
      case "Sum" -> (Double) samples.sum();
      case "Minimum" -> (Double) samples.minimum();
      case "Maximum" -> (Double) samples.maximum();
      case "SampleCount" -> (Double) samples.count();
      default -> samples.hasValues() ? ofValues(samples) : null;
    };
  }

  private @Nullable Double ofValues(MetricSamples samples) {
    if (isPercentile()) {
      return samples.percentile(to);
    }
    if (kind.equals("WM")) {
      MetricSamples bounded = samples.winsorized(percent ? from : 0, percent ? to : 100);
      return bounded.sum() / bounded.count();
    }
    MetricSamples within =
        percent ? samples.betweenPercentiles(from, to) : samples.betweenValues(from, to);
    return switch (kind) {
      case "TM" -> within.isEmpty() ? null : (Double) (within.sum() / within.count());
      case "TS" -> (Double) within.sum();
      case "TC" -> (Double) within.count();
      default -> (Double) (within.count() / samples.count() * 100);
    };
  }
}
