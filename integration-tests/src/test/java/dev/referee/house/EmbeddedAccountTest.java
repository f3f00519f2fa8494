package dev.referee.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.referee.house.House.CLASSES;
import static dev.referee.house.House.EMBEDDED;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the dependencies between the services of the embedded account. */
class EmbeddedAccountTest {

  /** The shared packages, each with the packages that it may use. */
  private static final Map<String, Set<String>> SHARED =
      Map.of(
          "common", Set.of(),
          "http", Set.of("common"),
          "policy", Set.of("common"),
          "service", Set.of("common", "http", "policy"),
          "protocol", Set.of("common", "http", "service"));

  /** The only type of a service that other services may use. */
  private static final Map<String, String> OFFERED =
      Map.ofEntries(
          Map.entry("autoscaling", "AutoScaling"),
          Map.entry("cloudtrail", "CloudTrail"),
          Map.entry("cloudwatch", "CloudWatch"),
          Map.entry("ec2", "Ec2"),
          Map.entry("eks", "Eks"),
          Map.entry("elbv2", "LoadBalancing"),
          Map.entry("events", "EventBridge"),
          Map.entry("iam", "Iam"),
          Map.entry("kms", "Kms"),
          Map.entry("lambda", "Lambda"),
          Map.entry("sns", "Sns"),
          Map.entry("sqs", "Sqs"),
          Map.entry("ssm", "Ssm"));

  /** A dependency between two services. */
  private static final Map<String, Set<String>> KNOWN =
      Map.ofEntries(
          Map.entry("autoscaling", Set.of("ec2", "elbv2")),
          Map.entry("cloudformation", Set.of("iam", "ssm")),
          Map.entry("cloudtrail", Set.of("iam")),
          Map.entry("cloudwatch", Set.of("ec2")),
          Map.entry("ec2", Set.of("iam")),
          Map.entry("eks", Set.of("autoscaling", "ec2", "iam")),
          Map.entry("elbv2", Set.of("ec2")),
          Map.entry("events", Set.of("autoscaling", "cloudtrail", "cloudwatch", "ec2", "iam")),
          Map.entry("iam", Set.of()),
          Map.entry("kms", Set.of("iam")),
          Map.entry("lambda", Set.of("iam", "sqs")),
          Map.entry("sns", Set.of("iam", "kms")),
          Map.entry("sqs", Set.of("iam", "kms")),
          Map.entry("ssm", Set.of("ec2", "iam", "kms")),
          Map.entry("sts", Set.of("iam")));

  /**
   * The types that a service exposes in addition to its operations and its API for other services,
   * with the reason.
   */
  private static final Map<String, String> SHOWN =
      Map.of(
          "DataChannels", "The server of sessions lives as long as the cloud.",
          "Images", "Tests launch them.",
          "Outbox", "It belongs to the account, not to a Region.");

  static Set<String> services() {
    return CLASSES.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith(EMBEDDED + "."))
        .map(EmbeddedAccountTest::part)
        .filter(part -> !SHARED.containsKey(part))
        .collect(toCollection(TreeSet::new));
  }

  /** Returns the part of the embedded account that a package is; empty for its root. */
  private static String part(String packageName) {
    String below = packageName.substring(EMBEDDED.length());
    return below.isEmpty() ? "" : Splitter.on('.').splitToList(below).get(1);
  }

  private static boolean isEmbedded(JavaClass type) {
    return type.getPackageName().equals(EMBEDDED)
        || type.getPackageName().startsWith(EMBEDDED + ".");
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(EmbeddedAccountTest::outermost).orElse(type);
  }

  /** Returns the types of other packages that a package uses. */
  private static Stream<Dependency> dependencies(String part) {
    return CLASSES.stream()
        .filter(type -> isEmbedded(type) && part(type.getPackageName()).equals(part))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(it -> isEmbedded(it.getTargetClass().getBaseComponentType()))
        .filter(it -> !target(it).equals(part));
  }

  private static String target(Dependency dependency) {
    return part(dependency.getTargetClass().getBaseComponentType().getPackageName());
  }

  private static String targetType(Dependency dependency) {
    return outermost(dependency.getTargetClass().getBaseComponentType()).getSimpleName();
  }

  @Test
  void hasItsServices() {
    assertThat(services()).isEqualTo(new TreeSet<>(KNOWN.keySet()));
    assertThat(CLASSES.that(resideInAPackage(EMBEDDED + ".ec2")).size()).isGreaterThan(80);
  }

  @ParameterizedTest
  @CsvSource({"common", "http", "policy", "service", "protocol"})
  void whatIsSharedKnowsNoService(String shared) {
    assertThat(
            dependencies(shared)
                .filter(it -> !SHARED.get(shared).contains(target(it)))
                .map(Dependency::getDescription))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceKnowsOnlyWhatAnotherOffers(String service) {
    assertThat(
            dependencies(service)
                .filter(it -> !SHARED.containsKey(target(it)))
                .filter(it -> !mayUse(service, it))
                .map(Dependency::getDescription))
        .isEmpty();
  }

  private static boolean mayUse(String service, Dependency dependency) {
    String other = target(dependency);
    return KNOWN.get(service).contains(other) && targetType(dependency).equals(OFFERED.get(other));
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceKnowsEverybodyItIsSaidToKnow(String service) {
    assertThat(dependencies(service).map(EmbeddedAccountTest::target))
        .containsAll(KNOWN.get(service));
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceSpeaksNoProtocol(String service) {
    noClasses()
        .that(resideInAPackage(EMBEDDED + "." + service))
        .should()
        .dependOnClassesThat(resideInAPackage(EMBEDDED + ".protocol"))
        .orShould()
        .dependOnClassesThat(resideInAPackage(EMBEDDED))
        .check(CLASSES);
  }

  @Test
  void servicesHaveNoCyclicDependencies() {
    slices().matching(EMBEDDED + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** The list of services has a line for each, by its operations. */
  @ParameterizedTest
  @MethodSource("services")
  void aServiceIsRegistered(String service) {
    assertThat(dependencies(""))
        .filteredOn(it -> it.getOriginClass().getSimpleName().equals("Services"))
        .filteredOn(it -> target(it).equals(service))
        .extracting(EmbeddedAccountTest::targetType)
        .anySatisfy(type -> assertThat(type).endsWith("Service"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceShowsItsOperationsAndWhatItOffers(String service) {
    List<String> shown =
        CLASSES.stream()
            .filter(type -> type.getPackageName().equals(EMBEDDED + "." + service))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(JavaClass::isTopLevelClass)
            .map(JavaClass::getSimpleName)
            .filter(name -> !name.equals(OFFERED.get(service)) && !SHOWN.containsKey(name))
            .toList();
    assertThat(shown).hasSize(1).allMatch(name -> name.endsWith("Service"));
  }

  @Test
  void onlyTheEmbeddedAccountKnowsItsServices() {
    noClasses()
        .that(resideOutsideOfPackage(EMBEDDED + ".."))
        .should()
        .dependOnClassesThat(
            resideInAPackage(EMBEDDED + "..").and(resideOutsideOfPackage(EMBEDDED)))
        .check(CLASSES);
  }
}
