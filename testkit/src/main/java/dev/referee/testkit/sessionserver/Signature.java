package dev.referee.testkit.sessionserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.testkit.sessionserver.MessageService.Upgrade;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Recomputes the signature of a request from what arrived of it, as the service does (SigV4). */
public final class Signature {
  private static final Pattern AUTHORIZATION =
      Pattern.compile("AWS4-HMAC-SHA256 Credential=[^/]+/(.+?), SignedHeaders=(.+?), Signature=.*");

  private Signature() {}

  /**
   * Returns the signature that a request ought to have.
   *
   * @param upgrade what arrived of it
   * @param secretKey the secret key of who sent it
   */
  public static String of(Upgrade upgrade, String secretKey) {
    Matcher authorization = AUTHORIZATION.matcher(upgrade.headers().get("Authorization"));
    if (!authorization.matches()) {
      throw new IllegalArgumentException("The request is not signed");
    }
    String scope = authorization.group(1);
    List<String> signed = List.of(authorization.group(2).split(";"));
    int question = upgrade.resource().indexOf('?');
    String canonical =
        String.join(
            "\n",
            "GET",
            upgrade.resource().substring(0, question),
            Stream.of(upgrade.resource().substring(question + 1).split("&"))
                .sorted()
                .collect(Collectors.joining("&")),
            signed.stream()
                .map(name -> name + ":" + header(upgrade, name).strip() + "\n")
                .collect(Collectors.joining()),
            authorization.group(2),
            hex(AgentMessage.sha256(new byte[0])));
    String text =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            upgrade.headers().get("X-Amz-Date"),
            scope,
            hex(AgentMessage.sha256(canonical.getBytes(UTF_8))));
    byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
    for (String part : Arrays.asList(scope.split("/"))) {
      key = hmac(key, part);
    }
    return hex(hmac(key, text));
  }

  private static String header(Upgrade upgrade, String name) {
    return Objects.requireNonNull(upgrade.headers().get(name), name);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
