package dev.referee.gamefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Tests of the YAML in all documents and examples with parsers of YAML 1.2 and 1.1. Readers may use
 * either, so both have to read the same, except for values that are not text.
 */
class YamlBlocksTest {
  private static final Path ROOT = Path.of("..");

  /**
   * Text that PyYAML, a parser of YAML 1.1, refuses or reads differently if it is not in quotes.
   */
  private static final Pattern UNQUOTED =
      Pattern.compile("[{,]\\s*\\w+: [^\"'{\\[,}]*[?:&*!|>%@`](?=\\s*[,}])");

  private static List<String> blocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    try (Stream<Path> files =
        Stream.of(ROOT.resolve("docs"), ROOT.resolve("examples/games"), ROOT.resolve("README.md"))
            .flatMap(YamlBlocksTest::walk)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        if (file.toString().endsWith(".yaml")) {
          blocks.add(text);
        }
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(text)
            .results()
            .map((MatchResult block) -> block.group(1))
            .forEach(blocks::add);
      }
    }
    return blocks;
  }

  private static Stream<Path> walk(Path path) {
    try {
      return Files.walk(path).filter(Files::isRegularFile);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void areReadByParsersOfBothVersions() throws IOException {
    List<String> blocks = blocks();

    assertThat(blocks).hasSizeGreaterThan(5);
    for (String block : documents(blocks)) {
      Object now = new Load(LoadSettings.builder().build()).loadFromString(block);
      Object before = new Yaml(new SafeConstructor(new LoaderOptions())).load(block);
      assertThat(now).as(block).isNotNull();
      assertThat(before).as(block).hasSameClassAs(now);
      assertThat(UNQUOTED.matcher(block).find()).as("to be put in quotes in %s", block).isFalse();
    }
  }

  private static List<String> documents(List<String> blocks) {
    return blocks.stream().flatMap(block -> Splitter.on("\n---\n").splitToStream(block)).toList();
  }

  @Test
  void refusesTextsThatNeedQuotes() {
    assertThat("- {text: Do they boot?, cost: 200}").containsPattern(UNQUOTED);
    assertThat("- {text: \"Do they boot?\", cost: 200}").doesNotContainPattern(UNQUOTED);
    assertThat("{id: a, region: b}").doesNotContainPattern(UNQUOTED);
  }
}
