package dev.referee.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.referee.house.House.AWS;
import static dev.referee.house.House.CLASSES;
import static dev.referee.house.House.CLI;
import static dev.referee.house.House.CORE;
import static dev.referee.house.House.CORE_FOR_OTHERS;
import static dev.referee.house.House.EMBEDDED;
import static dev.referee.house.House.EXAMPLES;
import static dev.referee.house.House.GAMEFILE;
import static dev.referee.house.House.LIBRARIES;
import static dev.referee.house.House.NETWORK;
import static dev.referee.house.House.REPORT;
import static dev.referee.house.House.TESTKIT;
import static dev.referee.house.House.validators;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the permitted dependencies between modules. */
class ArchitectureTest {
  private static final String[] EVERYBODY = {
    "java..",
    "javax.crypto..",
    "javax.net..",
    "org.jspecify..",
    "org.immutables..",
    "com.google.common..",
    "com.google.errorprone.."
  };

  /** Tests that the rules apply to a plausible number of classes. */
  @Nested
  class SeesTheHouse {
    @ParameterizedTest
    @CsvSource({
      "60, dev.referee",
      "6, dev.referee.spi",
      "2, dev.referee.internal",
      "30, dev.referee.aws",
      "20, dev.referee.ec2",
      "20, dev.referee.ssm.channel",
      "15, dev.referee.gamefile",
      "15, dev.referee.testkit",
      "150, dev.referee.testkit.embedded..",
      "1, dev.referee.examples",
      "8, dev.referee.cli"
    })
    void withAllItsClasses(int atLeast, String where) {
      assertThat(House.count(where)).isGreaterThanOrEqualTo(atLeast);
    }

    @Test
    void withItsValidators() {
      assertThat(validators()).contains("dev.referee.ec2", "dev.referee.ssm");
    }

    @Test
    void withoutTests() {
      assertThat(CLASSES.stream()).noneMatch(it -> it.getSimpleName().endsWith("Test"));
    }
  }

  @Nested
  class WhoKnowsWhom {
    @Test
    void coreKnowsNobody() {
      only(CORE, CORE, "com.fasterxml.jackson..");
    }

    @Test
    void nothingInCoreNeedsReports() {
      noClasses()
          .that()
          .resideInAnyPackage("dev.referee", "dev.referee.spi", "dev.referee.internal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(REPORT)
          .check(CLASSES);
    }

    /** Its tapes are as private as the files of reports and events. */
    @Test
    void awsKnowsCore() {
      only(
          new String[] {AWS},
          CORE,
          AWS,
          "software.amazon.awssdk..",
          "com.fasterxml.jackson..",
          "com.google.re2j..",
          "io.github.bucket4j..");
    }

    @Test
    void networksKnowCoreAndAws() {
      only(new String[] {NETWORK}, CORE_FOR_OTHERS, AWS, NETWORK, "software.amazon.awssdk..");
    }

    @ParameterizedTest
    @MethodSource("dev.referee.house.House#validators")
    void aValidatorKnowsCoreAwsAndNetworksAndNoOther(String validator) {
      only(
          new String[] {validator + ".."},
          CORE_FOR_OTHERS,
          AWS,
          NETWORK,
          validator + "..",
          "software.amazon.awssdk..",
          "com.fasterxml.jackson..",
          "org.apache.james.mime4j..",
          "org.snakeyaml..",
          "com.google.re2j..");
    }

    /** It is for other programs too. */
    @Test
    void theDataChannelKnowsNothingOfReferee() {
      String channel = "dev.referee.ssm.channel";
      only(
          new String[] {channel},
          new String[] {channel},
          "software.amazon.awssdk.http..",
          "software.amazon.awssdk.identity.spi..",
          "com.fasterxml.jackson..");
    }

    @Test
    void testkitKnowsCoreAndAwsAndNoValidator() {
      noClasses()
          .that(resideInAPackage(TESTKIT))
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.referee..")
                  .and(resideOutsideOfPackages(CORE_FOR_OTHERS))
                  .and(resideOutsideOfPackages(REPORT, AWS, TESTKIT)))
          .check(CLASSES);
    }

    /** It shares with core how the nearest right name is found. */
    @Test
    void gamefileKnowsCoreAndAwsAndNoValidator() {
      only(
          new String[] {GAMEFILE},
          CORE,
          AWS,
          GAMEFILE,
          "software.amazon.awssdk..",
          "org.snakeyaml..",
          "com.fasterxml.jackson..");
    }

    /** It plays the game that stands there. */
    @Test
    void onlyTheCommandKnowsExamples() {
      noClasses()
          .that(resideOutsideOfPackages(EXAMPLES, CLI))
          .should()
          .dependOnClassesThat(resideInAPackage(EXAMPLES))
          .check(CLASSES);
    }

    @Test
    void nobodyKnowsTheCommand() {
      noClasses()
          .that(resideOutsideOfPackages(CLI))
          .should()
          .dependOnClassesThat(resideInAPackage(CLI))
          .check(CLASSES);
    }

    @Test
    void onlyWhoReadsOrWritesFilesOpensTheInsideOfCore() {
      classes()
          .that(resideInAPackage("dev.referee.internal"))
          .should()
          .onlyHaveDependentClassesThat(
              resideInAnyPackage(CORE).or(resideInAnyPackage(AWS, GAMEFILE, CLI)))
          .check(CLASSES);
    }

    @Test
    void nobodyOpensTheEmbeddedAccount() {
      classes()
          .that(resideInAPackage(EMBEDDED + ".."))
          .should()
          .onlyHaveDependentClassesThat(resideInAPackage(TESTKIT))
          .check(CLASSES);
    }

    /** Says of some packages what they know at most. */
    private void only(String[] who, String[] core, String... others) {
      classes()
          .that(resideInAnyPackage(who))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(core)
                  .or(resideInAnyPackage(others))
                  .or(resideInAnyPackage(EVERYBODY)))
          .check(CLASSES);
    }
  }

  @ParameterizedTest
  @MethodSource("packages")
  void everyPackageIsNullMarked(JavaPackage each) {
    assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue();
  }

  static Stream<JavaPackage> packages() {
    return LIBRARIES.stream().map(it -> it.getPackage()).distinct();
  }
}
