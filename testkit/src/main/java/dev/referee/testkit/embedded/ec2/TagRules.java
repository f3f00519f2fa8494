package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * A validator of tags that runs before anything is created with them, with the errors of EC2.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions">Tag
 *     restrictions</a>
 */
final class TagRules {
  /** The most tags that a resource may have. */
  static final int MOST = 50;

  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  /** The resource types that an operation can tag, if its name does not show them. */
  private static final Map<String, Set<String>> TYPES =
      Map.of(
          "RunInstances",
          Set.of(
              "elastic-gpu", "instance", "network-interface", "spot-instances-request", "volume"),
          "CreateFleet",
          Set.of("fleet", "instance", "network-interface", "volume"),
          "AuthorizeSecurityGroupIngress",
          Set.of("security-group-rule"),
          "AuthorizeSecurityGroupEgress",
          Set.of("security-group-rule"),
          "AllocateAddress",
          Set.of("elastic-ip"),
          "CreateNatGateway",
          Set.of("natgateway"),
          "CreateManagedPrefixList",
          Set.of("prefix-list"),
          "CreateTransitGatewayVpcAttachment",
          Set.of("transit-gateway-attachment"),
          "RegisterImage",
          Set.of("image", "snapshot"),
          "ImportKeyPair",
          Set.of("key-pair"));

  private TagRules() {}

  /** Refuses resource types and tags that a request may not have. */
  static void check(String operation, SdkPojo request) {
    if (request instanceof CreateTagsRequest tags) {
      check(tags.tags());
    } else if (SdkFieldCopier.member(request, "TagSpecifications") instanceof Collection<?> all) {
      for (Object one : all) {
        TagSpecification specification = (TagSpecification) one;
        check(operation, specification.resourceTypeAsString());
        check(specification.tags());
      }
    }
  }

  private static void check(String operation, @Nullable String type) {
    check(TYPES.getOrDefault(operation, Set.of(named(operation))), type);
  }

  /** Refuses tags for another type than the given one. */
  static void only(String type, Collection<TagSpecification> specifications) {
    specifications.forEach(
        specification -> check(Set.of(type), specification.resourceTypeAsString()));
  }

  private static void check(Set<String> allowed, @Nullable String type) {
    if (type == null) {
      throw AwsError.missing("ResourceType");
    }
    if (!allowed.contains(type)) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "'" + type + "' is not a valid taggable resource type for this operation.");
    }
  }

  /** Returns the type in the name of an operation: CreateRouteTable creates a route-table. */
  private static String named(String operation) {
    return operation
        .replaceFirst("^Create", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  static void check(List<Tag> tags) {
    Set<String> keys = new HashSet<>();
    for (Tag tag : tags) {
      String key = tag.key();
      if (key == null || key.isEmpty()) {
        throw invalid("Tag key cannot be empty");
      }
      if (key.startsWith("aws:")) {
        throw invalid("Tag keys starting with 'aws:' are reserved for internal use");
      }
      if (key.length() > LONGEST_KEY) {
        throw invalid("Tag key exceeds the maximum length of " + LONGEST_KEY + " characters");
      }
      if (tag.value() != null && tag.value().length() > LONGEST_VALUE) {
        throw invalid("Tag value exceeds the maximum length of " + LONGEST_VALUE + " characters");
      }
      if (!keys.add(key)) {
        throw invalid("Duplicate tag key '" + key + "' specified.");
      }
    }
    if (keys.size() > MOST) {
      throw tooMany();
    }
  }

  /** Refuses more tags than a resource may have, before it has them. */
  static void room(List<Tag> present, Collection<Tag> more) {
    List<String> keys = new ArrayList<>();
    present.forEach(tag -> keys.add(tag.key()));
    more.forEach(tag -> keys.add(tag.key()));
    if (keys.stream().filter(key -> !key.startsWith("aws:")).distinct().count() > MOST) {
      throw tooMany();
    }
  }

  private static AwsError tooMany() {
    return new AwsError(400, "TagLimitExceeded", "More than " + MOST + " tags specified");
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterValue", message);
  }
}
