package dev.referee.testkit.embedded;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
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
 * Names the permissions that a request needs, with the resources as policies name them.
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

  private static final Pattern POLICY_GROUP =
      Pattern.compile(":autoScalingGroupName/(.+):policyName/");

  List<NeededPermission> of(SdkPojo request) {
    String action = service.signingName() + ":" + operation;
    if (lists()) {
      return List.of(new NeededPermission(action, "*"));
    }
    if (service.signingName().equals("ec2")) {
      return new RequestedEc2Resources(operation, call).of(request);
    }
    Set<String> resources = new LinkedHashSet<>();
    switch (service.signingName()) {
      case "iam" -> new RequestedIamResources(operation, call).add(request, resources);
      case "ssm" -> systemsManager(request, resources);
      case "autoscaling" -> autoScaling(request, resources);
      case "cloudformation" -> stack(request, resources);
      case "elasticloadbalancing" -> loadBalancing(request, resources);
      case "kms" -> keys(request, resources);
      default -> walk(request, resources);
    }
    if (resources.isEmpty()) {
      resources.add("*");
    }
    ListMultimap<String, String> tags = RequestTags.of(request);
    return resources.stream()
        .map(it -> new NeededPermission(action, it, tags).with(keys(request, it)))
        .toList();
  }

  private boolean lists() {
    return switch (service.signingName()) {
      case "ec2", "autoscaling", "elasticloadbalancing" ->
          operation.startsWith("Describe") && !RequestedEc2Resources.isKnown(operation);
      case "ssm" -> operation.startsWith("DescribeInstance") || operation.startsWith("List");
      case "kms" -> Set.of("ListAliases", "ListKeys", "ListRetirableGrants").contains(operation);
      default -> operation.startsWith("List") && !service.signingName().equals("iam");
    };
  }

  private String regional(String name) {
    return "arn:aws:" + name + ":" + call.region() + ":" + call.accountId() + ":";
  }

  /** Returns the condition keys of a request that belong to its service. */
  private ListMultimap<String, String> keys(SdkPojo request, String resource) {
    return switch (service.signingName()) {
      case "iam" -> new RequestedIamResources(operation, call).keys(request, resource);
      case "sts" -> {
        ImmutableListMultimap.Builder<String, String> keys = ImmutableListMultimap.builder();
        if (SdkFieldCopier.member(request, "ExternalId") instanceof String id) {
          keys.put("sts:ExternalId", id);
        }
        if (SdkFieldCopier.member(request, "RoleSessionName") instanceof String name) {
          keys.put("sts:RoleSessionName", name);
        }
        yield keys.build();
      }
      case "cloudformation" ->
          SdkFieldCopier.member(request, "RoleARN") instanceof String role
              ? ImmutableListMultimap.of("cloudformation:RoleArn", role)
              : ImmutableListMultimap.of();
      case "kms" -> ImmutableListMultimap.of("kms:CallerAccount", call.accountId());
      default -> ImmutableListMultimap.of();
    };
  }

  /** Adds the stack, whose ARN ends with an id; one that is not there yet has any. */
  private void stack(SdkPojo request, Set<String> resources) {
    if (SdkFieldCopier.member(request, "StackName") instanceof String name) {
      StackRecord stack = CloudFormation.of(call).find(name);
      String any = regional("cloudformation") + "stack/" + name + "/*";
      resources.add(stack != null ? stack.id() : name.startsWith("arn:") ? name : any);
    }
  }

  private void autoScaling(SdkPojo request, Set<String> resources) {
    String group = regional("autoscaling") + "autoScalingGroup:*:autoScalingGroupName/";
    String configuration =
        regional("autoscaling") + "launchConfiguration:*:launchConfigurationName/";
    if (operation.endsWith("LaunchConfiguration")) {
      add(request, "LaunchConfigurationName", configuration, resources);
      return;
    }
    add(request, "AutoScalingGroupName", group, resources);
    if (resources.isEmpty() && SdkFieldCopier.member(request, "PolicyName") instanceof String arn) {
      // The ARN of a scaling policy names its group.
      Matcher named = POLICY_GROUP.matcher(arn);
      if (named.find()) {
        resources.add(group + named.group(1));
      }
    }
    if (resources.isEmpty() && SdkFieldCopier.member(request, "InstanceId") instanceof String id) {
      AutoScaling.of(call).groups.values().stream()
          .filter(one -> one.members.containsKey(id))
          .forEach(one -> resources.add(group + one.name()));
    }
    if (SdkFieldCopier.member(request, "Tags") instanceof Collection<?> tags
        && resources.isEmpty()) {
      tags.forEach(tag -> add((SdkPojo) tag, "ResourceId", group, resources));
    }
  }

  /** Adds what stands on top of the request; what rules and listeners lead to is not asked for. */
  private void loadBalancing(SdkPojo request, Set<String> resources) {
    if (SdkFieldCopier.member(request, "Name") instanceof String name) {
      String type = "network".equals(SdkFieldCopier.member(request, "Type")) ? "net" : "app";
      String kind =
          operation.equals("CreateTargetGroup") ? "targetgroup/" : "loadbalancer/" + type + "/";
      resources.add(regional("elasticloadbalancing") + kind + name + "/*");
    }
    for (String member : List.of("LoadBalancerArn", "ListenerArn", "TargetGroupArn", "RuleArn")) {
      add(request, member, "", resources);
    }
    walk(SdkFieldCopier.member(request, "ResourceArns"), resources);
  }

  private void keys(SdkPojo request, Set<String> resources) {
    add(request, "AliasName", regional("kms"), resources);
    for (String member : List.of("KeyId", "TargetKeyId")) {
      if (SdkFieldCopier.member(request, member) instanceof String name) {
        try {
          resources.add(Kms.of(call).get(name).arn);
        } catch (AwsError absent) {
          resources.add(name.startsWith("arn:") ? name : regional("kms") + "key/" + name);
        }
      }
    }
  }

  private void systemsManager(SdkPojo request, Set<String> resources) {
    walk(request, resources);
    document(request, operation.contains("Document") ? "Name" : "DocumentName", resources);
    add(request, "SessionId", regional("ssm") + "session/", resources);
    if (operation.contains("Parameter")) {
      String parameter = regional("ssm") + "parameter/";
      add(request, "Name", parameter, resources);
      add(request, "Path", parameter, resources);
      if (SdkFieldCopier.member(request, "Names") instanceof Collection<?> names) {
        names.forEach(name -> resources.add(named(name.toString(), parameter)));
      }
      if (operation.equals("DescribeParameters")) {
        resources.add(regional("ssm") + "*");
      }
      // A version or a label may follow the name of a parameter; permission is for all of them.
      List<String> named =
          resources.stream().map(one -> one.replaceFirst("(:parameter/[^:]*):.*", "$1")).toList();
      resources.clear();
      resources.addAll(named);
    }
    if (operation.contains("ServiceSetting")) {
      add(request, "SettingId", regional("ssm") + "servicesetting/", resources);
    }
  }

  /** Adds a document; the ARNs of Amazon's own name no account. */
  private void document(SdkPojo request, String member, Set<String> resources) {
    boolean amazons =
        SdkFieldCopier.member(request, member) instanceof String name && name.startsWith("AWS-");
    String owner = amazons ? "arn:aws:ssm:" + call.region() + "::" : regional("ssm");
    add(request, member, owner + "document/", resources);
  }

  private static void add(SdkPojo request, String member, String prefix, Set<String> resources) {
    if (SdkFieldCopier.member(request, member) instanceof String name) {
      resources.add(named(name, prefix));
    }
  }

  private static String named(String name, String prefix) {
    return name.startsWith("arn:")
        ? name
        : prefix + (name.startsWith("/") ? name.substring(1) : name);
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
    } else if (value instanceof Map<?, ?>) {
      return;
    } else if (value instanceof String text) {
      String type = RequestedEc2Resources.typeOf(text);
      if (text.startsWith("arn:aws:")) {
        resources.add(text);
      } else if (type != null) {
        resources.add(RequestedEc2Resources.arn(call, type, text));
      }
    }
  }
}
