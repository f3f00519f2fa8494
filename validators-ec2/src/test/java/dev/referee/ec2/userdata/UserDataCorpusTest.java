package dev.referee.ec2.userdata;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Reading.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of user data readings against a corpus of samples with known results, and variants of them.
 */
class UserDataCorpusTest {
  private static final UserDataReader READER = UserDataReader.trusting(TrustedSources.NONE);

  /** Samples that are read wrongly, and why; each counts in docs/fidelity.md. */
  private static final ImmutableMap<String, String> KNOWN_WRONG =
      ImmutableMap.<String, String>builder().buildOrThrow();

  /** Variants that are read wrongly, and why. */
  private static final ImmutableMap<String, String> KNOWN_WRONG_VARIANTS = ImmutableMap.of();

  private static final ImmutableList<Sample> SAMPLES = Corpus.samples();
  private static final long SEED = new Random().nextLong();

  /** The seed of the variants that the table counts; some seeds leave some samples unchanged. */
  private static final long SEED_OF_TABLE = 1;

  static Stream<Sample> samples() {
    return SAMPLES.stream();
  }

  static Stream<Sample> samplesWithVariants() {
    return SAMPLES.stream()
        .filter(it -> !KNOWN_WRONG.containsKey(it.name()))
        .filter(it -> !Variant.of(it, SEED).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsTheSample(Sample sample) {
    Kind read = read(sample.base64());
    if (KNOWN_WRONG.containsKey(sample.name())) {
      assertThat(read)
          .as("%s is read rightly now; take it from the list", sample)
          .isNotEqualTo(sample.value());
    } else {
      assertThat(read).as("%s (%s)", sample, sample.about()).isEqualTo(sample.value());
    }
  }

  @ParameterizedTest
  @MethodSource("samplesWithVariants")
  void readsVariantsOfTheSample(Sample sample) {
    List<String> wrong = new ArrayList<>();
    for (Variant variant : Variant.of(sample, SEED)) {
      Kind read = read(variant.base64());
      boolean known = KNOWN_WRONG_VARIANTS.containsKey(name(variant));
      if (known == read.equals(variant.value())) {
        wrong.add("%s is read as %s (known: %s)".formatted(variant, read, known));
      }
    }
    assertThat(wrong).as("seed %s", SEED).isEmpty();
  }

  @Test
  void errorRateIsWritten() {
    new FidelityTable("user data")
        .says(
            """
            | kind of user data | samples | variants | called clean, starts instances | called starting, is clean | wrong about what cannot be told |
            |---|---|---|---|---|---|
            %s
            """
                .formatted(
                    files().stream()
                            .map(
                                file ->
                                    row(
                                        file,
                                        SAMPLES.stream()
                                            .filter(it -> it.file().equals(file))
                                            .toList()))
                            .collect(Collectors.joining("\n"))
                        + "\n"
                        + row("all", SAMPLES)));
  }

  @Test
  void hasSamplesOfEveryValueAndNoNameTwice() {
    assertThat(SAMPLES).hasSizeGreaterThan(500);
    assertThat(SAMPLES).extracting(Sample::name).doesNotHaveDuplicates();
    for (Kind kind : Kind.values()) {
      assertThat(SAMPLES.stream().filter(it -> it.value() == kind).count()).isGreaterThan(50);
    }
    assertThat(SAMPLES).extracting(Sample::name).containsAll(KNOWN_WRONG.keySet());
  }

  private static ImmutableSet<String> files() {
    return SAMPLES.stream().map(Sample::file).collect(ImmutableSet.toImmutableSet());
  }

  private static String row(String title, List<Sample> samples) {
    long variants = samples.stream().mapToLong(it -> Variant.of(it, SEED_OF_TABLE).size()).sum();
    int missed = 0;
    int accused = 0;
    int unclear = 0;
    for (Sample sample : samples) {
      List<Kind> values = new ArrayList<>(List.of(sample.value()));
      List<Kind> reads = new ArrayList<>(List.of(read(sample.base64())));
      for (Variant variant : Variant.of(sample, SEED_OF_TABLE)) {
        if (KNOWN_WRONG_VARIANTS.containsKey(name(variant))) {
          values.add(variant.value());
          reads.add(read(variant.base64()));
        }
      }
      for (int i = 0; i < values.size(); i++) {
        Kind value = values.get(i);
        Kind read = reads.get(i);
        missed += value == Kind.STARTS && read == Kind.CLEAN ? 1 : 0;
        accused += value == Kind.CLEAN && read == Kind.STARTS ? 1 : 0;
        boolean about = value == Kind.CANNOT_TELL || read == Kind.CANNOT_TELL;
        unclear += about && value != read ? 1 : 0;
      }
    }
    return "| %s | %d | %d | %d | %d | %d |"
        .formatted(title, samples.size(), variants, missed, accused, unclear);
  }

  private static String name(Variant variant) {
    return variant.change() + " of " + variant.sample().name();
  }

  private static Kind read(String base64) {
    return READER.read(UserData.of(base64)).kind();
  }
}
