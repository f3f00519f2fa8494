package dev.referee.testkit.embedded.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import com.google.common.hash.Hashing;
import com.google.common.net.PercentEscaper;
import dev.referee.testkit.embedded.common.AwsError;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A verifier of the signature and the age of presigned requests, as used for EKS logins. Like STS,
 * it takes a URL for a quarter of an hour, whatever {@code X-Amz-Expires} says.
 *
 * @param request the request
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create
 *     a signed AWS API request</a>
 */
public record PresignedUrl(WireRequest request) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final int DAY = "yyyyMMdd".length();
  private static final String SIGNATURE = "X-Amz-Signature";
  private static final Duration VALID = Duration.ofMinutes(15);
  private static final Duration AHEAD = Duration.ofMinutes(5);
  private static final PercentEscaper RFC_3986 = new PercentEscaper("-._~", false);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Returns the URL's signature; null if a request is not signed in its URL. */
  public static @Nullable PresignedUrl of(WireRequest request) {
    return request.header("authorization") == null && request.query().containsKey(SIGNATURE)
        ? new PresignedUrl(request)
        : null;
  }

  /** Returns the token of the session that signed; null if there is none. */
  public @Nullable String sessionToken() {
    return parameter("X-Amz-Security-Token");
  }

  /** Refuses a URL that was signed otherwise, too long ago, or in the future. */
  public void check(String secret, Instant now) {
    String algorithm = Objects.requireNonNullElse(parameter("X-Amz-Algorithm"), "");
    if (!algorithm.equals(ALGORITHM)) {
      throw new AwsError(
          400, "IncompleteSignature", "Unsupported AWS 'algorithm': '" + algorithm + "'.");
    }
    Instant signed = signed();
    if (signed.plus(VALID).isBefore(now)) {
      throw refused(
          "Signature expired: %s is now earlier than %s (%s - 15 min.)"
              .formatted(DATE.format(signed), DATE.format(now.minus(VALID)), DATE.format(now)));
    }
    if (signed.minus(AHEAD).isAfter(now)) {
      throw refused(
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(DATE.format(signed), DATE.format(now.plus(AHEAD)), DATE.format(now)));
    }
    String date = Objects.requireNonNullElse(parameter("X-Amz-Date"), "");
    String scoped = scope().get(0);
    if (!scoped.equals(date.substring(0, DAY))) {
      throw refused(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP:"
              + " '%s' != '%s', from '%s'.".formatted(scoped, date.substring(0, DAY), date));
    }
    if (!signedHeaders().contains("host")) {
      throw refused("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    byte[] given = Objects.requireNonNullElse(parameter(SIGNATURE), "").getBytes(UTF_8);
    if (!MessageDigest.isEqual(given, signature(secret).getBytes(UTF_8))) {
      throw refused(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
  }

  private Instant signed() {
    try {
      return DATE.parse(Objects.requireNonNullElse(parameter("X-Amz-Date"), ""), Instant::from);
    } catch (DateTimeException notADate) {
      throw new AwsError(
          400,
          "IncompleteSignature",
          "Date must be in ISO-8601 'basic format'. Got '" + parameter("X-Amz-Date") + "'.");
    }
  }

  private static AwsError refused(String message) {
    return new AwsError(403, "SignatureDoesNotMatch", message);
  }

  private @Nullable String parameter(String name) {
    return Iterables.getFirst(request.query().get(name), null);
  }

  private List<String> scope() {
    List<String> credential =
        Splitter.on('/').splitToList(Objects.requireNonNullElse(parameter("X-Amz-Credential"), ""));
    return credential.subList(1, credential.size());
  }

  private String signature(String secret) {
    List<String> scope = scope();
    String text =
        Joiner.on('\n')
            .join(
                ALGORITHM,
                Objects.requireNonNullElse(parameter("X-Amz-Date"), ""),
                Joiner.on('/').join(scope),
                Hashing.sha256().hashString(canonical(), UTF_8));
    byte[] key = ("AWS4" + secret).getBytes(UTF_8);
    for (String part : scope) {
      key = Hashing.hmacSha256(key).hashString(part, UTF_8).asBytes();
    }
    return Hashing.hmacSha256(key).hashString(text, UTF_8).toString();
  }

  /** Returns the canonical request: what was signed of it. */
  private String canonical() {
    String query =
        request.query().entries().stream()
            .filter(parameter -> !parameter.getKey().equals(SIGNATURE))
            .map(entry -> RFC_3986.escape(entry.getKey()) + "=" + RFC_3986.escape(entry.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    String headers =
        signedHeaders().stream()
            .map(name -> name + ":" + header(name) + "\n")
            .collect(Collectors.joining());
    return Joiner.on('\n')
        .join(
            request.method(),
            request.path().isEmpty() ? "/" : request.path(),
            query,
            headers,
            Joiner.on(';').join(signedHeaders()),
            Hashing.sha256().hashBytes(request.body().asByteArray()));
  }

  private List<String> signedHeaders() {
    return Splitter.on(';')
        .splitToList(Objects.requireNonNullElse(parameter("X-Amz-SignedHeaders"), ""));
  }

  private String header(String name) {
    return Objects.requireNonNullElse(request.header(name), "").strip().replaceAll(" +", " ");
  }
}
