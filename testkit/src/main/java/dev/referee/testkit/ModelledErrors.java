package dev.referee.testkit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The errors that AWS's model lists for an operation. In the SDK they are the exceptions that the
 * client's method declares. EC2's model lists none.
 */
final class ModelledErrors {
  private static final Map<String, Class<? extends AwsClient>> CLIENTS =
      Map.of(
          "autoscaling", AutoScalingClient.class,
          "cloudformation", CloudFormationClient.class,
          "ec2", Ec2Client.class,
          "elasticloadbalancing", ElasticLoadBalancingV2Client.class,
          "iam", IamClient.class,
          "kms", KmsClient.class,
          "ssm", SsmClient.class,
          "sts", StsClient.class);

  /** The errors whose code ends with Exception. For all others the SDK adds this suffix. */
  private static final Set<String> WHOLE = Set.of("DoesNotExistException");

  private static final Map<String, List<String>> CODES = new ConcurrentHashMap<>();

  private ModelledErrors() {}

  /** Returns the codes of the errors of an operation, as in responses. */
  static List<String> codes(ReceivedCall call) {
    return CODES.computeIfAbsent(call.service() + ":" + call.operation(), any -> read(call));
  }

  private static List<String> read(ReceivedCall call) {
    Class<? extends AwsClient> client = CLIENTS.get(call.service());
    return client == null
        ? List.of()
        : Arrays.stream(client.getMethods())
            .filter(method -> isOperation(method, call.operation()))
            .flatMap(method -> Arrays.stream(method.getExceptionTypes()))
            .filter(ModelledErrors::isModelled)
            .map(error -> code(call.service(), error.getSimpleName()))
            .distinct()
            .sorted()
            .toList();
  }

  private static boolean isOperation(Method method, String operation) {
    return method.getName().toLowerCase(Locale.ROOT).equals(operation.toLowerCase(Locale.ROOT))
        && method.getParameterCount() == 1
        && AwsRequest.class.isAssignableFrom(method.getParameterTypes()[0]);
  }

  /**
   * The base exception of the service and the general ones of the SDK are not errors of an
   * operation.
   */
  private static boolean isModelled(Class<?> error) {
    return AwsServiceException.class.isAssignableFrom(error)
        && error != AwsServiceException.class
        && error.getSuperclass() != AwsServiceException.class;
  }

  private static String code(String service, String exception) {
    if (service.equals("kms")) {
      return exception.replaceFirst("^Kms", "KMS");
    }
    return WHOLE.contains(exception) ? exception : exception.replaceAll("(Exception|Fault)$", "");
  }
}
