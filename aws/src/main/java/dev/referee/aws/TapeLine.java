package dev.referee.aws;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * A line of a tape; exactly one component is set.
 *
 * @param tape the first line
 * @param account a recorded account
 * @param answer a response of AWS
 * @param call the result of one call of one check
 * @param note a note
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TapeLine(
    @Nullable Head tape,
    @Nullable Place account,
    @Nullable Said answer,
    @Nullable Call call,
    @Nullable Note note) {
  static final int VERSION = 1;
  static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The headers that are needed to understand a response; none is a secret. */
  private static final Set<String> HEADERS =
      Set.of(
          "content-type", "x-amzn-requestid", "x-amz-request-id", "x-amzn-errortype", "audit-id");

  /** The first line of a tape, which describes it. */
  record Head(int version, String sweep) {}

  /** The identity of an account on a tape. */
  record Place(
      String concurrencyKey, @Nullable String id, String source, @Nullable String endpoint) {}

  /** A note, without effect on the replay. */
  record Note(String name, String text) {}

  /**
   * A numbered response, with its body as text if possible, without tokens and keys. The digest is
   * that of the original body; null if nothing was removed.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Said(
      int number,
      int status,
      Map<String, List<String>> headers,
      String host,
      String at,
      @Nullable String text,
      @Nullable String base64,
      @Nullable String digest) {

    static Said of(int number, BufferedResponse answer) {
      Map<String, List<String>> kept = new TreeMap<>();
      answer
          .headers()
          .forEach(
              (name, values) -> {
                if (HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                  kept.put(name, values);
                }
              });
      @Nullable String text = text(answer.body());
      @Nullable String withoutSecrets = text == null ? null : Secrets.without(text);
      return new Said(
          number,
          answer.status(),
          kept,
          answer.host(),
          answer.at().toString(),
          withoutSecrets,
          text != null ? null : Base64.getEncoder().encodeToString(answer.body()),
          Objects.equals(withoutSecrets, text) ? null : answer.digest());
    }

    BufferedResponse answer() {
      byte[] body =
          text != null
              ? text.getBytes(StandardCharsets.UTF_8)
              : Base64.getDecoder().decode(base64 == null ? "" : base64);
      SdkHttpResponse head = SdkHttpResponse.builder().statusCode(status).headers(headers).build();
      return new BufferedResponse(head, body, host, Instant.parse(at), digest);
    }

    private static @Nullable String text(byte[] body) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      } catch (CharacterCodingException e) {
        return null;
      }
    }
  }

  /** The result of a call: a response, or why nothing could be seen, or both. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Call(
      String run,
      String concurrencyKey,
      String question,
      @Nullable Integer answer,
      @Nullable String requestId,
      @Nullable Cause cause,
      @Nullable String why,
      @Nullable String remedy) {

    @Nullable Inconclusive failure() {
      return cause == null
          ? null
          : new Inconclusive(cause, String.valueOf(why), remedy == null ? "" : remedy, null);
    }
  }
}
