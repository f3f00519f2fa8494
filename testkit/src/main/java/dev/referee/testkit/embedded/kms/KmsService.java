package dev.referee.testkit.embedded.kms;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;

/** The operations of KMS, mapped to their implementations. */
public final class KmsService {
  private KmsService() {}

  public static Service create() {
    Service service =
        new Service("kms", Protocol.JSON_1_1, "2014-11-01")
            .constrained()
            .authorizedBy(new KmsPermissions());
    KmsAliases.addTo(service);
    KmsGrants.addTo(service);
    KmsTags.addTo(service);
    return service
        .on(ListKeysRequest.class, ListKeysRequest::builder, (r, c) -> Kms.of(c).list(r, c))
        .on(CreateKeyRequest.class, CreateKeyRequest::builder, (r, c) -> Kms.of(c).create(r, c))
        .on(
            DescribeKeyRequest.class,
            DescribeKeyRequest::builder,
            (r, c) -> Kms.of(c).describe(r, c))
        .on(EnableKeyRequest.class, EnableKeyRequest::builder, (r, c) -> Kms.of(c).enable(r, c))
        .on(DisableKeyRequest.class, DisableKeyRequest::builder, (r, c) -> Kms.of(c).disable(r, c))
        .on(
            ScheduleKeyDeletionRequest.class,
            ScheduleKeyDeletionRequest::builder,
            (r, c) -> Kms.of(c).scheduleDeletion(r, c))
        .on(
            GetKeyPolicyRequest.class,
            GetKeyPolicyRequest::builder,
            (r, c) -> Kms.of(c).policy(r, c))
        .on(
            PutKeyPolicyRequest.class,
            PutKeyPolicyRequest::builder,
            (r, c) -> Kms.of(c).putPolicy(r, c))
        .on(
            GenerateDataKeyWithoutPlaintextRequest.class,
            GenerateDataKeyWithoutPlaintextRequest::builder,
            (r, c) -> Kms.of(c).generateDataKey(r, c))
        .on(
            GenerateDataKeyRequest.class,
            GenerateDataKeyRequest::builder,
            (r, c) -> Kms.of(c).generateDataKey(r, c))
        .on(EncryptRequest.class, EncryptRequest::builder, (r, c) -> Kms.of(c).encrypt(r, c))
        .on(DecryptRequest.class, DecryptRequest::builder, (r, c) -> Kms.of(c).decrypt(r, c));
  }
}
