package dev.referee.house;

import static java.util.stream.Collectors.toCollection;

import com.google.common.base.Splitter;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;

/** The modules of the project, with the packages that belong to each. */
final class House {
  static final String REPORT = "dev.referee.report";
  static final String[] CORE = {"dev.referee", "dev.referee.spi", REPORT, "dev.referee.internal"};
  static final String[] CORE_FOR_OTHERS = {"dev.referee", "dev.referee.spi"};
  static final String AWS = "dev.referee.aws..";
  static final String IAM = "dev.referee.iam..";
  static final String RESOURCES = "dev.referee.resources..";
  static final String KUBERNETES = "dev.referee.kubernetes..";
  static final String NETWORK = "dev.referee.networks..";
  static final String TESTKIT = "dev.referee.testkit..";
  static final String GAMEFILE = "dev.referee.gamefile..";
  static final String EXAMPLES = "dev.referee.examples..";
  static final String CLI = "dev.referee.cli..";

  /** The embedded account, which is internal with all its services. */
  static final String EMBEDDED = "dev.referee.testkit.embedded";

  private static final String[] HIDDEN = {
    "dev.referee.internal", EMBEDDED + "..", "dev.referee.ec2.userdata"
  };

  private static final Set<String> NO_VALIDATORS =
      Set.of(
          "spi",
          "report",
          "internal",
          "aws",
          "iam",
          "kubernetes",
          "networks",
          "resources",
          "testkit",
          "gamefile",
          "examples",
          "cli");

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.referee");

  /** Every class of a published library. */
  static final JavaClasses LIBRARIES =
      CLASSES.that(JavaClass.Predicates.resideOutsideOfPackage(EXAMPLES));

  private House() {}

  /** Returns the packages of the validators: all that nothing else accounts for. */
  static Set<String> validators() {
    return CLASSES.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith("dev.referee."))
        .map(name -> Splitter.on('.').splitToList(name).get(2))
        .filter(name -> !NO_VALIDATORS.contains(name))
        .map(name -> "dev.referee." + name)
        .collect(toCollection(TreeSet::new));
  }

  /** Returns the validators that have checks, without packages that others may use as well. */
  static Set<String> validatorsWithChecks() {
    return validators().stream().filter(it -> count(it) > 0).collect(toCollection(TreeSet::new));
  }

  /** Returns whether the documentation tells consumers not to use a class. */
  static boolean isHidden(JavaClass type) {
    return JavaClass.Predicates.resideInAnyPackage(HIDDEN).test(type);
  }

  /** Returns how many classes there are at a place; {@code ..} at its end means below it, too. */
  static long count(String... packages) {
    return CLASSES.that(JavaClass.Predicates.resideInAnyPackage(packages)).size();
  }
}
