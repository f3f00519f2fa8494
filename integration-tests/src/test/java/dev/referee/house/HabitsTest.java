package dev.referee.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.referee.house.House.CLASSES;
import static dev.referee.house.House.LIBRARIES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import dev.referee.Check;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that libraries avoid forbidden calls and dependencies. */
class HabitsTest {

  @Test
  void testsDoNotSleep() {
    neverCall(Thread.class, "sleep");
  }

  @Test
  void testsDoNotUseTheSystemClock() {
    neverCall(System.class, "currentTimeMillis");
    neverCall(Clock.class, "systemDefaultZone");
    for (Class<?> time :
        List.of(Instant.class, LocalDate.class, LocalDateTime.class, ZonedDateTime.class)) {
      noClasses()
          .should()
          .accessTargetWhere(
              calls(time, "now")
                  .and(DescribedPredicate.describe("without a clock", HabitsTest::takesNothing)))
          .check(LIBRARIES);
    }
  }

  @Test
  void noClientIsCreatedFromTheEnvironment() {
    noClasses()
        .should()
        .accessTargetWhere(
            target(owner(nameMatching("software\\.amazon\\.awssdk\\.services\\..*Client")))
                .and(target(name("create")))
                .as("a client is created"))
        .check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("dev.referee.house.House#validators")
  void aValidatorTakesItsClientsFromTheAccount(String validator) {
    noClasses()
        .that(resideInAPackage(validator + ".."))
        .should()
        .accessTargetWhere(
            target(owner(nameMatching("software\\.amazon\\.awssdk\\..*ClientBuilder")))
                .and(target(name("build")))
                .as("a client is built"))
        .check(CLASSES);
  }

  private static boolean takesNothing(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget target
        && target.getRawParameterTypes().isEmpty();
  }

  private static void neverCall(Class<?> type, String method) {
    noClasses().should().accessTargetWhere(calls(type, method)).check(LIBRARIES);
  }

  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> type, String method) {
    return target(owner(equivalentTo(type)))
        .and(target(name(method)))
        .as("%s.%s is called", type.getSimpleName(), method);
  }

  private static final Set<String> OURS_ALONE =
      Set.of(
          "com.google.common",
          "com.fasterxml.jackson",
          "io.github.bucket4j",
          "org.apache.james",
          "org.snakeyaml",
          "com.github.tomakehurst");

  @Test
  void whatWeUseInsideIsInNoSignature() {
    List<String> leaks =
        open()
            .flatMap(type -> Stream.concat(declared(type), members(type)))
            .distinct()
            .sorted()
            .toList();

    assertThat(open().count()).isGreaterThan(60);
    assertThat(leaks).isEmpty();
  }

  /** Returns the classes that a consumer can name. */
  private static Stream<JavaClass> open() {
    return LIBRARIES.stream().filter(HabitsTest::isPublic).filter(type -> !House.isHidden(type));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(HabitsTest::isPublic).orElse(true);
  }

  private static Stream<String> declared(JavaClass type) {
    return Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
        .filter(HabitsTest::isOursAlone)
        .map(above -> type.getName() + " is a " + above.getName());
  }

  private static Stream<String> members(JavaClass type) {
    return type.getMembers().stream()
        .filter(
            member ->
                member.getModifiers().contains(JavaModifier.PUBLIC)
                    || member.getModifiers().contains(JavaModifier.PROTECTED))
        .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filter(member -> types(member).anyMatch(HabitsTest::isOursAlone))
        .map(JavaMember::getFullName);
  }

  private static Stream<JavaType> types(JavaMember member) {
    if (member instanceof JavaCodeUnit code) {
      return Stream.of(
              Stream.of(code.getReturnType()),
              code.getParameterTypes().stream(),
              code.getThrowsClause().getTypes().stream())
          .flatMap(each -> each);
    }
    return Stream.of(((JavaField) member).getType());
  }

  private static boolean isOursAlone(JavaType type) {
    return type.getAllInvolvedRawTypes().stream()
        .anyMatch(raw -> OURS_ALONE.stream().anyMatch(raw.getPackageName()::startsWith));
  }

  @ParameterizedTest
  @MethodSource("dev.referee.house.House#validatorsWithChecks")
  void aValidatorShowsLittle(String validator) {
    List<JavaClass> open =
        open()
            .filter(type -> type.getPackageName().equals(validator))
            .filter(type -> type.isTopLevelClass())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .toList();

    // A builder is created only by the factory class.
    assertThat(open)
        .filteredOn(type -> !type.getSimpleName().endsWith("Builder"))
        .hasSizeLessThanOrEqualTo(8);
    assertThat(open).filteredOn(type -> type.getSimpleName().endsWith("Checks")).hasSize(1);
    assertThat(open).filteredOn(type -> type.getSimpleName().endsWith("CheckProvider")).hasSize(1);
    assertThat(open).noneMatch(type -> type.isAssignableTo(Check.class));
  }
}
