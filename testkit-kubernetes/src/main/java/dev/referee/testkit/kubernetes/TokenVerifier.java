package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import dev.referee.testkit.EmbeddedAccount;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * A verifier of EKS's bearer tokens, each a presigned GetCallerIdentity of STS, by the rules of
 * aws-iam-authenticator.
 *
 * @see <a
 *     href="https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go">
 *     pkg/token/token.go</a>
 */
final class TokenVerifier {
  static final String PREFIX = "k8s-aws-v1.";
  private static final String CLUSTER = "x-k8s-aws-id";
  private static final int MOST_BYTES = 4096;
  private static final int MOST_SECONDS = 900;
  private static final Duration VALID = Duration.ofMinutes(15);
  private static final Pattern STS =
      Pattern.compile("sts(-fips)?(\\.[a-z0-9-]+)?\\.amazonaws\\.com(\\.cn)?");
  private static final Set<String> PARAMETERS =
      Set.of(
          "action",
          "version",
          "x-amz-algorithm",
          "x-amz-credential",
          "x-amz-date",
          "x-amz-expires",
          "x-amz-security-token",
          "x-amz-signature",
          "x-amz-signedheaders");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern ARN = Pattern.compile("<Arn>([^<]*)</Arn>");
  private static final Pattern USER_ID = Pattern.compile("<UserId>([^<]*)</UserId>");

  private final EmbeddedAccount account;
  private final String cluster;

  TokenVerifier(EmbeddedAccount account, String cluster) {
    this.account = account;
    this.cluster = cluster;
  }

  /** Thrown when a token is refused. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
      super(reason);
    }
  }

  /** Returns the principal that signed a token. */
  CallerIdentity verify(String token) throws RefusedException {
    require(token.length() <= MOST_BYTES, "The token is too large");
    URI url = url(token);
    require(isSts(url), "Unexpected host " + url.getScheme() + "://" + url.getAuthority());
    require(url.getPath().equals("/"), "Unexpected path " + url.getPath());
    Map<String, String> query = parameters(url);
    require(
        query.getOrDefault("action", "").equals("GetCallerIdentity"),
        "Unexpected action " + query.get("action"));
    require(
        Splitter.on(';')
            .splitToStream(query.getOrDefault("x-amz-signedheaders", ""))
            .anyMatch(name -> Ascii.equalsIgnoreCase(name, CLUSTER)),
        "The header " + CLUSTER + " is not signed");
    requireRecent(query);
    String key = Splitter.on('/').splitToList(query.getOrDefault("x-amz-credential", "")).get(0);
    String answer = ask(url);
    return new CallerIdentity(found(ARN, answer), found(USER_ID, answer), key);
  }

  private static void require(boolean holds, String otherwise) throws RefusedException {
    if (!holds) {
      throw new RefusedException(otherwise);
    }
  }

  private static URI url(String token) throws RefusedException {
    try {
      URI url =
          URI.create(
              new String(Base64.getUrlDecoder().decode(token.substring(PREFIX.length())), UTF_8));
      require(url.getScheme() != null && url.getAuthority() != null, "The token is no URL");
      return url;
    } catch (IllegalArgumentException malformed) {
      throw new RefusedException("The token is no encoded URL: " + malformed.getMessage());
    }
  }

  /** Says whether a URL is one of AWS's own endpoints of STS, or the embedded account's. */
  private boolean isSts(URI url) {
    boolean ofAws = url.getScheme().equals("https") && STS.matcher(url.getAuthority()).matches();
    boolean embedded =
        url.getScheme().equals(account.endpoint().getScheme())
            && url.getAuthority().equals(account.endpoint().getAuthority());
    return ofAws || embedded;
  }

  private static Map<String, String> parameters(URI url) throws RefusedException {
    Map<String, String> parameters = new HashMap<>();
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    for (String pair : Splitter.on('&').omitEmptyStrings().split(query)) {
      List<String> parts = Splitter.on('=').limit(2).splitToList(pair);
      String name = Ascii.toLowerCase(URLDecoder.decode(parts.get(0), UTF_8));
      require(PARAMETERS.contains(name), "Unexpected parameter " + name);
      String value = parts.size() == 1 ? "" : URLDecoder.decode(parts.get(1), UTF_8);
      require(parameters.put(name, value) == null, "The parameter " + name + " comes twice");
    }
    return parameters;
  }

  private void requireRecent(Map<String, String> query) throws RefusedException {
    String expires = query.getOrDefault("x-amz-expires", "");
    require(
        expires.matches("[0-9]{1,3}") && Integer.parseInt(expires) <= MOST_SECONDS,
        "X-Amz-Expires is not between 0 and 900");
    try {
      Instant signed = DATE.parse(query.getOrDefault("x-amz-date", ""), Instant::from);
      require(
          !account.clock().instant().isAfter(signed.plus(VALID)), "The token is older than 15 min");
    } catch (DateTimeException malformed) {
      throw new RefusedException("X-Amz-Date is no date: " + malformed.getMessage());
    }
  }

  /** Asks STS whose signature it is; what was signed for another cluster has another signature. */
  private String ask(URI url) throws RefusedException {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(url)
            .putHeader("Host", url.getAuthority())
            .putHeader(CLUSTER, cluster)
            .build();
    try {
      HttpExecuteResponse answer =
          account
              .http()
              .prepareRequest(HttpExecuteRequest.builder().request(request).build())
              .call();
      try (InputStream body = answer.responseBody().orElseThrow()) {
        String text = new String(body.readAllBytes(), UTF_8);
        require(answer.httpResponse().isSuccessful(), "STS refuses the signature: " + text);
        return text;
      }
    } catch (IOException e) {
      throw new RefusedException("STS does not answer: " + e.getMessage());
    }
  }

  private static String found(Pattern member, String answer) throws RefusedException {
    Matcher found = member.matcher(answer);
    require(found.find(), "STS answers something else");
    return found.group(1);
  }
}
