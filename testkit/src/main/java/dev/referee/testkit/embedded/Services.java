package dev.referee.testkit.embedded;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableMap;
import dev.referee.testkit.embedded.autoscaling.AutoScalingService;
import dev.referee.testkit.embedded.cloudformation.CloudFormation;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.ec2.Ec2Service;
import dev.referee.testkit.embedded.elbv2.LoadBalancingService;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.kms.KmsService;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.ssm.DataChannels;
import dev.referee.testkit.embedded.ssm.SsmService;
import dev.referee.testkit.embedded.sts.Sts;
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
public final class Services {
  private final Map<String, Supplier<Service>> bySigningName;

  public Services(Accounts accounts, DataChannels channels) {
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
  public @Nullable Service signedFor(String name) {
    Supplier<Service> service = bySigningName.get(name);
    return service == null ? null : service.get();
  }
}
