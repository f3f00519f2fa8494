package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Fakes.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the notification of full memory, also when the error only ends a check. */
@Isolated
class OutOfMemoryTest {
  private static final OutOfMemoryError FULL = new OutOfMemoryError("Java heap space");

  private final List<Throwable> heard = new ArrayList<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  @BeforeEach
  void hear() {
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> heard.add(e));
  }

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isToldOfACheck(boolean wrapped) {
    Check check =
        Fakes.check(
            "full",
            context -> {
              if (wrapped) {
                throw new IllegalStateException(new Exception(FULL));
              }
              throw FULL;
            });

    Verdict verdict = Referee.create().judge(check, Place.of("place"));

    assertThat(verdict.cause()).hasValue(Cause.INTERNAL);
    assertThat(heard).containsExactly(FULL);
  }

  @Test
  void isReportedForAListener() {
    SafeRunner.run(
        "tell",
        () -> {
          throw FULL;
        });
    SafeRunner.run(
        "tell",
        () -> {
          throw new IllegalStateException("Not full");
        });

    assertThat(heard).containsExactly(FULL);
  }

  @Test
  void endsWithACyclicCauseChain() {
    Exception one = new Exception();
    one.initCause(new Exception(one));

    OutOfMemory.tell(one);

    assertThat(heard).isEmpty();
  }
}
