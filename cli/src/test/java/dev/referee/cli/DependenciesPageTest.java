package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests that docs/dependencies.md agrees with the real dependencies of the command. */
class DependenciesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "dependencies.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^ |]+) \\|");

  /** The groups whose artifacts have one row, as they have one version. */
  private static final Set<String> FAMILIES =
      Set.of("software.amazon.awssdk", "io.fabric8", "io.netty", "io.vertx", "org.bouncycastle");

  /** The artifacts that the testkit has for tests; cli/pom.xml leaves them out of the jar. */
  private static final Set<String> LEFT_OUT =
      Set.of("org.junit.", "org.opentest4j", "org.apiguardian", "org.assertj", "net.bytebuddy");

  /** Returns the version of each artifact on the class path that is not this project's. */
  private static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    for (String each :
        Splitter.on(File.pathSeparator).split(System.getProperty("java.class.path"))) {
      Path jar = Path.of(each);
      if (each.endsWith(".jar") && jar.getNameCount() > 4) {
        String version = jar.getParent().getFileName().toString();
        String artifact = jar.getParent().getParent().getFileName().toString();
        String group =
            jar.getParent().getParent().getParent().toString().replace(File.separator, ".");
        boolean isJar = jar.getFileName().toString().startsWith(artifact + "-" + version);
        if (isJar
            && !group.endsWith(".dev.referee")
            && LEFT_OUT.stream().noneMatch(group::contains)) {
          String name =
              FAMILIES.stream()
                  .filter(family -> group.endsWith("." + family))
                  .filter(family -> !artifact.startsWith("third-party"))
                  .findFirst()
                  .orElse(artifact);
          versions.merge(name, version, (a, b) -> a.equals(b) ? a : a + " and " + b);
        }
      }
    }
    return versions;
  }

  @Test
  void namesEveryDependencyThatIsShippedWithItsVersion() throws IOException {
    Map<String, String> reviewed = new TreeMap<>();
    for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
      reviewed.put(row.group(1), row.group(2));
    }

    assertThat(versions()).hasSizeGreaterThan(10);
    assertThat(reviewed)
        .as("review what has changed, as CONTRIBUTING.md says, and then write it to %s", PAGE)
        .isEqualTo(versions());
  }
}
