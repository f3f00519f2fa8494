package dev.referee.testkit.embedded.elbv2;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Cipher;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SslPolicy;

/**
 * The security policies of HTTPS and TLS listeners that AWS predefines.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html">Security
 *     policies for your Application Load Balancer</a>
 */
final class SslPolicies {
  /** The policy of a listener that is created without one. */
  static final String STANDARD = "ELBSecurityPolicy-2016-08";

  private static final int PAGE = 400;
  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1");

  /**
   * The ciphers in AWS's order, each with the sets that have it: 3 for TLS 1.3, g for forward
   * secrecy with GCM, f for forward secrecy with SHA-2, s for forward secrecy with SHA-1, r for RSA
   * with SHA-2, o for RSA with SHA-1.
   */
  private static final Map<String, String> CIPHERS =
      ImmutableMap.<String, String>builder()
          .put("TLS_AES_128_GCM_SHA256", "3")
          .put("TLS_AES_256_GCM_SHA384", "3")
          .put("TLS_CHACHA20_POLY1305_SHA256", "3")
          .put("ECDHE-ECDSA-AES128-GCM-SHA256", "g")
          .put("ECDHE-RSA-AES128-GCM-SHA256", "g")
          .put("ECDHE-ECDSA-AES128-SHA256", "f")
          .put("ECDHE-RSA-AES128-SHA256", "f")
          .put("ECDHE-ECDSA-AES128-SHA", "s")
          .put("ECDHE-RSA-AES128-SHA", "s")
          .put("ECDHE-ECDSA-AES256-GCM-SHA384", "g")
          .put("ECDHE-RSA-AES256-GCM-SHA384", "g")
          .put("ECDHE-ECDSA-AES256-SHA384", "f")
          .put("ECDHE-RSA-AES256-SHA384", "f")
          .put("ECDHE-RSA-AES256-SHA", "s")
          .put("ECDHE-ECDSA-AES256-SHA", "s")
          .put("AES128-GCM-SHA256", "r")
          .put("AES128-SHA256", "r")
          .put("AES128-SHA", "o")
          .put("AES256-GCM-SHA384", "r")
          .put("AES256-SHA256", "r")
          .put("AES256-SHA", "o")
          .buildOrThrow();

  /** The first and the last version of TLS of each policy, and its sets of ciphers. */
  private static final Map<String, SslPolicy> BY_NAME =
      read(
          """
          ELBSecurityPolicy-2016-08 1 3 gfsro
          ELBSecurityPolicy-TLS-1-1-2017-01 1 2 gfsro
          ELBSecurityPolicy-TLS-1-2-2017-01 1 1 gfr
          ELBSecurityPolicy-TLS-1-2-Ext-2018-06 1 1 gfsro
          ELBSecurityPolicy-FS-2018-06 1 3 gfs
          ELBSecurityPolicy-FS-1-1-2019-08 1 2 gfs
          ELBSecurityPolicy-FS-1-2-2019-08 1 1 gfs
          ELBSecurityPolicy-FS-1-2-Res-2019-08 1 1 gf
          ELBSecurityPolicy-FS-1-2-Res-2020-10 1 1 g
          ELBSecurityPolicy-TLS13-1-0-2021-06 0 3 3gfsro
          ELBSecurityPolicy-TLS13-1-1-2021-06 0 2 3gfsro
          ELBSecurityPolicy-TLS13-1-2-2021-06 0 1 3gf
          ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06 0 1 3gfr
          ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06 0 1 3gfsro
          ELBSecurityPolicy-TLS13-1-2-Res-2021-06 0 1 3g
          ELBSecurityPolicy-TLS13-1-3-2021-06 0 0 3
          """);

  private SslPolicies() {}

  private static Map<String, SslPolicy> read(String table) {
    ImmutableMap.Builder<String, SslPolicy> policies = ImmutableMap.builder();
    table
        .lines()
        .map(line -> Splitter.on(' ').splitToList(line))
        .forEach(
            row -> {
              int first = Integer.parseInt(row.get(1));
              int last = Integer.parseInt(row.get(2));
              policies.put(
                  row.get(0),
                  SslPolicy.builder()
                      .name(row.get(0))
                      .sslProtocols(VERSIONS.subList(first, last + 1))
                      .ciphers(ciphers(row.get(3)))
                      .supportedLoadBalancerTypes("application", "network")
                      .build());
            });
    return policies.buildOrThrow();
  }

  private static List<Cipher> ciphers(String sets) {
    List<Cipher> ciphers = new ArrayList<>();
    CIPHERS.forEach(
        (name, set) -> {
          if (sets.contains(set)) {
            ciphers.add(Cipher.builder().name(name).priority(ciphers.size() + 1).build());
          }
        });
    return ciphers;
  }

  static SslPolicy get(@Nullable String name) {
    SslPolicy found = name == null ? null : BY_NAME.get(name);
    if (found == null) {
      throw LoadBalancing.error("SSLPolicyNotFound", "SSL policy '" + name + "' not found");
    }
    return found;
  }

  static DescribeSslPoliciesResponse describe(DescribeSslPoliciesRequest request, Call call) {
    List<SslPolicy> selected =
        request.names().isEmpty()
            ? List.copyOf(BY_NAME.values())
            : request.names().stream().distinct().map(SslPolicies::get).toList();
    Page<SslPolicy> page =
        Page.of(
            selected.stream()
                .filter(
                    policy ->
                        request.loadBalancerType() == null
                            || policy
                                .supportedLoadBalancerTypes()
                                .contains(request.loadBalancerTypeAsString()))
                .toList(),
            request.pageSize() == null ? PAGE : request.pageSize(),
            request.marker(),
            call);
    return DescribeSslPoliciesResponse.builder()
        .sslPolicies(page.items())
        .nextMarker(page.next())
        .build();
  }
}
