package dev.referee.testkit.embedded.iam;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

/** An emulation of IAM users and their access keys, which can sign calls. */
record IamUsers(Accounts accounts) {
  private static final int MOST_KEYS = 2;

  Service addTo(Service iam) {
    return iam.on(CreateUserRequest.class, CreateUserRequest::builder, IamUsers::create)
        .on(GetUserRequest.class, GetUserRequest::builder, IamUsers::get)
        .on(ListUsersRequest.class, ListUsersRequest::builder, IamUsers::list)
        .on(DeleteUserRequest.class, DeleteUserRequest::builder, IamUsers::delete)
        .on(CreateAccessKeyRequest.class, CreateAccessKeyRequest::builder, this::createKey)
        .on(ListAccessKeysRequest.class, ListAccessKeysRequest::builder, IamUsers::listKeys)
        .on(DeleteAccessKeyRequest.class, DeleteAccessKeyRequest::builder, this::deleteKey);
  }

  private static CreateUserResponse create(CreateUserRequest request, Call call) {
    IamState iam = IamState.of(call);
    String name = request.userName();
    IamState.absent(
        name.equals(AccountState.OWNER) ? name : iam.users().get(name),
        "User with name " + name + " already exists.");
    String boundary = request.permissionsBoundary();
    User user =
        User.builder()
            .userName(name)
            .path(IamState.path(request.path()))
            .arn(IamState.arn(call, "user", request.path(), name))
            .userId(iam.uniqueId("AIDA"))
            .createDate(call.clock().instant())
            .permissionsBoundary(boundary == null ? null : iam.boundary(boundary))
            .tags(request.tags())
            .build();
    iam.users().put(name, new IamUser(user));
    return CreateUserResponse.builder().user(user).build();
  }

  private static GetUserResponse get(GetUserRequest request, Call call) {
    return GetUserResponse.builder().user(user(request.userName(), call).user()).build();
  }

  /** Returns the user of a name, or the caller when there is no name. */
  static IamUser user(@Nullable String name, Call call) {
    return IamState.of(call)
        .user(name == null ? call.principalArn().replaceFirst(".*[:/]", "") : name);
  }

  /** Lists users without their boundary and tags, as ListUsers' page says. */
  private static ListUsersResponse list(ListUsersRequest request, Call call) {
    List<User> users =
        IamState.of(call).users().values().stream()
            .map(IamUser::user)
            .filter(user -> user.path().startsWith(IamState.path(request.pathPrefix())))
            .map(
                user ->
                    user.toBuilder()
                        .permissionsBoundary((AttachedPermissionsBoundary) null)
                        .tags((Collection<Tag>) null)
                        .build())
            .toList();
    Page<User> page = Page.of(users, request.maxItems(), request.marker(), call);
    return ListUsersResponse.builder()
        .users(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static DeleteUserResponse delete(DeleteUserRequest request, Call call) {
    IamState iam = IamState.of(call);
    IamUser user = iam.user(request.userName());
    if (!user.attached().isEmpty()) {
      throw IamState.conflict("Cannot delete entity, must detach all policies first.");
    }
    if (!user.inline().isEmpty()) {
      throw IamState.conflict("Cannot delete entity, must delete policies first.");
    }
    if (!user.keys().isEmpty()) {
      throw IamState.conflict("Cannot delete entity, must delete access keys first.");
    }
    if (!user.certificates().isEmpty()) {
      throw IamState.conflict("Cannot delete entity, must delete certificates first.");
    }
    iam.users().remove(request.userName());
    return DeleteUserResponse.builder().build();
  }

  private CreateAccessKeyResponse createKey(CreateAccessKeyRequest request, Call call) {
    IamUser user = user(request.userName(), call);
    if (user.keys().size() >= MOST_KEYS) {
      throw new AwsError(
          409, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: " + MOST_KEYS);
    }
    String number = Strings.padStart(Integer.toString(accounts.nextNumber()), 11, '0');
    Key key =
        Key.lasting(
            "AKIAFAKEU" + number,
            Strings.padEnd("example/secret/of/user" + number, 40, '0'),
            call.accountId(),
            user.user().arn(),
            user.user().userId());
    accounts.add(key);
    AccessKey made =
        AccessKey.builder()
            .userName(user.user().userName())
            .accessKeyId(key.accessKeyId())
            .secretAccessKey(key.secret())
            .status(StatusType.ACTIVE)
            .createDate(call.clock().instant())
            .build();
    user.keys()
        .put(key.accessKeyId(), SdkFieldCopier.overlay(made, AccessKeyMetadata.builder()).build());
    return CreateAccessKeyResponse.builder().accessKey(made).build();
  }

  private static ListAccessKeysResponse listKeys(ListAccessKeysRequest request, Call call) {
    Page<AccessKeyMetadata> page =
        Page.of(
            List.copyOf(user(request.userName(), call).keys().values()),
            request.maxItems(),
            request.marker(),
            call);
    return ListAccessKeysResponse.builder()
        .accessKeyMetadata(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private DeleteAccessKeyResponse deleteKey(DeleteAccessKeyRequest request, Call call) {
    IamState.found(
        user(request.userName(), call).keys().remove(request.accessKeyId()),
        "The Access Key with id " + request.accessKeyId() + " cannot be found.");
    accounts.remove(request.accessKeyId());
    return DeleteAccessKeyResponse.builder().build();
  }
}
