package dev.referee.testkit.embedded.kms;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;

/** The aliases of KMS keys in one account and Region. */
final class KmsAliases {
  static final String PREFIX = "alias/";
  static final String MANAGED = PREFIX + "aws/";

  private final Kms kms;
  private final Map<String, String> keyIds = new TreeMap<>();

  KmsAliases(Kms kms) {
    this.kms = kms;
  }

  static void addTo(Service service) {
    service
        .on(
            CreateAliasRequest.class,
            CreateAliasRequest::builder,
            (r, c) -> Kms.of(c).aliases.create(r))
        .on(
            UpdateAliasRequest.class,
            UpdateAliasRequest::builder,
            (r, c) -> Kms.of(c).aliases.update(r))
        .on(
            DeleteAliasRequest.class,
            DeleteAliasRequest::builder,
            (r, c) -> Kms.of(c).aliases.delete(r))
        .on(
            ListAliasesRequest.class,
            ListAliasesRequest::builder,
            (r, c) -> Kms.of(c).aliases.list(r, c));
  }

  /** Returns the id of the key that an alias names; null if there is none. */
  @Nullable String keyId(String name) {
    return keyIds.get(name);
  }

  /** Names a key, without any rule. */
  void name(String alias, KmsKey key) {
    keyIds.put(alias, key.id);
  }

  private CreateAliasResponse create(CreateAliasRequest request) {
    String name = request.aliasName();
    checkName(name);
    KmsKey target = target(request.targetKeyId());
    if (keyIds.containsKey(name)) {
      throw new AwsError(
          400,
          "AlreadyExistsException",
          "An alias with the name " + kms.arn(name) + " already exists");
    }
    keyIds.put(name, target.id);
    return CreateAliasResponse.builder().build();
  }

  private UpdateAliasResponse update(UpdateAliasRequest request) {
    String name = request.aliasName();
    checkName(name);
    KmsKey target = target(request.targetKeyId());
    kms.get(name);
    keyIds.put(name, target.id);
    return UpdateAliasResponse.builder().build();
  }

  private DeleteAliasResponse delete(DeleteAliasRequest request) {
    checkName(request.aliasName());
    kms.get(request.aliasName());
    keyIds.remove(request.aliasName());
    return DeleteAliasResponse.builder().build();
  }

  private ListAliasesResponse list(ListAliasesRequest request, Call call) {
    String wanted = request.keyId() == null ? null : kms.key(request.keyId()).id;
    List<AliasListEntry> found =
        keyIds.entrySet().stream()
            .filter(alias -> wanted == null || alias.getValue().equals(wanted))
            .map(
                alias ->
                    AliasListEntry.builder()
                        .aliasName(alias.getKey())
                        .aliasArn(kms.arn(alias.getKey()))
                        .targetKeyId(alias.getValue())
                        .build())
            .toList();
    Page<AliasListEntry> page = Page.of(found, request.limit(), request.marker(), call);
    return ListAliasesResponse.builder()
        .aliases(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }

  private static void checkName(String name) {
    if (!name.startsWith(PREFIX)) {
      throw invalid("Invalid identifier");
    }
    if (name.startsWith(MANAGED)) {
      throw new AwsError(400, "NotAuthorizedException", "");
    }
    if (name.contains(":")) {
      throw invalid(name + " contains invalid characters for an alias");
    }
  }

  private KmsKey target(String keyId) {
    if (Kms.isAlias(keyId)) {
      throw invalid("Aliases must refer to keys. Not aliases");
    }
    return kms.key(keyId).notDeleted();
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "ValidationException", message);
  }
}
