package dev.referee.ssm;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.referee.network.InstanceSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Collects what a check is told that reaches instances. Not thread-safe. */
final class ReachSettings {
  private static final Duration WITHIN = Duration.ofSeconds(20);

  private @Nullable InstanceSource source;
  private int atLeast = 1;
  private boolean staysPrivate = true;
  private Duration within = WITHIN;
  private @Nullable Duration silence;
  private Pause pause = Pause.REAL;

  void source(InstanceSource one) {
    checkState(
        source == null, "The instances are meant that are %s; these are others: %s", source, one);
    source = one;
  }

  void atLeast(int number) {
    checkArgument(number > 0, "Nothing is proven by no instance, and this is %s", number);
    atLeast = number;
  }

  void staysPrivate(boolean stays) {
    staysPrivate = stays;
  }

  void within(Duration time) {
    checkArgument(time.compareTo(Duration.ofMillis(100)) >= 0, "Nothing is proven within %s", time);
    within = time;
  }

  void silence(Duration time) {
    silence = time;
  }

  void pause(Pause between) {
    pause = between;
  }

  SessionParameters with(Proof proof) {
    InstanceSource meant = meant(source);
    return new SessionParameters(
        meant,
        Math.max(atLeast, meant.least()),
        staysPrivate,
        proof,
        within,
        silence == null ? within.dividedBy(2) : silence,
        pause);
  }

  /** Makes sure that it was said which instances are meant. */
  static InstanceSource meant(@Nullable InstanceSource source) {
    checkState(
        source != null,
        "Say which instances are meant: instances(Instances.tagged(.., ..)) or inStack(.., ..)");
    return source;
  }
}
