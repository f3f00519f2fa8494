package dev.referee.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.spi.CheckKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Tests that docs/checks matches the checks; on request, a generator of these pages. */
class CheckPagesTest {
  private static final Path PAGES = Checkout.path("docs/checks");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private final Catalogue catalogue = Catalogue.load();

  static Stream<CheckKind> kinds() {
    return Catalogue.load().kinds().values().stream();
  }

  /** Checks of a team's only cluster have no alternatives. */
  static Stream<CheckKind> kindsWithAlternatives() {
    return kinds().filter(kind -> !alternatives(kind).isEmpty());
  }

  private static Set<String> alternatives(CheckKind kind) {
    return kind.parameters().stream()
        .flatMap(parameter -> kind.alternatives(parameter).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void pagesAreCurrent() throws IOException {
    SortedMap<String, String> wanted = new TreeMap<>();
    wanted.put("README.md", CheckPage.index(catalogue.kinds().values()));
    kinds().forEach(kind -> wanted.put(CheckPage.file(kind), new CheckPage(kind).text()));
    if (Boolean.getBoolean("referee.write")) {
      write(wanted);
    }

    assertThat(written())
        .as("docs/checks is not what the checks say; regenerate it with: %s", Checkout.WRITE)
        .isEqualTo(wanted);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theExampleMakesTheCheck(CheckKind kind) {
    Matcher example = EXAMPLE.matcher(new CheckPage(kind).text());
    assertThat(example.find()).isTrue();
    Map<String, Object> named = new Yaml().load(example.group(1));

    Check made = catalogue.check((String) named.get("check"), parameters(named));

    assertThat(made.id()).isEqualTo(kind.id());
  }

  @ParameterizedTest
  @MethodSource("kindsWithAlternatives")
  void saysOfWhichParametersExactlyOneIsRequired(CheckKind kind) {
    Set<String> names = alternatives(kind);
    Map<String, Object> without = new TreeMap<>(kind.example());
    without.keySet().removeAll(names);

    assertThat(names).hasSizeGreaterThan(1);
    assertThat(new CheckPage(kind).text()).contains("exactly one of ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.check(without))
        .withMessageContaining("One of these is missing: ");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parameters(Map<String, Object> named) {
    return (Map<String, Object>) named.get("parameters");
  }

  private static void write(Map<String, String> pages) throws IOException {
    Files.createDirectories(PAGES);
    for (String name : written().keySet()) {
      Files.delete(PAGES.resolve(name));
    }
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Files.writeString(PAGES.resolve(page.getKey()), page.getValue(), UTF_8);
    }
  }

  private static Map<String, String> written() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    try (var files = Files.newDirectoryStream(PAGES)) {
      for (Path file : files) {
        pages.put(file.getFileName().toString(), Files.readString(file, UTF_8));
      }
    }
    return pages;
  }
}
