package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Catalogue;
import dev.referee.spi.CheckKind;
import dev.referee.spi.MapKey;
import dev.referee.spi.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterArgumentsTest {
  private static final CheckKind KIND = kind();

  private static CheckKind kind() {
    CheckKind.Builder kind = CheckKind.of("a.kind", "A claim");
    kind.takes(Parameter.text("text", "a text"));
    kind.takes(Parameter.texts("texts", "texts"));
    kind.takes(Parameter.map("map", "a map"));
    kind.takes(Parameter.number("number", "a number"));
    kind.takes(Parameter.maps("maps", "maps", List.of(MapKey.required("a", "a key")), map -> map));
    return kind.build(
        given -> {
          throw new AssertionError("nothing is made here");
        });
  }

  @Test
  void aTextBeginsAfterTheFirstEqualsSign() {
    assertThat(read("text= a=b, [c]", "number=3"))
        .containsExactly(Map.entry("text", " a=b, [c]"), Map.entry("number", "3"));
  }

  @Test
  void aListIsGivenByRepeatingOrAsYamlOrJson() {
    assertThat(read("texts=a", "texts=b"))
        .isEqualTo(read("texts=[a, b]"))
        .isEqualTo(read("texts=[\"a\",\"b\"]"))
        .containsEntry("texts", List.of("a", "b"));
  }

  @Test
  void whatOnlyLooksLikeAListIsAText() {
    assertThat(read("texts=[::1")).containsEntry("texts", List.of("[::1"));
  }

  @Test
  void aMapIsGivenByKeysOrAsYamlOrJson() {
    assertThat(read("map=tag:a=b=c", "map=d=e"))
        .isEqualTo(read("map={\"tag:a\": b=c, d: e}"))
        .containsEntry("map", Map.of("tag:a", "b=c", "d", "e"));
  }

  @Test
  void aListOfMapsIsGivenByRepeatingOrAsYamlOrJson() {
    assertThat(read("maps={a: b=c}", "maps={a: d}"))
        .isEqualTo(read("maps=[{a: b=c}, {a: d}]"))
        .isEqualTo(read("maps=[{\"a\":\"b=c\"},{\"a\":\"d\"}]"))
        .containsEntry("maps", List.of(Map.of("a", "b=c"), Map.of("a", "d")));
    assertThat(ParameterArguments.written(Map.of("maps", List.of(Map.of("a", "it's")))))
        .containsExactly("'maps={\"a\":\"it'\\''s\"}'");
  }

  @Test
  void reportsAllMistakes() {
    assertThatThrownBy(() -> read("alone", "text=a", "text=b", "map=c", "map=d=1"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'alone' is not")
        .hasMessageContaining("text is given 2 times")
        .hasMessageContaining("map: 'c'");
    assertThatThrownBy(() -> read("map=a=1", "map=a=2")).hasMessageContaining("has 'a' twice");
  }

  @Test
  void anAliasThatGrowsDoesNoHarm() {
    assertThat(read("texts=[&a [x,x], *a, *a]").get("texts").toString()).hasSizeLessThan(100);
  }

  static Collection<CheckKind> kinds() {
    return Catalogue.load().kinds().values();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void readsTheExamplesThatItWrites(CheckKind kind) {
    List<String> words =
        ParameterArguments.written(kind.example()).stream()
            .map(word -> word.startsWith("'") ? word.substring(1, word.length() - 1) : word)
            .toList();

    assertThat(kind.check(ParameterArguments.read(kind, words)).id()).isEqualTo(kind.id());
  }

  private static Map<String, Object> read(String... given) {
    return ParameterArguments.read(KIND, List.of(given));
  }
}
