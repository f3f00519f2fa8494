package dev.referee.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Permissions;
import dev.referee.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckKindTest {
  private static final Expectation FULL = Expectation.of("BucketEmpty", "bucket", "It is full");
  private static final Permissions READS = Permissions.ofReads("water:DescribeBuckets");
  private static final Permissions READS_LIDS = Permissions.ofReads("water:DescribeLids");

  private static final CheckKind.Builder DECLARED = CheckKind.of("water.full", "It is full");
  private static final OneOf<String> BUCKET =
      DECLARED.takes(
          OneOf.of(
              Parameter.text("bucket", "its name").example("blue"),
              Parameter.pair("bucketTag", "a tag of it").as(tag -> tag.getKey() + "=" + tag),
              Parameter.texts("buckets", "their names").as(List::toString)));
  private static final Parameter<Integer> LITRES =
      DECLARED.takes(Parameter.number("litres", "how many").between(1, 10).defaultValue(3));
  private static final Parameter<Duration> LONG =
      DECLARED.takes(
          Parameter.duration("long", "how long")
              .atLeast(Duration.ofSeconds(2))
              .defaultText("as long as it takes"));
  private static final Parameter<Integer> SIDE =
      DECLARED.takes(Parameter.choice("side", "which side", Map.of("left", 1)));
  private static final Parameter<List<Integer>> MARKS =
      DECLARED.takes(Parameter.texts("marks", "marks on it", Integer::valueOf));
  private static final Parameter<Map<String, String>> BY =
      DECLARED.takes(Parameter.map("by", "what it is known by", "name", "tag:KEY"));
  private static final Parameter<Boolean> CLOSED =
      DECLARED.takes(Parameter.flag("closed", "whether it has to be closed"));
  private static final CheckKind KIND =
      DECLARED
          .expects(List.of(FULL))
          .requires(READS)
          .requiresIf(it -> it.get(CLOSED), READS_LIDS)
          .refuses(
              it ->
                  it.get(CLOSED) && it.get(LITRES) > 5
                      ? Optional.of("A closed bucket has no more than 5 litres")
                      : Optional.empty(),
              LITRES,
              CLOSED)
          .build(Full::new);

  private static final class Full extends DeclaredCheck {
    Full(Arguments arguments) {
      super(KIND, arguments);
    }

    @Override
    public Verdict judge(CheckContext context) {
      return context.verdict(FULL.satisfied().seen(arguments().get(BUCKET)).build());
    }
  }

  @Test
  void makesOfAFileWhatItMakesOfABuilder() {
    Arguments.Builder given = KIND.arguments();
    given.set(BUCKET, "blue");
    given.set(LITRES, 7);
    given.read(MARKS, List.of("1", "2"));
    Check built = given.check();

    Check read = KIND.check(Map.of("bucket", "blue", "litres", "7", "marks", List.of("1", 2)));

    assertThat(built).hasToString("water.full (bucket blue, litres 7, marks [1, 2])");
    assertThat(read).hasToString(built.toString());
  }

  @Test
  void givesAChecksDeclarations() {
    Check open = KIND.check(Map.of("bucket", "blue"));
    Check closed = KIND.check(Map.of("bucket", "blue", "closed", true));

    assertThat(open.id()).isEqualTo("water.full");
    assertThat(open.claim()).isEqualTo("It is full");
    assertThat(open.expectations()).containsExactly(FULL);
    assertThat(open.permissions()).isEqualTo(READS);
    assertThat(closed.permissions()).isEqualTo(READS.and(READS_LIDS));
    assertThat(KIND.permissions()).isEqualTo(READS.and(READS_LIDS));
  }

  @Test
  void appliesDefaults() {
    Arguments.Builder given = KIND.arguments();
    given.set(BUCKET, "blue");
    Arguments arguments = given.build();

    assertThat(arguments.get(LITRES)).isEqualTo(3);
    assertThat(arguments.get(CLOSED)).isFalse();
    assertThat(arguments.find(LONG)).isEmpty();
    assertThat(arguments.has(LITRES)).isFalse();
    assertThat(LITRES.defaultValue()).hasValue(3);
    assertThat(LITRES.defaultText()).isEqualTo("3");
    assertThat(LONG.defaultText()).isEqualTo("as long as it takes");
    assertThatIllegalStateException().isThrownBy(() -> arguments.get(LONG));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "litres | 0 | 'litres' has to be a whole number from 1 to 10, not '0'",
        "litres | 11 | 'litres' has to be a whole number from 1 to 10, not '11'",
        "litres | many | 'litres' has to be a whole number from 1 to 10, not 'many'",
        "long | 1s | 'long' has to be a duration of at least 2s, e.g. 5m, 90s or 1h30m," + " not",
        "side | right | 'side' has to be one of left, not 'right'",
        "marks | one | marks: For input string: \"one\"",
        "closed | yes | 'closed' has to be true or false, not 'yes'",
        "by | name | 'by' has to be a map of strings, e.g. {Role: web}, not 'name'",
      })
  void saysWhatAValueHasToBe(String name, String value, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KIND.check(Map.of("bucket", "blue", name, value)))
        .withMessageContaining(what);
  }

  @Test
  void checksTheSameRangesInBuilders() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KIND.arguments().set(LITRES, 11))
        .withMessage("'litres' has to be a whole number from 1 to 10, not '11'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KIND.arguments().set(LONG, Duration.ZERO))
        .withMessageContaining("a duration of at least 2s");
  }

  @Test
  void reportsEveryMistakeWithItsLocation() {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("bucketTag", Map.of("a", "b", "c", "d"));
    given.put("buckets", List.of("x"));
    given.put("marks", List.of("1", "two"));
    given.put("by", Map.of("nam", "x"));
    given.put("litres", 6);
    given.put("closed", true);
    given.put("lng", "5m");

    assertThat(KIND.read(given, Set.of()).wrong())
        .containsExactlyInAnyOrder(
            new InvalidArgument(
                List.of("lng"), "There is no parameter 'lng'; did you mean 'long'?"),
            new InvalidArgument(
                List.of("bucketTag"),
                "'bucketTag' has to be one key with its value, e.g. {Role: web}, not 2 keys"
                    + " with values"),
            new InvalidArgument(List.of("buckets"), "'bucketTag' and 'buckets' exclude each other"),
            new InvalidArgument(List.of("marks", "1"), "marks: For input string: \"two\""),
            new InvalidArgument(
                List.of("by", "nam"), "There is no key 'nam' in 'by'; did you mean 'name'?"),
            new InvalidArgument(List.of("litres"), "A closed bucket has no more than 5 litres"));
  }

  @Test
  void wantsOneOfSeveral() {
    assertThat(KIND.needsArguments()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KIND.check(Map.of("buckets", List.of())))
        .withMessageEndingWith("One of these is missing: bucket, bucketTag, buckets");
    assertThatIllegalStateException()
        .isThrownBy(() -> KIND.arguments().build())
        .withMessageEndingWith("One of these is missing: bucket, bucketTag, buckets");
    Arguments.Builder given = KIND.arguments();
    given.set(BUCKET, "blue");
    assertThatIllegalStateException().isThrownBy(() -> given.set(BUCKET, "red"));
  }

  @Test
  void reportsEveryContradictionToBuilders() {
    Arguments.Builder given = KIND.arguments();
    given.set(LITRES, 6);
    given.set(CLOSED, true);

    assertThatIllegalStateException()
        .isThrownBy(given::check)
        .withMessageContaining("A closed bucket has no more than 5 litres")
        .withMessageContaining("One of these is missing");
  }

  @Test
  void doesNotJudgeWhatIsNotKnownYet() {
    Map<String, Object> given = Map.of("bucket", "blue", "litres", "?", "closed", true);

    assertThat(KIND.read(given, Set.of("litres")).wrong()).isEmpty();
    assertThat(KIND.read(given, Set.of()).wrong()).hasSize(1);
  }

  @Test
  void namesParametersThatExcludeEachOther() {
    assertThat(KIND.alternatives(BUCKET.parameters().get(1)))
        .containsExactly("bucket", "bucketTag", "buckets");
    assertThat(KIND.alternatives(LITRES)).isEmpty();
  }

  @Test
  void readsAMapWithAnyKeyOfAKnownPrefix() {
    List<Map<String, String>> read = new ArrayList<>();
    CheckKind.Builder declared = CheckKind.of("a.kind", "A claim");
    declared.takes(BY);
    declared
        .build(
            it -> {
              read.add(it.get(BY));
              return new Full(it);
            })
        .check(Map.of("by", Map.of("tag:Role", "web")));

    assertThat(read).containsExactly(Map.of("tag:Role", "web"));
  }

  /** The type into which a list of maps is converted. */
  private record Stripe(String colour, int width) {
    static Stripe of(Map<String, String> map) {
      return new Stripe(map.get("colour"), Integer.parseInt(map.getOrDefault("width", "1")));
    }
  }

  private static Parameter<List<Stripe>> stripes() {
    return Parameter.maps(
        "stripes",
        "the stripes on it",
        List.of(
            MapKey.required("colour", "its colour")
                .testedBy(
                    colour -> {
                      if (colour.equals("plaid")) {
                        throw new IllegalArgumentException("plaid is no colour");
                      }
                    }),
            MapKey.optional("width", "its width")),
        Stripe::of);
  }

  private static CheckKind striped(List<List<Stripe>> read) {
    CheckKind.Builder declared = CheckKind.of("a.kind", "A claim");
    Parameter<List<Stripe>> stripes = declared.takes(stripes());
    return declared.build(
        it -> {
          read.add(it.get(stripes));
          return new Full(it);
        });
  }

  @Test
  void readsAListOfMaps() {
    List<List<Stripe>> read = new ArrayList<>();
    CheckKind kind = striped(read);
    Map<String, Object> red = Map.of("colour", "red", "width", 2);

    kind.check(Map.of("stripes", List.of(red, Map.of("colour", "blue"))));
    kind.check(Map.of("stripes", red));

    assertThat(read)
        .containsExactly(
            List.of(new Stripe("red", 2), new Stripe("blue", 1)), List.of(new Stripe("red", 2)));
    assertThat(stripes().words())
        .isEqualTo("a map or a list of maps with the keys colour, width (optional)");
    assertThat(stripes().keys()).extracting(MapKey::name).containsExactly("colour", "width");
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> wrongStripes() {
    Map<String, Object> red = Map.of("colour", "red");
    return Stream.of(
        arguments(
            "red",
            List.of("stripes"),
            "'stripes' has to be a map or a list of maps with the keys colour, width (optional),"
                + " not 'red'"),
        arguments(
            List.of(red, "blue"),
            List.of("stripes", "1"),
            "Each item of 'stripes' has to be a map, not 'blue'"),
        arguments(
            List.of(red, Map.of("color", "red")),
            List.of("stripes", "1", "color"),
            "There is no key 'color' in 'stripes'; did you mean 'colour'?"),
        arguments(
            List.of(Map.of("width", "1")),
            List.of("stripes", "0"),
            "'colour' of 'stripes' is missing: its colour"),
        arguments(
            List.of(Map.of("colour", List.of())),
            List.of("stripes", "0", "colour"),
            "'colour' of 'stripes' has to be a text, not an empty list"),
        arguments(
            List.of(Map.of("colour", "plaid")),
            List.of("stripes", "0", "colour"),
            "stripes: plaid is no colour"),
        arguments(
            Map.of("colour", "plaid"), List.of("stripes", "colour"), "stripes: plaid is no colour"),
        arguments(
            List.of(red, Map.of("colour", "red", "width", "two")),
            List.of("stripes", "1"),
            "stripes: For input string: \"two\""));
  }

  @ParameterizedTest
  @MethodSource("wrongStripes")
  void locatesMistakesInAListOfMaps(Object given, List<String> path, String what) {
    assertThat(striped(new ArrayList<>()).read(Map.of("stripes", given), Set.of()).wrong())
        .containsExactly(new InvalidArgument(path, what));
  }

  private static final CheckKind.Builder NAMED = CheckKind.of("water.named", "It is there");
  private static final Parameter<String> LAKE = NAMED.takes(Parameter.text("lake", "its name"));
  private static final Parameter<String> CLAIM = NAMED.takes(Parameter.text("claim", "a claim"));
  private static final CheckKind BY_NAME =
      NAMED
          .expects(
              it -> List.of(Expectation.of("LakeDry", "lake", it.find(CLAIM).orElse("It is full"))),
              List.of(FULL))
          .requires(READS)
          .requiresByName(
              it -> Permissions.ofReads("water:Describe" + it.get(LAKE)),
              Permissions.ofReads("water:DescribeNAME"),
              LAKE)
          .build(Named::new);

  private static final class Named extends DeclaredCheck {
    Named(Arguments arguments) {
      super(BY_NAME, arguments);
    }

    @Override
    public Verdict judge(CheckContext context) {
      return context.verdict();
    }
  }

  @Test
  void expectationsAndPermissionsMayFollowFromTheArguments() {
    Check check = BY_NAME.check(Map.of("lake", "Geneva", "claim", "It is deep"));

    assertThat(check.expectations()).extracting(Expectation::claim).containsExactly("It is deep");
    assertThat(check.permissions())
        .isEqualTo(READS.and(Permissions.ofReads("water:DescribeGeneva")));
    assertThat(BY_NAME.expectations()).containsExactly(FULL);
    assertThat(BY_NAME.permissions().all())
        .containsExactly("water:DescribeBuckets", "water:DescribeNAME");
  }

  @Test
  void whatPermissionsNameHasToBeKnown() {
    Map<String, Object> given = Map.of("lake", "?", "claim", "?");

    assertThat(BY_NAME.read(Map.of("lake", "Geneva", "claim", "?"), Set.of("claim")).permissions())
        .isEqualTo(READS.and(Permissions.ofReads("water:DescribeGeneva")));
    assertThat(BY_NAME.read(given, Set.of("lake", "claim")).wrong())
        .containsExactly(
            new InvalidArgument(
                List.of("lake"),
                "'lake' has to be known when the game is read: it decides which permissions are"
                    + " needed"));
  }
}
