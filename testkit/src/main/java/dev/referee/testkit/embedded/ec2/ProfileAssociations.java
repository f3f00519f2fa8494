package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.iam.Iam;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileResponse;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateIamInstanceProfileResponse;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileAssociation;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileAssociationState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ReplaceIamInstanceProfileAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceIamInstanceProfileAssociationResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/** An emulation of the associations between instances and instance profiles. */
final class ProfileAssociations {
  private static final Filters<IamInstanceProfileAssociation> FILTERS =
      new Filters<IamInstanceProfileAssociation>()
          .on("instance-id", IamInstanceProfileAssociation::instanceId)
          .on("state", IamInstanceProfileAssociation::stateAsString);

  private final Ec2 ec2;
  private final Map<String, IamInstanceProfileAssociation> byId = new LinkedHashMap<>();

  ProfileAssociations(Ec2 ec2) {
    this.ec2 = ec2;
  }

  /** Returns the instance profile that is named by ARN or name, as EC2 shows it. */
  IamInstanceProfile profile(@Nullable String arn, @Nullable String name) {
    InstanceProfile found = Iam.of(ec2.context).profile(arn, name);
    if (found == null) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          arn == null
              ? "Value ("
                  + name
                  + ") for parameter iamInstanceProfile.name is invalid. Invalid IAM"
                  + " Instance Profile name"
              : "Value ("
                  + arn
                  + ") for parameter iamInstanceProfile.arn is invalid. Invalid IAM"
                  + " Instance Profile ARN");
    }
    return IamInstanceProfile.builder().arn(found.arn()).id(found.instanceProfileId()).build();
  }

  /**
   * Returns a call that the role of an instance makes, or null when it has no role that EC2 may
   * assume.
   */
  @Nullable Call asRoleOf(Instance host, String region) {
    if (host.iamInstanceProfile() == null) {
      return null;
    }
    Iam iam = Iam.of(ec2.context);
    InstanceProfile profile = iam.profile(host.iamInstanceProfile().arn(), null);
    if (profile == null) {
      return null;
    }
    return profile.roles().stream()
        .map(role -> iam.role(role.roleName()))
        .filter(role -> role != null && iam.trusts(role, "ec2.amazonaws.com"))
        .findFirst()
        .map(
            role ->
                new Call(
                    ec2.context.accountId(),
                    region,
                    "arn:aws:sts::%s:assumed-role/%s/%s"
                        .formatted(ec2.context.accountId(), role.roleName(), host.instanceId()),
                    ec2.context.store(),
                    ec2.context.clock()))
        .orElse(null);
  }

  /** Notes that an instance has a profile. */
  IamInstanceProfileAssociation associated(String instanceId, IamInstanceProfile profile) {
    IamInstanceProfileAssociation made =
        IamInstanceProfileAssociation.builder()
            .associationId(ec2.ids.next("iip-assoc"))
            .instanceId(instanceId)
            .iamInstanceProfile(profile)
            .state(IamInstanceProfileAssociationState.ASSOCIATED)
            .timestamp(ec2.now())
            .build();
    byId.put(made.associationId(), made);
    ec2.instances.change(instanceId, instance -> instance.iamInstanceProfile(profile));
    return made.toBuilder().state(IamInstanceProfileAssociationState.ASSOCIATING).build();
  }

  AssociateIamInstanceProfileResponse associate(
      AssociateIamInstanceProfileRequest request, Call call) {
    String id = ec2.instances.get(request.instanceId()).instanceId();
    if (byId.values().stream().anyMatch(association -> association.instanceId().equals(id))) {
      throw new AwsError(
          400, "IncorrectState", "There is an existing association for instance " + id);
    }
    var wanted = request.iamInstanceProfile();
    return AssociateIamInstanceProfileResponse.builder()
        .iamInstanceProfileAssociation(associated(id, profile(wanted.arn(), wanted.name())))
        .build();
  }

  ReplaceIamInstanceProfileAssociationResponse replace(
      ReplaceIamInstanceProfileAssociationRequest request, Call call) {
    IamInstanceProfileAssociation old = get(request.associationId());
    var wanted = request.iamInstanceProfile();
    IamInstanceProfile profile = profile(wanted.arn(), wanted.name());
    byId.remove(old.associationId());
    return ReplaceIamInstanceProfileAssociationResponse.builder()
        .iamInstanceProfileAssociation(associated(old.instanceId(), profile))
        .build();
  }

  DisassociateIamInstanceProfileResponse disassociate(
      DisassociateIamInstanceProfileRequest request, Call call) {
    IamInstanceProfileAssociation old = get(request.associationId());
    byId.remove(old.associationId());
    ec2.instances.change(
        old.instanceId(), instance -> instance.iamInstanceProfile((IamInstanceProfile) null));
    return DisassociateIamInstanceProfileResponse.builder()
        .iamInstanceProfileAssociation(
            old.toBuilder().state(IamInstanceProfileAssociationState.DISASSOCIATING).build())
        .build();
  }

  DescribeIamInstanceProfileAssociationsResponse describe(
      DescribeIamInstanceProfileAssociationsRequest request, Call call) {
    List<IamInstanceProfileAssociation> selected =
        request.associationIds().isEmpty()
            ? List.copyOf(byId.values())
            : request.associationIds().stream().map(this::get).toList();
    Page<IamInstanceProfileAssociation> page =
        Page.of(
            FILTERS.select(selected, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeIamInstanceProfileAssociationsResponse.builder()
        .iamInstanceProfileAssociations(page.items())
        .nextToken(page.next())
        .build();
  }

  IamInstanceProfileAssociation get(String associationId) {
    IamInstanceProfileAssociation found = byId.get(associationId);
    if (found == null) {
      throw new AwsError(
          400,
          "NoSuchAssociation",
          "An invalid association-id of '" + associationId + "' was given");
    }
    return found;
  }
}
