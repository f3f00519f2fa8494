package dev.referee.testkit.embedded.ec2;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.SetMultimap;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.common.PropertiesResource;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.RequestTags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/**
 * Names the permissions that a request of EC2 needs: the operation on each resource that it is
 * authorized on, and {@code ec2:CreateTags} on the resources that it tags.
 *
 * <p>A new resource has no id yet: {@code instance/*}. An operation that is not in the table of the
 * types is authorized on every resource that its request names.
 *
 * @param operation the operation
 * @param call who calls
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html">Actions,
 *     resources, and condition keys for Amazon EC2</a>
 */
record RequestedEc2Resources(String operation, Call call) {
  private static final String ANY = "*";
  private static final String LAUNCH = "RunInstances";
  private static final Pattern ID =
      Pattern.compile("([a-z]+(?:-attach|-rtb)?)-[0-9a-f]{8,17}|(fleet)(?:-[0-9a-f]{4,12}){5}");
  private static final Properties TYPES_BY_OPERATION =
      PropertiesResource.load(RequestedEc2Resources.class, "ec2-resource-types.properties");

  /** Members that name a resource which the operation is not authorized on. */
  private static final Set<String> ELSEWHERE =
      Set.of("IpPermissions", "PeerVpcId", "ReferencedGroupId", "SourceSecurityGroupName");

  /** The types of EC2's resources by the beginnings of their ids. */
  private static final Map<String, String> TYPES =
      ImmutableMap.<String, String>builder()
          .put("acl", "network-acl")
          .put("ami", "image")
          .put("cgw", "customer-gateway")
          .put("eigw", "egress-only-internet-gateway")
          .put("eipalloc", "elastic-ip")
          .put("eni", "network-interface")
          .put("fleet", "fleet")
          .put("i", "instance")
          .put("igw", "internet-gateway")
          .put("lt", "launch-template")
          .put("nat", "natgateway")
          .put("pcx", "vpc-peering-connection")
          .put("pl", "prefix-list")
          .put("rtb", "route-table")
          .put("sg", "security-group")
          .put("sgr", "security-group-rule")
          .put("snap", "snapshot")
          .put("subnet", "subnet")
          .put("tgw", "transit-gateway")
          .put("tgw-attach", "transit-gateway-attachment")
          .put("tgw-rtb", "transit-gateway-route-table")
          .put("vol", "volume")
          .put("vpc", "vpc")
          .put("vpce", "vpc-endpoint")
          .put("vpn", "vpn-connection")
          .buildOrThrow();

  /** Returns whether it is known which types of resources an operation is authorized on. */
  static boolean isKnown(String operation) {
    return TYPES_BY_OPERATION.containsKey(operation);
  }

  /** Returns the type of the resource with an id; null for any other text. */
  static @Nullable String typeOf(String id) {
    Matcher matcher = ID.matcher(id);
    return matcher.matches()
        ? TYPES.get(Objects.requireNonNullElse(matcher.group(1), matcher.group(2)))
        : null;
  }

  static String arn(Call call, String type, String id) {
    String owner = type.equals("image") || type.equals("snapshot") ? "" : call.accountId();
    return "arn:aws:ec2:" + call.region() + ":" + owner + ":" + type + "/" + id;
  }

  List<NeededPermission> of(SdkPojo requested) {
    SdkPojo request =
        requested instanceof RunInstancesRequest launch
            ? overTemplate(Ec2.of(call), launch)
            : requested;
    SetMultimap<String, String> ids = LinkedHashMultimap.create();
    walk(request, ids);
    new NamedEc2Resources(Ec2.of(call)).add(request, ids);
    List<NeededPermission> needed = new ArrayList<>();
    if (isKnown(operation)) {
      for (String entry : Splitter.on(',').split(TYPES_BY_OPERATION.getProperty(operation, ANY))) {
        String type = entry.replace(ANY, "");
        ids.get(type).forEach(id -> needed.add(permission(request, type, id)));
        if (ids.get(type).isEmpty() && entry.endsWith(ANY)) {
          needed.add(permission(request, type, ANY));
        }
      }
    } else {
      ids.forEach((type, id) -> needed.add(permission(request, type, id)));
    }
    if (needed.isEmpty()) {
      needed.add(new NeededPermission("ec2:" + operation, ANY));
    }
    needed.addAll(tagging(request));
    return needed;
  }

  /** Returns the request merged with its launch template, if that can be read. */
  static RunInstancesRequest overTemplate(Ec2 ec2, RunInstancesRequest request) {
    LaunchTemplateSpecification template = request.launchTemplate();
    if (template == null) {
      return request;
    }
    try {
      return InstanceLauncher.merged(ec2.launcher.version(template), request);
    } catch (AwsError absent) {
      // What is wrong with the template is said where the launch is answered.
      return request;
    }
  }

  private NeededPermission permission(SdkPojo request, String type, String id) {
    boolean taggingItself = operation.equals("CreateTags") || operation.equals("DeleteTags");
    ListMultimap<String, String> tags =
        taggingItself
            ? RequestTags.of(request)
            : id.equals(ANY) ? RequestTags.specified(request, type) : ImmutableListMultimap.of();
    return new NeededPermission("ec2:" + operation, arn(call, type, id), tags)
        .with(new Ec2ResourceKeys(Ec2.of(call)).of(type, id, request));
  }

  /** Returns the permissions to tag new resources. */
  private List<NeededPermission> tagging(SdkPojo request) {
    ListMultimap<String, String> by = ImmutableListMultimap.of("ec2:CreateAction", operation);
    return RequestTags.specifications(request).stream()
        .filter(pojo -> SdkFieldCopier.member(pojo, "Tags") != null)
        .map(pojo -> String.valueOf(SdkFieldCopier.member(pojo, "ResourceType")))
        .distinct()
        .map(
            type ->
                new NeededPermission(
                        "ec2:CreateTags",
                        arn(call, type, ANY),
                        RequestTags.specified(request, type))
                    .with(by)
                    .with(new Ec2ResourceKeys(Ec2.of(call)).of(type, ANY, request)))
        .toList();
  }

  /** Adds every EC2 resource id in the request, in any member. */
  private void walk(@Nullable Object value, SetMultimap<String, String> ids) {
    if (value instanceof SdkPojo pojo) {
      for (SdkField<?> field : pojo.sdkFields()) {
        if (!field.memberName().startsWith("Tag") && !ELSEWHERE.contains(field.memberName())) {
          walk(Pojos.valueOf(field, pojo), ids);
        }
      }
    } else if (value instanceof Collection<?> list) {
      list.forEach(entry -> walk(entry, ids));
    } else if (value instanceof String text) {
      String type = typeOf(text);
      // The instance of a launch is new, whatever its user data or its name may be.
      if (type != null && !(operation.equals(LAUNCH) && type.equals("instance"))) {
        ids.put(type, text);
      }
    }
  }
}
