package dev.referee.testkit.embedded;

import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Names the resources that a request is about, as policies name them.
 *
 * <p>An operation that only lists, and one whose request names no resource, is about {@code *}.
 *
 * @param service the service that is called
 * @param operation the operation
 * @param call who calls
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">Actions,
 *     resources, and condition keys for AWS services</a>
 */
record RequestedResources(Service service, String operation, Call call) {
  private static final Pattern ID = Pattern.compile("([a-z]+(?:-attach)?)-[0-9a-f]{8,17}");

  /** The types of EC2's resources by the beginnings of their ids. */
  private static final Map<String, String> TYPES =
      ImmutableMap.<String, String>builder()
          .put("acl", "network-acl")
          .put("ami", "image")
          .put("eigw", "egress-only-internet-gateway")
          .put("eipalloc", "elastic-ip")
          .put("eni", "network-interface")
          .put("i", "instance")
          .put("igw", "internet-gateway")
          .put("lt", "launch-template")
          .put("nat", "natgateway")
          .put("pcx", "vpc-peering-connection")
          .put("pl", "prefix-list")
          .put("rtb", "route-table")
          .put("sg", "security-group")
          .put("sgr", "security-group-rule")
          .put("subnet", "subnet")
          .put("tgw", "transit-gateway")
          .put("tgw-attach", "transit-gateway-attachment")
          .put("vol", "volume")
          .put("vpc", "vpc")
          .put("vpce", "vpc-endpoint")
          .buildOrThrow();

  List<String> of(SdkPojo request) {
    if (lists()) {
      return List.of("*");
    }
    Set<String> resources = new LinkedHashSet<>();
    switch (service.signingName()) {
      case "iam" -> named(request, Map.of("RoleName", "role", "UserName", "user"), resources);
      case "ssm" -> systemsManager(request, resources);
      case "autoscaling" ->
          add(
              request,
              "AutoScalingGroupName",
              regional("autoscaling") + "autoScalingGroup:*:autoScalingGroupName/",
              resources);
      case "cloudformation" -> stack(request, resources);
      default -> {}
    }
    if (resources.isEmpty()) {
      walk(request, resources);
    }
    return resources.isEmpty() ? List.of("*") : List.copyOf(resources);
  }

  private boolean lists() {
    return switch (service.signingName()) {
      case "ec2", "autoscaling", "elasticloadbalancing" -> operation.startsWith("Describe");
      case "ssm" -> operation.startsWith("DescribeInstance") || operation.startsWith("List");
      default -> operation.startsWith("List") && !service.signingName().equals("iam");
    };
  }

  private String regional(String name) {
    return "arn:aws:" + name + ":" + call.region() + ":" + call.accountId() + ":";
  }

  private void named(SdkPojo request, Map<String, String> kinds, Set<String> resources) {
    IamState iam = IamState.of(call);
    kinds.forEach(
        (member, kind) -> {
          if (Members.member(request, member) instanceof String name) {
            IamRole role = kind.equals("role") ? iam.roles().get(name) : null;
            resources.add(role == null ? IamState.arn(call, kind, null, name) : role.role().arn());
          }
        });
  }

  /** Adds the stack, whose ARN ends with an id; one that is not there yet has any. */
  private void stack(SdkPojo request, Set<String> resources) {
    if (Members.member(request, "StackName") instanceof String name) {
      StackRecord stack = CloudFormation.of(call).find(name);
      String any = regional("cloudformation") + "stack/" + name + "/*";
      resources.add(stack != null ? stack.id() : name.startsWith("arn:") ? name : any);
    }
  }

  private void systemsManager(SdkPojo request, Set<String> resources) {
    walk(request, resources);
    document(request, operation.contains("Document") ? "Name" : "DocumentName", resources);
    add(request, "SessionId", regional("ssm") + "session/", resources);
    if (operation.contains("Parameter")) {
      add(request, "Name", regional("ssm") + "parameter/", resources);
    }
  }

  /** Adds a document; the ARNs of Amazon's own name no account. */
  private void document(SdkPojo request, String member, Set<String> resources) {
    boolean amazons =
        Members.member(request, member) instanceof String name && name.startsWith("AWS-");
    String owner = amazons ? "arn:aws:ssm:" + call.region() + "::" : regional("ssm");
    add(request, member, owner + "document/", resources);
  }

  private static void add(SdkPojo request, String member, String prefix, Set<String> resources) {
    if (Members.member(request, member) instanceof String name) {
      String plain = name.startsWith("/") ? name.substring(1) : name;
      resources.add(name.startsWith("arn:") ? name : prefix + plain);
    }
  }

  /** Adds each ARN and each of EC2's ids that the request holds, whatever member it stands in. */
  private void walk(@Nullable Object value, Set<String> resources) {
    if (value instanceof SdkPojo pojo) {
      for (SdkField<?> field : pojo.sdkFields()) {
        if (!field.memberName().startsWith("Tag")) {
          walk(Pojos.valueOf(field, pojo), resources);
        }
      }
    } else if (value instanceof Collection<?> list) {
      list.forEach(entry -> walk(entry, resources));
    } else if (value instanceof String text) {
      String arn = text.startsWith("arn:aws:") ? text : ofId(text);
      if (arn != null) {
        resources.add(arn);
      }
    }
  }

  private @Nullable String ofId(String text) {
    Matcher id = ID.matcher(text);
    String type = id.matches() ? TYPES.get(id.group(1)) : null;
    if (type == null) {
      return null;
    }
    String owner = type.equals("image") ? "" : call.accountId();
    return "arn:aws:ec2:" + call.region() + ":" + owner + ":" + type + "/" + text;
  }
}
