package dev.referee.testkit.embedded.cloudformation;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackRequest;
import software.amazon.awssdk.services.cloudformation.model.RollbackStackResponse;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionResponse;

/**
 * An emulation of CloudFormation. Stacks are created at once unless a time is set, during which
 * they are reported as being created; they are deleted as soon as nothing uses their resources.
 */
final class CloudFormation {
  private static final int LONGEST_NAME = 128;

  private final Map<String, StackRecord> byId = new LinkedHashMap<>();

  /** The change sets, by id. */
  final Map<String, ChangeSets.Kept> changeSets = new LinkedHashMap<>();

  private long changeSetsMade;
  private long stacksMade;
  private @Nullable ResourceTypes types;

  private CloudFormation() {}

  /** Returns the stacks, whose resources are of some types. */
  static CloudFormation of(Call call, ResourceTypes types) {
    CloudFormation formation = of(call);
    formation.types = types;
    return formation;
  }

  static CloudFormation of(Call call) {
    return call.regional(CloudFormation.class, CloudFormation::new);
  }

  private ResourceTypes types() {
    return Objects.requireNonNull(types);
  }

  /** Returns a number that no other change set has. */
  long nextChangeSet() {
    return ++changeSetsMade;
  }

  /** Returns the stacks that were not deleted. */
  List<StackRecord> standing() {
    return byId.values().stream().filter(stack -> !stack.gone()).toList();
  }

  /** Returns all stacks, those too that were deleted, the latest first. */
  List<StackRecord> all() {
    List<StackRecord> latestFirst = new ArrayList<>(byId.values());
    Collections.reverse(latestFirst);
    return latestFirst;
  }

  /** Returns the stack with an id, or the existing stack with a name. */
  StackRecord stack(String nameOrId) {
    StackRecord found = find(nameOrId);
    if (found == null) {
      throw Template.invalid("Stack with id " + nameOrId + " does not exist");
    }
    return found;
  }

  @Nullable StackRecord find(String nameOrId) {
    StackRecord withId = byId.get(nameOrId);
    return withId != null
        ? withId
        : standing().stream()
            .filter(stack -> stack.name().equals(nameOrId))
            .findFirst()
            .orElse(null);
  }

  CreateStackResponse create(CreateStackRequest request, Call call) {
    named(request.stackName());
    if (find(request.stackName()) != null) {
      throw new AwsError(
          400, "AlreadyExistsException", "Stack [" + request.stackName() + "] already exists");
    }
    if (request.onFailure() != null && request.disableRollback() != null) {
      throw Template.invalid("You can specify either DisableRollback or OnFailure, but not both.");
    }
    StackRole role = StackRole.given(request.roleARN(), call);
    StackRecord stack = added(request.stackName(), StackInput.of(request, null, types()), call);
    stack.role(role);
    stack.protect(Boolean.TRUE.equals(request.enableTerminationProtection()));
    stack.disableRollback(Boolean.TRUE.equals(request.disableRollback()));
    try {
      deployment(stack, call)
          .make(
              stack.disablesRollback()
                  ? OnFailure.DO_NOTHING
                  : Objects.requireNonNullElse(request.onFailure(), OnFailure.ROLLBACK),
              Boolean.TRUE.equals(request.retainExceptOnCreate()));
    } catch (AwsError refused) {
      byId.remove(stack.id());
      throw refused;
    }
    return CreateStackResponse.builder().stackId(stack.id()).build();
  }

  /**
   * Returns the builder that creates, updates and deletes a stack, with its role's permissions or
   * else the caller's.
   */
  StackDeployment deployment(StackRecord stack, Call call) {
    StackRole role = stack.role();
    Call acting = role == null ? call : role.acting(call);
    return new StackDeployment(stack, new StackPermissions(types(), acting), acting);
  }

  /** Refuses the name of a stack that cannot be one. */
  static void named(String name) {
    if (!name.matches("[a-zA-Z][-a-zA-Z0-9]*")) {
      throw Template.invalid(
          "1 validation error detected: Value '%s' at 'stackName' failed to satisfy constraint:"
                  .formatted(name)
              + " Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*");
    }
    if (name.length() > LONGEST_NAME) {
      throw Template.invalid(
          "1 validation error detected: Value '%s' at 'stackName' failed to satisfy constraint:"
                  .formatted(name)
              + " Member must have length less than or equal to 128");
    }
  }

  /** Adds a stack that nothing is made of yet. */
  StackRecord added(String name, StackInput input, Call call) {
    String id =
        "arn:aws:cloudformation:%s:%s:stack/%s/%s"
            .formatted(call.region(), call.accountId(), name, new UUID(0, ++stacksMade));
    StackRecord stack = new StackRecord(name, id, input, call);
    byId.put(id, stack);
    return stack;
  }

  UpdateStackResponse update(UpdateStackRequest request, Call call) {
    StackRecord stack = existing(request.stackName());
    StackRole role = StackRole.given(request.roleARN(), call);
    boolean keepsWhatFailed = Boolean.TRUE.equals(request.disableRollback());
    StackDeployment.requireChangeable(stack, keepsWhatFailed, call);
    StackInput input = StackInput.of(request, stack.input(), types());
    if (input.equals(stack.input()) && stack.status() != StackStatus.UPDATE_FAILED) {
      throw Template.invalid("No updates are to be performed.");
    }
    stack.takeRole(role);
    deployment(stack, call)
        .change(input, keepsWhatFailed, Boolean.TRUE.equals(request.retainExceptOnCreate()));
    return UpdateStackResponse.builder().stackId(stack.id()).build();
  }

  private StackRecord existing(String nameOrId) {
    StackRecord stack = find(nameOrId);
    if (stack == null || stack.gone()) {
      throw Template.invalid("Stack [" + nameOrId + "] does not exist");
    }
    return stack;
  }

  RollbackStackResponse rollBack(RollbackStackRequest request, Call call) {
    StackRecord stack = existing(request.stackName());
    stack.takeRole(StackRole.given(request.roleARN(), call));
    deployment(stack, call).rollBack();
    return RollbackStackResponse.builder().stackId(stack.id()).build();
  }

  UpdateTerminationProtectionResponse protect(UpdateTerminationProtectionRequest request) {
    StackRecord stack = stack(request.stackName());
    stack.protect(request.enableTerminationProtection());
    return UpdateTerminationProtectionResponse.builder().stackId(stack.id()).build();
  }

  DeleteStackResponse delete(DeleteStackRequest request, Call call) {
    StackRecord stack = find(request.stackName());
    if (stack != null && !stack.gone()) {
      if (stack.isProtected()) {
        throw Template.invalid(
            "Stack ["
                + stack.name()
                + "] cannot be deleted while TerminationProtection is enabled");
      }
      StackRole role = StackRole.given(request.roleARN(), call);
      if (stack.status() != StackStatus.DELETE_IN_PROGRESS) {
        stack.takeRole(role);
        StackDeployment deployment = deployment(stack, call);
        changeSets.values().removeIf(changeSet -> changeSet.stack == stack);
        deployment.delete(Set.copyOf(request.retainResources()));
      }
    }
    return DeleteStackResponse.builder().build();
  }
}
