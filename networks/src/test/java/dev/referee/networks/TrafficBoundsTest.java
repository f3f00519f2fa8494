package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import org.junit.jupiter.api.Test;

/** Tests of the conclusions from traffic that was seen in part. */
class TrafficBoundsTest {
  private final Inconclusive why = new Inconclusive(Cause.ACCESS_DENIED, "denied");
  private static final Traffic SSH = Traffic.of("tcp 22 from 10.0.0.0/8");
  private static final Traffic WEB = Traffic.of("tcp 443 from 10.0.0.0/8");
  private static final Traffic DNS = Traffic.of("udp 53 from 10.0.0.0/8");

  private final TrafficBounds partly = TrafficBounds.of(SSH).plus(TrafficBounds.unseen(WEB, why));

  @Test
  void decidesWhatDoesNotDependOnTheUnseen() {
    assertThat(partly.covers(SSH)).isTrue();
    assertThat(partly.covers(DNS)).isFalse();
    assertThat(partly.isEmpty()).isFalse();
    assertThat(partly.and(DNS).isEmpty()).isTrue();
    assertThat(partly.unseen()).contains(why);
    assertThat(partly).hasToString(SSH + ", perhaps " + SSH.plus(WEB));
  }

  @Test
  void cannotSayWhatDependsOnIt() {
    assertThatThrownBy(() -> partly.covers(WEB)).isSameAs(why);
    assertThatThrownBy(() -> partly.minus(TrafficBounds.of(SSH)).isEmpty()).isSameAs(why);
    assertThatThrownBy(() -> partly.and(WEB).isEmpty()).isSameAs(why);
    assertThatThrownBy(() -> TrafficBounds.of(WEB).and(partly).isEmpty()).isSameAs(why);
  }

  @Test
  void takesAwayForSureOnlyWhatIsSurelyThere() {
    TrafficBounds left = TrafficBounds.of(SSH.plus(WEB)).minus(partly);
    assertThat(left.certain()).isEqualTo(Traffic.none());
    assertThat(left.possible()).isEqualTo(WEB);
    assertThatThrownBy(left::isEmpty).isSameAs(why);
  }

  @Test
  void isEmptyIfNothingIsPossible() {
    assertThat(TrafficBounds.unseen(Traffic.none(), why).isEmpty()).isTrue();
    assertThat(TrafficBounds.none().unseen()).isEmpty();
  }
}
