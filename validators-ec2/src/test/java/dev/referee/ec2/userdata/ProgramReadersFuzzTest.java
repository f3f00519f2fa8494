package dev.referee.ec2.userdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fuzz tests of the program readers: no exceptions, and bounded work, for arbitrary input. */
class ProgramReadersFuzzTest {
  private static final ImmutableList<Sample> SAMPLES = Corpus.samples();
  private static final UserDataReader READER = UserDataReader.trusting(TrustedSources.NONE);

  /**
   * Beginnings that nest, open or repeat, for which a careless reader is slow or recurses deeply.
   */
  private static final ImmutableMap<String, Integer> REPEATED =
      ImmutableMap.<String, Integer>builder()
          .put("(", 60_000)
          .put("[{(", 20_000)
          .put("f(", 30_000)
          .put("exec(", 12_000)
          .put("`${", 20_000)
          .put("f'{", 20_000)
          .put("\"$(", 20_000)
          .put("\"#{", 20_000)
          .put("<<E ", 12_000)
          .put("/*", 30_000)
          .put("a=a+a\n", 10_000)
          .put("a='xx'\na=a+a;a+=a\n", 4_000)
          .put("set A=%A%%A%x\n", 4_000)
          .put("$a=\"$a$a\"+$a\n", 4_000)
          .put("a|iex|", 10_000)
          .put("x.run_instances(", 4_000)
          .put("for a in ", 7_000)
          .put("if not exist a ", 4_000)
          .put("'\\", 30_000)
          .put("^", 60_000)
          .put("@{a=", 15_000)
          .buildOrThrow();

  @ParameterizedTest
  @EnumSource(
      names = {
        "PYTHON",
        "JAVASCRIPT",
        "POWERSHELL",
        "BATCH",
        "RUBY",
        "PERL",
        "PHP",
        "C_FAMILY",
        "OTHER"
      })
  @Timeout(120)
  void worksNoLongerThanTheBudget(Language language) {
    for (Map.Entry<String, Integer> each : REPEATED.entrySet()) {
      String program = each.getKey().repeat(each.getValue());
      assertThat(steps(language, program))
          .as("steps for %s times %s", each.getValue(), each.getKey())
          .isLessThanOrEqualTo(Budget.STEPS + Budget.BYTES + program.length());
    }
  }

  private static int steps(Language language, String program) {
    RecordedFindings findings = new RecordedFindings();
    try {
      Readers.of(language).orElseThrow().read(program, findings);
    } catch (Budget.Exhausted e) {
      // The part that the budget cuts off is unknown.
    }
    return findings.budget().stepsTaken();
  }

  @RepeatedTest(6)
  void readsMutatedSamples() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      Sample sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
      byte[] bytes = mutated(sample.bytes(), random);
      assertThatCode(() -> READER.read(UserData.of(Base64.getEncoder().encodeToString(bytes))))
          .as("seed %s, round %s: %s", seed, i, sample)
          .doesNotThrowAnyException();
    }
  }

  @RepeatedTest(4)
  void readsMutatedProgramsOfEachLanguage() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Sample sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
      String program =
          new String(mutated(sample.bytes(), random), java.nio.charset.StandardCharsets.UTF_8);
      for (Language language : Language.values()) {
        assertThatCode(() -> READER.read(language, program))
            .as("seed %s, round %s: %s as %s", seed, i, sample, language)
            .doesNotThrowAnyException();
      }
    }
  }

  /** Changes, cuts, doubles and mixes bytes. */
  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] mutated = bytes.clone();
    String marks = "\"'`$(){}[]<>#\\|&;%@\n\t^=:,./*\0";
    for (int i = 0; i < 1 + random.nextInt(8) && mutated.length > 0; i++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(5)) {
        case 0 -> mutated[at] = (byte) random.nextInt(256);
        case 1 -> mutated[at] = (byte) marks.charAt(random.nextInt(marks.length()));
        case 2 -> mutated = Arrays.copyOf(mutated, at);
        case 3 -> mutated = Arrays.copyOfRange(mutated, at, mutated.length);
        default -> {
          byte[] other = SAMPLES.get(random.nextInt(SAMPLES.size())).bytes();
          int length = Math.min(other.length, mutated.length - at);
          System.arraycopy(other, 0, mutated, at, length);
        }
      }
    }
    return mutated;
  }
}
