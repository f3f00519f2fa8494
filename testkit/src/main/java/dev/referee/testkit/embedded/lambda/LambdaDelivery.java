package dev.referee.testkit.embedded.lambda;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.EventTarget;
import java.util.List;

/** The invocation of functions by other services, which do not wait for the response. */
final class LambdaDelivery implements EventTarget {
  private static final int ACCOUNT = 4;
  private static final int REGION = 3;

  @Override
  public String servicePrefix() {
    return "lambda";
  }

  @Override
  public DeliveryResult deliver(
      String arn, String json, String servicePrincipal, String sourceArn, Call call) {
    List<String> parts = Splitter.on(':').splitToList(arn);
    if (parts.size() < 7 || !parts.get(ACCOUNT).equals(call.accountId())) {
      return failed("The embedded account invokes no functions of other accounts.");
    }
    Call there =
        new Call(
            call.accountId(), parts.get(REGION), call.principalArn(), call.store(), call.clock());
    FunctionName name = FunctionName.of(arn);
    FunctionRecord function = Lambda.of(there).functions.get(name.name());
    if (function == null || function.version(name.qualifier()) == null) {
      return failed("Function not found: " + arn);
    }
    if (!servicePrincipal.isEmpty()
        && !allows(function, name, servicePrincipal, sourceArn, there)) {
      return failed(
          "The policy of %s does not allow lambda:InvokeFunction to %s."
              .formatted(arn, servicePrincipal));
    }
    AsyncInvocations.send(function, name.qualifier(), json, there);
    return new DeliveryResult(true, "");
  }

  private static boolean allows(
      FunctionRecord function, FunctionName name, String service, String sourceArn, Call call) {
    String policy = function.policy(name.qualifier());
    return policy != null
        && ResourcePolicy.of(policy)
            .allowsService(
                service,
                "lambda:InvokeFunction",
                name.arn(call),
                ResourcePolicy.serviceContext(service, sourceArn, call.accountId()));
  }

  private static DeliveryResult failed(String reason) {
    return new DeliveryResult(false, reason);
  }
}
