package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.referee.internal.ReadingRules;
import dev.referee.spi.CheckKind;
import dev.referee.spi.CheckProvider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WronglyDeclaredTest {
  private static final Permissions WRONG =
      Permissions.ofReads("water:DescribeTaps", "water:OpenTap");
  private static final String WHY =
      "water:OpenTap is declared as reading, but it opens a tap; declare it with";

  private record Declaring(Permissions permissions) implements Check {
    @Override
    public String id() {
      return "water.runs";
    }

    @Override
    public String claim() {
      return "Water runs";
    }

    @Override
    public Verdict judge(CheckContext context) {
      throw new AssertionError("It must not be judged");
    }
  }

  @Test
  void isRefusedAsAPartOfATask() {
    Task.Builder task = Task.builder("tap", "Tap").check(new Declaring(WRONG));

    assertThatIllegalArgumentException()
        .isThrownBy(task::build)
        .withMessageContainingAll("water.runs is refused", WHY);
  }

  @Test
  void isRefusedInsideOfAnotherCheck() {
    Check right = new Declaring(Permissions.ofReads("water:DescribeTaps"));
    Check both = Checks.allOf("water.both", right, new Declaring(WRONG)).because("of thirst");
    Task.Builder task = Task.builder("tap", "Tap").check(both);

    assertThatIllegalArgumentException().isThrownBy(task::build).withMessageContaining(WHY);
  }

  @Test
  void isRefusedBeforeItIsJudged() {
    Referee referee = Referee.create();
    Check check = new Declaring(WRONG);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> referee.judge(check))
        .withMessageContaining(WHY);
  }

  @Test
  void isRefusedAsAKindOfCheck() {
    CheckProvider water =
        () ->
            List.of(
                CheckKind.of("water.runs", "Water runs")
                    .requires(WRONG)
                    .build(arguments -> new Declaring(WRONG)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.of(List.of(water)))
        .withMessageContainingAll("water.runs (offered by ", WHY);
  }

  @Test
  void isTakenAsSoonAsItIsDeclaredAsActing() {
    Permissions right = Permissions.ofReads("water:DescribeTaps").withActives("water:OpenTap");

    assertThat(ReadingRules.problems(right)).isEmpty();
    assertThat(Task.builder("tap", "Tap").check(new Declaring(right)).build().checks()).hasSize(1);
    assertThat(
            Catalogue.of(
                    List.of(
                        () ->
                            List.of(
                                CheckKind.of("water.runs", "Water runs")
                                    .requires(right)
                                    .build(arguments -> new Declaring(right)))))
                .check("water.runs", Map.of())
                .permissions())
        .isEqualTo(right);
  }
}
