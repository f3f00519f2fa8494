package dev.referee.testkit.embedded.cloudformation;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * The creation, update and deletion of one stack.
 *
 * <p>"Stack failure options", "DeletionPolicy attribute" and "UpdateReplacePolicy attribute" in
 * CloudFormation's user guide describe which resources are kept when an operation fails.
 *
 * @param stack the stack
 * @param permissions whether the identity behind the stack may make its resources
 * @param call a call by that identity
 */
record StackDeployment(StackRecord stack, StackPermissions permissions, Call call) {
  private static final int DELETIONS = 20;
  private static final Duration BETWEEN_DELETIONS = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);

  /**
   * Creates the resources of the stack.
   *
   * @param onFailure what to do if a resource cannot be created
   * @param deletesNew whether a failure deletes new resources that a policy says to retain
   */
  void make(OnFailure onFailure, boolean deletesNew) {
    StackBuilder builder = builder(stack.input(), deletesNew, true);
    stack.onFailure(onFailure);
    stack.become(StackStatus.CREATE_IN_PROGRESS, call);
    proceed(builder, onFailure, deletesNew);
  }

  /** Makes what can be made now, and the rest a while later. */
  private void proceed(StackBuilder builder, OnFailure onFailure, boolean deletesNew) {
    if (stack.status() != StackStatus.CREATE_IN_PROGRESS) {
      return;
    }
    try {
      if (builder.build()) {
        stack.become(StackStatus.CREATE_COMPLETE, call);
      } else {
        call.later(BETWEEN_LOOKS, () -> proceed(builder, onFailure, deletesNew));
      }
    } catch (AwsError failed) {
      String reason = reason();
      switch (onFailure) {
        case DO_NOTHING -> stack.become(StackStatus.CREATE_FAILED, reason, call);
        case DELETE -> {
          stack.become(StackStatus.DELETE_IN_PROGRESS, reason + " Delete requested by user.", call);
          remove(StackStatus.DELETE_COMPLETE, StackStatus.DELETE_FAILED, neverMade(deletesNew));
        }
        default -> {
          stack.become(
              StackStatus.ROLLBACK_IN_PROGRESS, reason + " Rollback requested by user.", call);
          remove(StackStatus.ROLLBACK_COMPLETE, StackStatus.ROLLBACK_FAILED, neverMade(deletesNew));
        }
      }
    }
  }

  private StackBuilder builder(StackInput input, boolean deletesNew, boolean isGradual) {
    return new StackBuilder(stack, input, permissions, deletesNew, isGradual, call);
  }

  /** Returns the condition under which a resource is kept when its creation is rolled back. */
  private Predicate<String> neverMade(boolean deletesNew) {
    return logicalId -> !deletesNew && stack.template().deletionPolicy(logicalId).equals("Retain");
  }

  private String reason() {
    List<String> created = stack.failed(ResourceStatus.CREATE_FAILED);
    List<String> updated = stack.failed(ResourceStatus.UPDATE_FAILED);
    String creation = "The following resource(s) failed to create: " + created + ".";
    String update = "The following resource(s) failed to update: " + updated + ".";
    return updated.isEmpty() ? creation : created.isEmpty() ? update : creation + " " + update;
  }

  /** Refuses to change a stack that cannot be changed as it is. */
  static void requireChangeable(StackRecord stack, boolean keepsWhatFailed, Call call) {
    StackStatus status = stack.shown(call).stackStatus();
    boolean failed = status == StackStatus.CREATE_FAILED || status == StackStatus.UPDATE_FAILED;
    if (failed && stack.onFailure() == OnFailure.DO_NOTHING && !stack.disablesRollback()) {
      throw Template.invalid(
          "This stack cannot be updated from [%s] state because it contains [on-failure: DO_NOTHING]."
                  .formatted(status)
              + " Please use disable-rollback option instead during stack creation.");
    }
    if (failed && !keepsWhatFailed) {
      throw Template.invalid(
          "This stack is currently in a non-terminal [%s] state. To update the stack from this"
                  .formatted(status)
              + " state, please use the disable-rollback parameter with update-stack API. To"
              + " rollback to the last known good state, use the rollback-stack API");
    }
    if (!failed
        && (!status.toString().endsWith("_COMPLETE") || status == StackStatus.ROLLBACK_COMPLETE)) {
      throw Template.invalid(
          "Stack:%s is in %s state and can not be updated.".formatted(stack.id(), status));
    }
  }

  /**
   * Updates the stack.
   *
   * @param input its new template and parameters
   * @param keepsWhatFailed whether the changes are kept if a resource cannot be updated
   * @param deletesNew whether a failure deletes new resources that a policy says to retain
   */
  void change(StackInput input, boolean keepsWhatFailed, boolean deletesNew) {
    requireChangeable(stack, keepsWhatFailed, call);
    StackInput before = stack.input();
    StackBuilder builder = builder(input, deletesNew, false);
    stack.become(StackStatus.UPDATE_IN_PROGRESS, call);
    stack.input(input);
    Runnable back =
        () -> {
          builder.rollBack();
          stack.input(before);
        };
    try {
      builder.build();
      stack.become(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, call);
      builder.cleanUp();
      stack.become(StackStatus.UPDATE_COMPLETE, call);
      stack.unfinished().clear();
    } catch (AwsError failed) {
      stack.unfinished().push(back);
      if (keepsWhatFailed) {
        stack.become(StackStatus.UPDATE_FAILED, reason(), call);
      } else {
        rollBackChanges(reason());
      }
    }
  }

  /** Rolls back the changes of a failed operation. */
  void rollBack() {
    if (stack.status() == StackStatus.UPDATE_FAILED) {
      rollBackChanges("Rollback requested by user.");
    } else if (stack.status() == StackStatus.CREATE_FAILED) {
      stack.become(StackStatus.ROLLBACK_IN_PROGRESS, "Rollback requested by user.", call);
      remove(StackStatus.ROLLBACK_COMPLETE, StackStatus.ROLLBACK_FAILED, neverMade(false));
    } else {
      throw Template.invalid(
          "Stack:%s is in %s state and can not be rolled back."
              .formatted(stack.id(), stack.status()));
    }
  }

  private void rollBackChanges(String reason) {
    stack.become(StackStatus.UPDATE_ROLLBACK_IN_PROGRESS, reason, call);
    try {
      while (!stack.unfinished().isEmpty()) {
        stack.unfinished().pop().run();
      }
      stack.become(StackStatus.UPDATE_ROLLBACK_COMPLETE, call);
    } catch (AwsError stuck) {
      stack.become(StackStatus.UPDATE_ROLLBACK_FAILED, stuck.message(), call);
    }
  }

  /**
   * Deletes the stack.
   *
   * @param retained the logical ids of resources to keep because they could not be deleted before
   */
  void delete(Set<String> retained) {
    boolean failedBefore = stack.status() == StackStatus.DELETE_FAILED;
    stack.become(StackStatus.DELETE_IN_PROGRESS, call);
    remove(
        StackStatus.DELETE_COMPLETE,
        StackStatus.DELETE_FAILED,
        logicalId ->
            stack.template().isRetained(logicalId)
                || (failedBefore && retained.contains(logicalId)));
  }

  private void remove(StackStatus done, StackStatus failed, Predicate<String> retained) {
    remove(done, failed, retained, stack.status(), DELETIONS);
  }

  /** Deletes the resources of the stack, and retries later those that are still in use. */
  private void remove(
      StackStatus done,
      StackStatus failed,
      Predicate<String> retained,
      StackStatus now,
      int tries) {
    if (stack.status() != now) {
      return;
    }
    boolean last = unmake(retained, tries == 1) || tries == 1;
    if (stack.made().isEmpty()) {
      stack.become(done, call);
    } else if (last) {
      stack.become(
          failed,
          "The following resource(s) failed to delete: " + stack.made().keySet() + ". ",
          call);
    } else {
      call.later(BETWEEN_DELETIONS, () -> remove(done, failed, retained, now, tries - 1));
    }
  }

  /**
   * Deletes the resources of the stack, the latest first.
   *
   * @param last whether to report the resources that could not be deleted
   * @return whether a deletion is not allowed, which time does not change
   */
  private boolean unmake(Predicate<String> retained, boolean last) {
    boolean denied = false;
    List<Map.Entry<String, Made>> latestFirst = new ArrayList<>(stack.made().entrySet());
    Collections.reverse(latestFirst);
    for (Map.Entry<String, Made> resource : latestFirst) {
      String logicalId = resource.getKey();
      Made made = resource.getValue();
      if (retained.test(logicalId)) {
        stack.retained(logicalId, made, call);
        continue;
      }
      try {
        permissions.delete(stack.type(logicalId), made.physicalId());
        permissions.types().get(stack.type(logicalId)).deletion().accept(made, call);
        stack.note(logicalId, made.physicalId(), ResourceStatus.DELETE_COMPLETE, null, call);
        stack.made().remove(logicalId);
      } catch (AwsError held) {
        boolean refused = held.isDenial();
        denied |= refused;
        if (last || refused) {
          stack.note(
              logicalId, made.physicalId(), ResourceStatus.DELETE_FAILED, held.message(), call);
        }
      }
    }
    return denied;
  }
}
