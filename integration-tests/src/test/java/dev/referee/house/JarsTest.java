package dev.referee.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the files in the jars other than classes; {@code mvn verify} builds the jars. */
class JarsTest {
  private static final String VERSION = Pom.of("pom.xml").text("/project/version");
  private static final Path COMMAND = Checkout.path("cli/target/referee.jar");

  /**
   * The licences that libraries in the command may have, and how each licence text is recognised.
   */
  private static final Map<String, String> LICENCES =
      Map.of(
          "Apache-2.0", "Apache License",
          "MIT", "Permission is hereby granted, free of charge",
          "MIT-0", "Permission is hereby granted, free of charge",
          "Bouncy Castle Licence", "Permission is hereby granted, free of charge",
          "BSD-3-Clause", "Redistribution and use in source and binary forms",
          "Go License", "Redistribution and use in source and binary forms");

  static Stream<String> libraries() {
    return Checkout.published().stream().filter(module -> !module.equals("bom"));
  }

  static Stream<String> modulesWithJars() {
    return Stream.concat(libraries(), Stream.of("examples", "cli"));
  }

  private static Path jar(String module, String classifier) {
    String artifact = Pom.of(module + "/pom.xml").text("/project/artifactId");
    Path jar =
        Checkout.path("%s/target/%s-%s%s.jar".formatted(module, artifact, VERSION, classifier));
    assumeTrue(Files.exists(jar), () -> "mvn test makes no jars; mvn verify does: " + jar);
    return jar;
  }

  private static String text(JarFile jar, String entry) throws IOException {
    JarEntry found = jar.getJarEntry(entry);
    assertThat(found).as("%s in %s", entry, jar.getName()).isNotNull();
    try (InputStream stream = jar.getInputStream(found)) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }

  private static void saysItsLicence(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      assertThat(text(jar, "META-INF/LICENSE")).isEqualTo(Checkout.read("LICENSE"));
      assertThat(text(jar, "META-INF/NOTICE")).contains(Checkout.read("NOTICE").strip());
    }
  }

  @ParameterizedTest
  @MethodSource("modulesWithJars")
  void haveTheirLicenceAndTheNameOfTheirModule(String module) throws IOException {
    Path path = jar(module, "");
    saysItsLicence(path);
    try (JarFile jar = new JarFile(path.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("dev.referee." + module.replace('-', '.'));
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void ofLibrariesHaveSourcesAndJavadocBesideThem(String module) throws IOException {
    saysItsLicence(jar(module, "-sources"));
    saysItsLicence(jar(module, "-javadoc"));
    try (JarFile javadoc = new JarFile(jar(module, "-javadoc").toFile())) {
      assertThat(javadoc.getJarEntry("index.html")).isNotNull();
    }
    assertThat(Checkout.path(module + "/target/bom.json")).exists();
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void ofLibrariesHavePomsWithAllThatARepositoryAsksFor(String module) {
    Path flat = Checkout.path(module + "/target/.flattened-pom.xml");
    assumeTrue(Files.exists(flat));
    Pom pom = Pom.of(module + "/target/.flattened-pom.xml");
    String url = Pom.of("pom.xml").text("/project/url");

    assertThat(pom.text("/project/name")).isNotEmpty();
    assertThat(pom.text("/project/description")).isNotEmpty();
    assertThat(pom.text("/project/url")).isEqualTo(url);
    assertThat(pom.text("/project/licenses/license/name")).isEqualTo("Apache-2.0");
    assertThat(pom.text("/project/developers/developer/name")).isEqualTo("The Referee authors");
    assertThat(pom.text("/project/scm/url")).startsWith(url).doesNotContain(module);
    assertThat(pom.text("/project/scm/connection")).startsWith("scm:git:" + url);
  }

  @Test
  void shareNoPackageSoThatTheyAreModules() {
    Path[] jars = libraries().map(module -> jar(module, "")).toArray(Path[]::new);
    List<String> packages = new ArrayList<>();
    for (ModuleReference module : ModuleFinder.of(jars).findAll()) {
      assertThat(module.descriptor().name()).startsWith("dev.referee.");
      packages.addAll(module.descriptor().packages());
    }

    assertThat(ModuleFinder.of(jars).findAll()).hasSameSizeAs(jars);
    assertThat(packages).contains("dev.referee", "dev.referee.aws").doesNotHaveDuplicates();
  }

  @Test
  void theCommandSaysItsOwnLicence() throws IOException {
    assumeTrue(Files.exists(COMMAND), "mvn test makes no jars; mvn verify does");

    saysItsLicence(COMMAND);
  }

  @Test
  void theCommandHasTheLicenceOfEveryLibraryInIt() throws IOException {
    assumeTrue(Files.exists(COMMAND), "mvn test makes no jars; mvn verify does");
    try (JarFile jar = new JarFile(COMMAND.toFile())) {
      JsonNode bill = new ObjectMapper().readTree(text(jar, "META-INF/sbom/application.cdx.json"));
      List<String> seen = new ArrayList<>();
      for (JsonNode library : bill.path("components")) {
        String group = library.path("group").asText();
        String name = library.path("name").asText();
        if (!group.equals("dev.referee")) {
          JsonNode licence = library.path("licenses").path(0).path("license");
          String id = licence.path("id").asText(licence.path("name").asText());
          assertThat(LICENCES).as("the licence of %s", name).containsKey(id);
          assertThat(licences(jar, group, name, id)).as(name).contains(LICENCES.get(id));
          seen.add(name);
        }
      }

      assertThat(seen)
          .contains("guava", "ec2", "re2j", "Java-WebSocket", "slf4j-nop", "reactive-streams")
          .doesNotContain("assertj-core", "junit-jupiter-api")
          .hasSizeGreaterThan(40);
      assertThat(text(jar, "META-INF/NOTICE")).contains("AWS SDK for Java 2.0", "Jackson");
    }
  }

  /** Returns the text of a library's licence; that of Apache, most need not bring themselves. */
  private static String licences(JarFile jar, String group, String name, String id)
      throws IOException {
    boolean sdk = group.equals("software.amazon.awssdk") && !name.startsWith("third-party");
    String folder = "META-INF/third-party/" + (sdk ? "sdk-core" : name) + "/";
    List<JarEntry> own =
        jar.stream().filter(entry -> entry.getName().startsWith(folder + "LICENSE")).toList();
    if (id.equals("Apache-2.0") && !sdk) {
      return text(jar, "META-INF/LICENSE");
    }
    StringBuilder texts = new StringBuilder();
    for (JarEntry entry : own) {
      texts.append(text(jar, entry.getName()));
    }
    // Some are formatted in columns, with more spaces.
    return texts.toString().replaceAll("\\s+", " ");
  }
}
