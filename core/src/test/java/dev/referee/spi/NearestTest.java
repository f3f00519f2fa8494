package dev.referee.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> REGIONS = List.of("us-west-1", "us-east-1", "eu-east-1");

  @ParameterizedTest
  @CsvSource({
    "us-esat-1, us-east-1", // swapped
    "us-east1, us-east-1", // missing
    "us-eeast-1, us-east-1", // too many
    "us-wezt-1, us-west-1", // wrong
    "US-EAST-1, us-east-1"
  })
  void isWhatWasProbablyMeant(String name, String meant) {
    assertThat(Nearest.hint(name, REGIONS)).isEqualTo("; did you mean '%s'?", meant);
  }

  @Test
  void namesAllWhenNothingIsNear() {
    assertThat(Nearest.hint("mars", REGIONS))
        .isEqualTo("; there are us-west-1, us-east-1, eu-east-1");
    assertThat(Nearest.hint("mars", List.of())).isEqualTo("; there are none");
  }
}
