package dev.referee.testkit.embedded.ec2;

import com.google.common.hash.Hashing;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsResponse;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.KeyPairInfo;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** An emulation of key pairs. Their keys are made up, and open nothing. */
final class KeyPairs {
  private final Ec2 ec2;
  private final ResourceTable<KeyPairInfo> table;

  KeyPairs(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "key",
                "key-pair",
                "InvalidKeyPair.NotFound",
                "InvalidKeyPair.NotFound",
                "The key pair ID '%s' does not exist"),
            KeyPairInfo::keyPairId,
            (pair, tags) -> pair.toBuilder().tags(tags).build(),
            new Filters<KeyPairInfo>()
                .on("key-pair-id", KeyPairInfo::keyPairId)
                .on("key-name", KeyPairInfo::keyName)
                .on("fingerprint", KeyPairInfo::keyFingerprint));
  }

  CreateKeyPairResponse create(CreateKeyPairRequest request, Call call) {
    String type = request.keyTypeAsString() == null ? "rsa" : request.keyTypeAsString();
    KeyPairInfo made = make(request.keyName(), type, request.tagSpecifications());
    return SdkFieldCopier.overlay(made, CreateKeyPairResponse.builder())
        .keyMaterial(
            """
            -----BEGIN RSA PRIVATE KEY-----
            This key is made up and opens nothing.
            -----END RSA PRIVATE KEY-----\
            """)
        .build();
  }

  ImportKeyPairResponse importKey(ImportKeyPairRequest request, Call call) {
    String material = request.publicKeyMaterial().asUtf8String();
    if (!material.startsWith("ssh-") && !material.contains("BEGIN")) {
      throw new AwsError(400, "InvalidKey.Format", "Key is not in valid OpenSSH public key format");
    }
    String type = material.startsWith("ssh-ed25519") ? "ed25519" : "rsa";
    KeyPairInfo made = make(request.keyName(), type, request.tagSpecifications());
    return SdkFieldCopier.overlay(made, ImportKeyPairResponse.builder()).build();
  }

  private KeyPairInfo make(String name, String type, List<TagSpecification> tags) {
    if (find(name) != null) {
      throw new AwsError(400, "InvalidKeyPair.Duplicate", "The keypair already exists");
    }
    String id = ec2.ids.next("key");
    String hash = Hashing.sha256().hashString(id, StandardCharsets.UTF_8).toString();
    table.put(
        KeyPairInfo.builder()
            .keyPairId(id)
            .keyName(name)
            .keyType(type)
            .keyFingerprint(hash.substring(0, 40).replaceAll("..(?=.)", "$0:"))
            .createTime(ec2.now())
            .build());
    ec2.tags.specified(id, tags);
    return table.tagged(table.get(id));
  }

  DescribeKeyPairsResponse describe(DescribeKeyPairsRequest request, Call call) {
    List<String> named = request.keyNames().stream().map(name -> get(name).keyPairId()).toList();
    List<String> ids = request.keyPairIds().isEmpty() ? named : request.keyPairIds();
    return DescribeKeyPairsResponse.builder()
        .keyPairs(table.describe(ids, request.filters()))
        .build();
  }

  DeleteKeyPairResponse delete(DeleteKeyPairRequest request, Call call) {
    KeyPairInfo removed =
        request.keyPairId() == null ? find(request.keyName()) : table.find(request.keyPairId());
    if (removed != null) {
      table.remove(removed.keyPairId());
    }
    return DeleteKeyPairResponse.builder()
        .returnValue(true)
        .keyPairId(removed == null ? null : removed.keyPairId())
        .build();
  }

  /** Refuses the name of a key pair that there is not. */
  void mustExist(@Nullable String name) {
    if (name != null && !name.isEmpty()) {
      get(name);
    }
  }

  private KeyPairInfo get(String name) {
    KeyPairInfo found = find(name);
    if (found == null) {
      throw new AwsError(
          400, "InvalidKeyPair.NotFound", "The key pair '" + name + "' does not exist");
    }
    return found;
  }

  private @Nullable KeyPairInfo find(@Nullable String name) {
    return table.all(pair -> pair.keyName().equals(name)).stream().findFirst().orElse(null);
  }
}
