package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpResponse;

class SecretsTest {
  private static final String SECRET = "AAEAAplanted/Secret+42==";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"SessionId\":\"s-1\",\"TokenValue\":\"%s\",\"StreamUrl\":\"wss://x\"}",
        "{\"Credentials\":{\"SecretAccessKey\" : \"%s\"}}",
        "{\"StandardOutputContent\":\"AWS_SECRET_ACCESS_KEY=%s\\nrest\"}",
        "{\"StandardOutputContent\":\"{\\\"SessionToken\\\": \\\"%s\\\"}\"}",
        "<Credentials><SecretAccessKey>%s</SecretAccessKey></Credentials>",
        "<Credentials><SessionToken>%s</SessionToken></Credentials>",
        "aws_session_token = %s"
      })
  void areTakenOutAndTheRestStays(String text) {
    assertThat(Secrets.without(text.formatted(SECRET))).isEqualTo(text.formatted(Secrets.REPLACED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"NextToken\":\"abcdefghijkl\"}", "<nextToken>abcdefghijkl</nextToken>"})
  void areNotWhatTellsHowToGoOn(String text) {
    assertThat(Secrets.without(text)).isEqualTo(text);
  }

  @Test
  void areOnNoTapeAndItsEvidenceIsThatOfTheAnswer() throws Exception {
    byte[] body = ("{\"TokenValue\":\"" + SECRET + "\"}").getBytes(StandardCharsets.UTF_8);
    BufferedResponse answer =
        new BufferedResponse(
            SdkHttpResponse.builder().statusCode(200).build(), body, "host", Instant.EPOCH);

    String line = TapeLine.JSON.writeValueAsString(TapeLine.Said.of(1, answer));
    BufferedResponse played = TapeLine.JSON.readValue(line, TapeLine.Said.class).answer();

    assertThat(line).doesNotContain(SECRET);
    assertThat(played.digest()).isEqualTo(answer.digest());
  }
}
