package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Store;
import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.MetricSource;
import dev.referee.testkit.embedded.service.MetricSources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.MonitoringState;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * The metrics of instances while they run.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html">CloudWatch
 *     metrics that are available for your instances</a>
 */
final class InstanceMetrics implements MetricSource {
  private static final String NAMESPACE = "AWS/EC2";
  private static final String CPU = "CPUUtilization";
  private static final String CHECK = "StatusCheckFailed";
  private static final List<String> NAMES =
      List.of(CPU, CHECK, CHECK + "_Instance", CHECK + "_System");
  private static final String INSTANCE = "InstanceId";
  private static final String GROUP = "AutoScalingGroupName";
  private static final String GROUP_TAG = "aws:autoscaling:groupName";

  /** The utilization of an idle instance in percent. */
  private static final double IDLE = 2;

  private static final int BASIC_SECONDS = 300;
  private static final int DETAILED_SECONDS = 60;
  private static final Duration KEPT = Duration.ofDays(15);

  /** A time in which an instance ran. */
  private static final class Run {
    final String instanceId;
    final String group;
    final boolean detailed;
    final Instant start;
    @Nullable Instant end;

    Run(String instanceId, String group, boolean detailed, Instant start) {
      this.instanceId = instanceId;
      this.group = group;
      this.detailed = detailed;
      this.start = start;
    }

    boolean endedBefore(Instant time) {
      return end != null && end.isBefore(time);
    }
  }

  /** The times in which the instances of a Region ran. */
  private static final class Runs {
    private final Map<String, List<Run>> byInstance = new LinkedHashMap<>();

    static Runs of(Call call) {
      return call.regional(Runs.class, Runs::new);
    }

    List<Run> of(MetricName metric) {
      String id = metric.dimensions().get(INSTANCE);
      if (id != null) {
        return byInstance.getOrDefault(id, List.of());
      }
      String group = metric.dimensions().get(GROUP);
      return byInstance.values().stream()
          .flatMap(List::stream)
          .filter(run -> run.group.equals(group))
          .toList();
    }
  }

  static void follow(Store account) {
    MetricSources.of(account).add(new InstanceMetrics());
    account.listen(Ec2.StateChanged.class, InstanceMetrics::changed);
  }

  private static void changed(Ec2.StateChanged changed) {
    Call call = changed.context();
    Map<String, List<Run>> all = Runs.of(call).byInstance;
    String id = changed.instanceId();
    if (changed.state() == InstanceStateName.RUNNING) {
      Instant old = call.now().minus(KEPT);
      all.values().removeIf(runs -> runs.stream().allMatch(run -> run.endedBefore(old)));
      all.computeIfAbsent(id, any -> new ArrayList<>()).add(begun(id, call));
    } else {
      for (Run run : all.getOrDefault(id, List.of())) {
        run.end = run.end == null ? call.now() : run.end;
      }
    }
  }

  private static Run begun(String id, Call call) {
    Ec2 ec2 = Ec2.of(call);
    Instance instance = ec2.instance(id);
    boolean detailed =
        instance.monitoring() != null && instance.monitoring().state() == MonitoringState.ENABLED;
    String group =
        ec2.tags(id).stream()
            .filter(tag -> tag.key().equals(GROUP_TAG))
            .map(Tag::value)
            .findFirst()
            .orElse("");
    return new Run(id, group, detailed, call.now());
  }

  @Override
  public String namespace() {
    return NAMESPACE;
  }

  @Override
  public boolean publishes(MetricName metric) {
    Set<String> dimensions = metric.dimensions().keySet();
    return NAMES.contains(metric.name())
        && (dimensions.equals(Set.of(INSTANCE)) || dimensions.equals(Set.of(GROUP)));
  }

  @Override
  public String unit(MetricName metric) {
    return metric.name().equals(CPU) ? "Percent" : "Count";
  }

  @Override
  public List<MetricName> metrics(Call call) {
    List<MetricName> metrics = new ArrayList<>();
    for (String id : Runs.of(call).byInstance.keySet()) {
      NAMES.forEach(name -> metrics.add(MetricName.of(NAMESPACE, name, INSTANCE, id)));
    }
    return metrics;
  }

  @Override
  public List<Sample> samples(
      MetricName metric, Instant from, Instant to, Levels levels, Call call) {
    List<Sample> samples = new ArrayList<>();
    for (Run run : Runs.of(call).of(metric)) {
      boolean coarse = metric.name().equals(CPU) && !run.detailed;
      int step = coarse ? BASIC_SECONDS : DETAILED_SECONDS;
      Instant start = run.start.isAfter(from) ? run.start : from;
      Instant end = run.end != null && run.end.isBefore(to) ? run.end : to;
      for (Instant time = next(start, step); time.isBefore(end); time = time.plusSeconds(step)) {
        double value = value(metric, run.instanceId, time, levels);
        if (!Double.isNaN(value)) {
          samples.add(new Sample(time, value));
        }
      }
    }
    samples.sort(Comparator.comparing(Sample::time));
    return samples;
  }

  /** Returns the first multiple of a number of seconds that is not before a time. */
  private static Instant next(Instant time, int step) {
    long seconds = time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0);
    return Instant.ofEpochSecond(Math.floorDiv(seconds + step - 1, step) * step);
  }

  /** The level of a group counts more than that of its instance. */
  private static double value(MetricName metric, String id, Instant time, Levels levels) {
    OptionalDouble given = levels.at(metric, time);
    if (given.isPresent()) {
      return given.getAsDouble();
    }
    OptionalDouble own = levels.at(ofInstance(metric.name(), id), time);
    if (own.isPresent()) {
      return own.getAsDouble();
    }
    if (!metric.name().equals(CHECK)) {
      return metric.name().equals(CPU) ? IDLE : 0;
    }
    return Math.max(
        levels.at(ofInstance(CHECK + "_Instance", id), time).orElse(0),
        levels.at(ofInstance(CHECK + "_System", id), time).orElse(0));
  }

  private static MetricName ofInstance(String name, String id) {
    return MetricName.of(NAMESPACE, name, INSTANCE, id);
  }
}
