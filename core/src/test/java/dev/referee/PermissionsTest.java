package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Sets;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PermissionsTest {

  @Provide
  Arbitrary<Set<String>> actions() {
    return Arbitraries.of(
            "ec2:DescribeInstances", "iam:GetRole", "ssm:StartSession", "s3:GetObject")
        .set()
        .ofMaxSize(4);
  }

  private static Permissions permissions(Set<String> reads, Set<String> actives) {
    return Permissions.ofReads(reads.toArray(String[]::new))
        .withActives(actives.toArray(String[]::new));
  }

  @Property
  void togetherAllowWhatEitherAllowsAndNoMore(
      @ForAll("actions") Set<String> reads,
      @ForAll("actions") Set<String> actives,
      @ForAll("actions") Set<String> otherReads,
      @ForAll("actions") Set<String> otherActives) {
    Permissions some = permissions(reads, actives);
    Permissions others = permissions(otherReads, otherActives);
    Permissions both = some.and(others);
    assertThat(both.reads()).containsExactlyInAnyOrderElementsOf(Sets.union(reads, otherReads));
    assertThat(both.actives())
        .containsExactlyInAnyOrderElementsOf(Sets.union(actives, otherActives));
    assertThat(both.all())
        .containsExactlyInAnyOrderElementsOf(Sets.union(both.reads(), both.actives()));
    assertThat(both).isEqualTo(others.and(some)).hasSameHashCodeAs(others.and(some));
    assertThat(some.and(Permissions.none())).isEqualTo(some);
    assertThat(some.equals(others))
        .isEqualTo(reads.equals(otherReads) && actives.equals(otherActives));
  }

  @Property
  void standInAlphabeticalOrder(
      @ForAll("actions") Set<String> reads, @ForAll("actions") Set<String> actives) {
    Permissions permissions = permissions(reads, actives);
    assertThat(permissions.reads()).containsExactlyElementsOf(new TreeSet<>(reads));
    assertThat(permissions.all())
        .containsExactlyElementsOf(new TreeSet<>(Sets.union(reads, actives)));
  }

  @Property
  void togetherCanDoWithoutWhatNeitherNeeds(
      @ForAll("actions") Set<String> reads,
      @ForAll("actions") Set<String> otherReads,
      @ForAll("actions") Set<String> without) {
    Permissions some =
        permissions(reads, Set.of())
            .withOptionals(Sets.intersection(reads, without).toArray(String[]::new));
    Permissions others = permissions(Set.of(), otherReads);

    assertThat(some.optionals())
        .containsExactlyInAnyOrderElementsOf(Sets.intersection(reads, without));
    assertThat(some.and(others).optionals())
        .containsExactlyInAnyOrderElementsOf(Sets.difference(some.optionals(), otherReads));
    assertThat(others.and(some)).isEqualTo(some.and(others));
    assertThat(some.and(some)).isEqualTo(some);
    assertThat(some.and(Permissions.none())).isEqualTo(some);
  }

  @Test
  void canOnlyDoWithoutWhatTheyPermit() {
    assertThatThrownBy(() -> Permissions.ofReads("a:A").withOptionals("b:B"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b:B");
    assertThat(Permissions.ofReads("a:A").withActives("b:B").withOptionals("b:B"))
        .hasToString("reads: [a:A], writes: [b:B], optional: [b:B]");
  }

  @Test
  void sayWhatIsNotSeenWithoutAnAction() {
    Permissions some = Permissions.ofReads("a:A", "a:B").optional("Why.", "a:A", "a:B");
    Permissions others = Permissions.ofReads("a:A").optional("How.", "a:A");

    assertThat(some.unseenWithout("a:B")).isEqualTo("Why.");
    assertThat(some.and(others).unseenWithout("a:A")).isEqualTo("How. Why.");
    assertThat(others.and(some)).isEqualTo(some.and(others));
    assertThat(some.and(Permissions.ofReads("a:B")).unseenWithout("a:B")).isEmpty();
    assertThat(Permissions.ofReads("a:A").withOptionals("a:A").unseenWithout("a:A")).isEmpty();
    assertThatThrownBy(() -> Permissions.ofReads("a:A").optional("Why.", "b:B"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sayWhatMayBeAsked() {
    assertThat(Permissions.none()).hasToString("reads: []");
    assertThat(Permissions.ofReads("b:B", "a:A").withActives("c:C"))
        .hasToString("reads: [a:A, b:B], writes: [c:C]");
  }
}
