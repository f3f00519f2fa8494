package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.CreatePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.CreatePodIdentityAssociationResponse;
import software.amazon.awssdk.services.eks.model.DeletePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.DeletePodIdentityAssociationResponse;
import software.amazon.awssdk.services.eks.model.DescribePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.DescribePodIdentityAssociationResponse;
import software.amazon.awssdk.services.eks.model.ListPodIdentityAssociationsRequest;
import software.amazon.awssdk.services.eks.model.ListPodIdentityAssociationsResponse;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociation;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociationSummary;
import software.amazon.awssdk.services.eks.model.UpdatePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.UpdatePodIdentityAssociationResponse;

/** An emulation of the associations between service accounts of Kubernetes and roles. */
final class PodIdentities {
  private final Eks eks;

  PodIdentities(Eks eks) {
    this.eks = eks;
  }

  CreatePodIdentityAssociationResponse create(
      CreatePodIdentityAssociationRequest request, Call call) {
    EksCluster cluster = eks.activeCluster(request.clusterName());
    PodIdentityAssociation made =
        add(cluster, request.namespace(), request.serviceAccount(), request.roleArn(), call)
            .toBuilder()
            .tags(Map.copyOf(request.tags()))
            .disableSessionTags(Boolean.TRUE.equals(request.disableSessionTags()))
            .targetRoleArn(request.targetRoleArn())
            .externalId(request.targetRoleArn() == null ? null : eks.ids.uuid())
            .build();
    cluster.podIdentities.put(made.associationId(), made);
    return CreatePodIdentityAssociationResponse.builder().association(made).build();
  }

  /** Adds an association, or throws EKS's error. */
  PodIdentityAssociation add(
      EksCluster cluster, String namespace, String serviceAccount, String roleArn, Call call) {
    for (PodIdentityAssociation other : cluster.podIdentities.values()) {
      if (other.namespace().equals(namespace) && other.serviceAccount().equals(serviceAccount)) {
        throw EksErrors.inUse("Association already exists: " + other.associationId());
      }
    }
    requireRole(roleArn);
    String id = "a-" + (eks.ids.hex() + eks.ids.hex()).substring(0, 17);
    PodIdentityAssociation made =
        PodIdentityAssociation.builder()
            .clusterName(cluster.name())
            .namespace(namespace)
            .serviceAccount(serviceAccount)
            .roleArn(roleArn)
            .associationArn(eks.arn("podidentityassociation/%s/%s".formatted(cluster.name(), id)))
            .associationId(id)
            .tags(Map.of())
            .createdAt(call.now())
            .modifiedAt(call.now())
            .disableSessionTags(false)
            .build();
    cluster.podIdentities.put(id, made);
    return made;
  }

  private void requireRole(String arn) {
    if (!arn.matches("arn:aws:iam::[0-9]{12}:role/.+")) {
      throw EksErrors.invalidParameter("Invalid Role Arn: '" + arn + "'");
    }
  }

  private PodIdentityAssociation get(String cluster, String id) {
    PodIdentityAssociation found = eks.cluster(cluster).podIdentities.get(id);
    if (found == null) {
      throw EksErrors.notFound("No pod identity association found for id: " + id);
    }
    return found;
  }

  DescribePodIdentityAssociationResponse describe(
      DescribePodIdentityAssociationRequest request, Call call) {
    return DescribePodIdentityAssociationResponse.builder()
        .association(get(request.clusterName(), request.associationId()))
        .build();
  }

  ListPodIdentityAssociationsResponse list(ListPodIdentityAssociationsRequest request, Call call) {
    Page<PodIdentityAssociationSummary> page =
        EksPages.of(
            eks.cluster(request.clusterName()).podIdentities.values().stream()
                .filter(association -> is(request.namespace(), association.namespace()))
                .filter(association -> is(request.serviceAccount(), association.serviceAccount()))
                .map(
                    association ->
                        SdkFieldCopier.overlay(association, PodIdentityAssociationSummary.builder())
                            .build())
                .toList(),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListPodIdentityAssociationsResponse.builder()
        .associations(page.items())
        .nextToken(page.next())
        .build();
  }

  private static boolean is(@Nullable String wanted, String actual) {
    return wanted == null || wanted.equals(actual);
  }

  UpdatePodIdentityAssociationResponse update(
      UpdatePodIdentityAssociationRequest request, Call call) {
    PodIdentityAssociation before = get(request.clusterName(), request.associationId());
    if (request.roleArn() != null) {
      requireRole(request.roleArn());
    }
    PodIdentityAssociation now =
        SdkFieldCopier.overlay(request, before.toBuilder()).modifiedAt(call.now()).build();
    eks.cluster(request.clusterName()).podIdentities.put(now.associationId(), now);
    return UpdatePodIdentityAssociationResponse.builder().association(now).build();
  }

  DeletePodIdentityAssociationResponse delete(
      DeletePodIdentityAssociationRequest request, Call call) {
    PodIdentityAssociation removed = get(request.clusterName(), request.associationId());
    eks.cluster(request.clusterName()).podIdentities.remove(removed.associationId());
    return DeletePodIdentityAssociationResponse.builder().association(removed).build();
  }
}
