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
import static dev.referee.house.House.IAM;
import static dev.referee.house.House.KUBERNETES;
import static dev.referee.house.House.LIBRARIES;
import static dev.referee.house.House.NETWORK;
import static dev.referee.house.House.REPORT;
import static dev.referee.house.House.RESOURCES;
import static dev.referee.house.House.TESTKIT;
import static dev.referee.house.House.validators;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jetbrains.annotations.ApiStatus;
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
    "org.jetbrains.annotations..",
    "org.immutables..",
    "com.google.common..",
    "com.google.errorprone.."
  };

  private static final List<String> FOR_IMPLEMENTATION =
      List.of(
          "dev.referee.Check",
          "dev.referee.RefereeListener",
          "dev.referee.ScoringPolicy",
          "dev.referee.Target",
          "dev.referee.aws.AccountTargets$Provider",
          "dev.referee.aws.ApiProtocol",
          "dev.referee.aws.Dialogue",
          "dev.referee.resources.InstanceSource",
          "dev.referee.resources.SelectedResources$Lookup",
          "dev.referee.spi.CheckProvider",
          "dev.referee.spi.CheckScope",
          "dev.referee.spi.DeclaredCheck",
          "dev.referee.spi.Memory",
          "dev.referee.spi.ReadingRule",
          "dev.referee.ssm.ProbeResult$Way",
          "dev.referee.ssm.channel.DataKeys",
          "dev.referee.testkit.AdditionalApi",
          "dev.referee.testkit.CheckContract",
          "dev.referee.testkit.FunctionBody",
          "dev.referee.testkit.Sandbox",
          "dev.referee.testkit.kubernetes.ClusterCheckContract",
          "dev.referee.testkit.sessionserver.Agent",
          "dev.referee.testkit.sessionserver.HandshakingAgent$Decryption",
          "dev.referee.testkit.sessionserver.MessageService$Exchange",
          "dev.referee.testkit.sessionserver.NetworkConditions",
          "dev.referee.testkit.sessionserver.PortServer",
          "dev.referee.testkit.sessionserver.PortServer$Connection");

  /** Tests that the rules apply to a plausible number of classes. */
  @Nested
  class SeesTheHouse {
    @ParameterizedTest
    @CsvSource({
      "60, dev.referee",
      "6, dev.referee.spi",
      "2, dev.referee.internal",
      "30, dev.referee.aws",
      "20, dev.referee.iam",
      "20, dev.referee.ec2",
      "20, dev.referee.ssm.channel",
      "15, dev.referee.gamefile",
      "15, dev.referee.testkit",
      "150, dev.referee.testkit.embedded..",
      "15, dev.referee.testkit.kubernetes",
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
    void coreDependsOnNothing() {
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

    /** Tapes are written as privately as files of reports and events. */
    @Test
    void awsDependsOnCore() {
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
    void resourcesKnowCoreAwsAndIam() {
      only(
          new String[] {RESOURCES},
          CORE_FOR_OTHERS,
          AWS,
          IAM,
          RESOURCES,
          "software.amazon.awssdk..");
    }

    @Test
    void networksKnowCoreAwsAndResources() {
      only(
          new String[] {NETWORK},
          CORE_FOR_OTHERS,
          AWS,
          RESOURCES,
          NETWORK,
          "software.amazon.awssdk..");
    }

    @Test
    void kubernetesKnowsCoreAwsAndResources() {
      only(
          new String[] {KUBERNETES},
          CORE_FOR_OTHERS,
          AWS,
          RESOURCES,
          KUBERNETES,
          "io.fabric8.kubernetes..",
          "com.fasterxml.jackson.core..",
          "software.amazon.awssdk..");
    }

    @ParameterizedTest
    @MethodSource("dev.referee.house.House#validators")
    void aValidatorKnowsWhatStandsBesideItAndNoOtherValidator(String validator) {
      only(
          new String[] {validator + ".."},
          CORE_FOR_OTHERS,
          AWS,
          IAM,
          RESOURCES,
          NETWORK,
          KUBERNETES,
          "io.fabric8.kubernetes..",
          validator + "..",
          "software.amazon.awssdk..",
          "software.amazon.event.ruler..",
          "com.fasterxml.jackson..",
          "org.apache.james.mime4j..",
          "org.snakeyaml..",
          "com.google.re2j..",
          "com.google.protobuf..",
          "dev.cel..");
    }

    /** It is for other programs too. */
    @Test
    void iamKnowsNothingOfReferee() {
      only(
          new String[] {IAM},
          new String[] {IAM},
          "software.amazon.awssdk.policybuilder.iam",
          "com.fasterxml.jackson..");
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

    /** It uses core's search for the nearest valid name. */
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

    /** It plays the game of that package. */
    @Test
    void onlyTheCommandDependsOnExamples() {
      noClasses()
          .that(resideOutsideOfPackages(EXAMPLES, CLI))
          .should()
          .dependOnClassesThat(resideInAPackage(EXAMPLES))
          .check(CLASSES);
    }

    @Test
    void nothingDependsOnTheCommand() {
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
    void theEmbeddedAccountIsInternal() {
      classes()
          .that(resideInAPackage(EMBEDDED + ".."))
          .should()
          .onlyHaveDependentClassesThat(resideInAPackage(TESTKIT))
          .check(CLASSES);
    }

    /** Tests that some packages depend on nothing but the given packages. */
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

  /**
   * Types for implementation cannot get further methods; all others can, and are annotated
   * accordingly.
   */
  @Test
  void everyPublicTypeIsForImplementationOrIsMarkedAsNotExtendable() {
    Set<String> open =
        LIBRARIES.stream()
            .filter(it -> it.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(it -> it.isInterface() && !it.isAnnotation() || isExtendable(it))
            .filter(it -> !it.reflect().isSealed())
            .filter(it -> !it.isAnnotatedWith(ApiStatus.NonExtendable.class))
            .filter(it -> !House.isHidden(it))
            .filter(it -> !it.getPackageName().startsWith("dev.referee.cli"))
            .map(JavaClass::getName)
            .collect(toCollection(TreeSet::new));

    assertThat(open).isEqualTo(new TreeSet<>(FOR_IMPLEMENTATION));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void whatIsHiddenIsMarkedAsInternal(JavaPackage each) {
    boolean hidden = each.getClasses().stream().anyMatch(House::isHidden);

    assertThat(each.isAnnotatedWith(ApiStatus.Internal.class)).as(each.getName()).isEqualTo(hidden);
  }

  private static boolean isExtendable(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.ABSTRACT) && !type.isInterface();
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
