package dev.referee.testkit.embedded;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A registry of the services of a cloud, by signing name.
 *
 * <p>A service is set up when it is first called: few callers need all of them, and what each drags
 * in of the SDK is most of what starting a cloud costs.
 */
final class Services {
  private final Map<String, Supplier<Service>> bySigningName;

  Services(Accounts accounts, DataChannels channels) {
    this.bySigningName =
        ImmutableMap.of(
            "ssm", Suppliers.memoize(() -> SsmService.create(channels)),
            "kms", Suppliers.memoize(KmsService::create),
            "sts", Suppliers.memoize(() -> Sts.service(accounts)),
            "iam", Suppliers.memoize(() -> Iam.service(accounts)),
            "cloudformation",
                Suppliers.memoize(() -> CloudFormation.service(channels, this::signedFor)),
            "ec2", Suppliers.memoize(Ec2Service::create),
            "autoscaling", Suppliers.memoize(AutoScalingService::create),
            "elasticloadbalancing", Suppliers.memoize(LoadBalancingService::create));
  }

  /** Returns the names that calls of the services are signed for. */
  Set<String> names() {
    return bySigningName.keySet();
  }

  /** Returns a service; null when this cloud does not have it. */
  @Nullable Service signedFor(String name) {
    Supplier<Service> service = bySigningName.get(name);
    return service == null ? null : service.get();
  }
}
