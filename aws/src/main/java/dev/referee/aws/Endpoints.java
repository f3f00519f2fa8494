package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The allowed endpoints: the one that the embedding program set, or else those of AWS. An
 * environment variable or a profile never redirects a judgement.
 */
final class Endpoints {
  /** AWS's own domains in addition to that of each partition. */
  private static final Set<String> MORE = Set.of("api.aws", "api.amazonwebservices.com.cn");

  private final boolean given;
  private final String domain;

  Endpoints(boolean given, Region region) {
    this.given = given;
    this.domain = PartitionMetadata.of(region).dnsSuffix();
  }

  void require(String host) {
    if (!given && !isAws(host)) {
      throw new Inconclusive(
          Cause.MISCONFIGURED,
          "A setting of this machine redirects AWS calls to %s; nothing was sent".formatted(host),
          "Unset AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_<SERVICE>, aws.endpointUrl and endpoint_url. If"
              + " the endpoint is intended, set it on the account.",
          null);
    }
  }

  private boolean isAws(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return Stream.concat(Stream.of(domain), MORE.stream())
        .anyMatch(suffix -> name.endsWith("." + suffix));
  }
}
