package dev.referee.house;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.referee.house.House.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;

/**
 * Tests that no backtracking patterns are applied to input of teams. With a kilobyte of user data,
 * such a pattern can run for hours, and nothing can interrupt it.
 */
class HostileInputTest {
  private static final String USER_DATA = "dev.referee.ec2.userdata..";

  @Test
  void seesTheReaders() {
    assertThat(House.count(USER_DATA)).isGreaterThanOrEqualTo(40);
  }

  @Test
  void isNotMatchedByJavasPatterns() {
    noClasses()
        .that(resideInAPackage(USER_DATA))
        .should()
        .dependOnClassesThat(resideInAPackage("java.util.regex"))
        .check(CLASSES);
  }

  @Test
  void isNotMatchedByMethodsThatTakePatterns() {
    noClasses()
        .that(resideInAPackage(USER_DATA))
        .should()
        .callMethodWhere(
            target(owner(JavaClass.Predicates.equivalentTo(String.class)))
                .and(target(nameMatching("matches|split|replaceAll|replaceFirst"))))
        .orShould()
        .callMethodWhere(target(nameMatching("onPattern|containsPattern|useDelimiter")))
        .check(CLASSES);
  }
}
