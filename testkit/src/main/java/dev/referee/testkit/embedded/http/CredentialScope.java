package dev.referee.testkit.embedded.http;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a SigV4 signature: access key, Region and service.
 *
 * @param accessKeyId the key that signed
 * @param region the Region that it was signed for
 * @param service the service's signing name
 */
public record CredentialScope(String accessKeyId, String region, String service) {
  private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^,\\s]+)");

  /** Returns the scope of a request, signed in its header or in its URL; null if unsigned. */
  public static @Nullable CredentialScope of(WireRequest request) {
    String authorization = request.header("authorization");
    if (authorization != null) {
      Matcher credential = CREDENTIAL.matcher(authorization);
      return credential.find() ? parse(credential.group(1)) : null;
    }
    String presigned = Iterables.getFirst(request.query().get("X-Amz-Credential"), null);
    return presigned == null ? null : parse(presigned);
  }

  private static @Nullable CredentialScope parse(String credential) {
    List<String> parts = Splitter.on('/').splitToList(credential);
    return parts.size() == 5 ? new CredentialScope(parts.get(0), parts.get(2), parts.get(3)) : null;
  }
}
