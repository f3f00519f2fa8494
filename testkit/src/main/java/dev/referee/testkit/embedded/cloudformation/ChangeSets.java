package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetSummary;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.ChangeType;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.ExecuteChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsRequest;
import software.amazon.awssdk.services.cloudformation.model.ListChangeSetsResponse;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.OnStackFailure;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** An emulation of CloudFormation change sets, as used by {@code aws cloudformation deploy}. */
final class ChangeSets {

  /** A change set. */
  static final class Kept {
    final String id;
    final String name;
    final StackRecord stack;
    final StackInput input;
    final boolean creates;
    final @Nullable StackRole role;
    final @Nullable OnStackFailure onFailure;
    final List<Change> changes;
    final Instant created;
    boolean executed;

    Kept(
        String id,
        CreateChangeSetRequest request,
        StackRecord stack,
        StackInput input,
        @Nullable StackRole role,
        Call call) {
      this.id = id;
      this.name = request.changeSetName();
      this.role = role;
      this.onFailure = request.onStackFailure();
      this.stack = stack;
      this.input = input;
      this.creates = request.changeSetType() == ChangeSetType.CREATE;
      this.changes = creates ? changes(null, input) : changes(stack.input(), input);
      this.created = call.clock().instant();
    }

    boolean changesNothing() {
      return !creates && changes.isEmpty() && input.tags().equals(stack.input().tags());
    }
  }

  private static final String NO_CHANGES =
      "The submitted information didn't contain changes. Submit different information to create a"
          + " change set.";

  private ChangeSets() {}

  static void addTo(Service service, ResourceTypes types) {
    service
        .on(
            CreateChangeSetRequest.class,
            CreateChangeSetRequest::builder,
            (request, call) -> create(request, types, call))
        .on(DescribeChangeSetRequest.class, DescribeChangeSetRequest::builder, ChangeSets::describe)
        .on(
            ExecuteChangeSetRequest.class,
            ExecuteChangeSetRequest::builder,
            (request, call) -> execute(CloudFormation.of(call, types), request, call))
        .on(DeleteChangeSetRequest.class, DeleteChangeSetRequest::builder, ChangeSets::delete)
        .on(ListChangeSetsRequest.class, ListChangeSetsRequest::builder, ChangeSets::list);
  }

  private static CreateChangeSetResponse create(
      CreateChangeSetRequest request, ResourceTypes types, Call call) {
    CloudFormation formation = CloudFormation.of(call);
    String name = request.changeSetName();
    CloudFormation.named(request.stackName());
    StackRecord before = formation.find(request.stackName());
    boolean creates = request.changeSetType() == ChangeSetType.CREATE;
    if (creates
        && before != null
        && !before.gone()
        && before.status() != StackStatus.REVIEW_IN_PROGRESS) {
      throw Template.invalid(
          "Stack [%s] already exists and cannot be created again with the changeSet [%s]."
              .formatted(request.stackName(), name));
    }
    if (!creates && (before == null || before.gone())) {
      throw Template.invalid("Stack [" + request.stackName() + "] does not exist");
    }
    if (before != null && find(formation, before, name) != null) {
      throw new AwsError(400, "AlreadyExistsException", "ChangeSet [" + name + "] already exists");
    }
    StackRole role = StackRole.given(request.roleARN(), call);
    StackInput input = StackInput.of(request, before == null ? null : before.input(), types);
    new TemplateParameters(input.template(), call).values(input.given());
    StackRecord stack = before == null ? formation.added(request.stackName(), input, call) : before;
    if (before == null) {
      stack.become(StackStatus.REVIEW_IN_PROGRESS, call);
    }
    String id =
        "arn:aws:cloudformation:%s:%s:changeSet/%s/%s"
            .formatted(
                call.region(), call.accountId(), name, new UUID(1, formation.nextChangeSet()));
    formation.changeSets.put(id, new Kept(id, request, stack, input, role, call));
    return CreateChangeSetResponse.builder().id(id).stackId(stack.id()).build();
  }

  private static @Nullable Kept find(
      CloudFormation formation, @Nullable StackRecord stack, String nameOrId) {
    Kept byId = formation.changeSets.get(nameOrId);
    return byId != null
        ? byId
        : formation.changeSets.values().stream()
            .filter(changeSet -> changeSet.name.equals(nameOrId) && changeSet.stack == stack)
            .findFirst()
            .orElse(null);
  }

  private static Kept get(@Nullable String stackName, String nameOrId, Call call) {
    CloudFormation formation = CloudFormation.of(call);
    StackRecord stack = stackName == null ? null : formation.find(stackName);
    Kept found = find(formation, stack, nameOrId);
    if (found == null) {
      throw new AwsError(404, "ChangeSetNotFound", "ChangeSet [" + nameOrId + "] does not exist");
    }
    return found;
  }

  private static DescribeChangeSetResponse describe(DescribeChangeSetRequest request, Call call) {
    Kept changeSet = get(request.stackName(), request.changeSetName(), call);
    Page<Change> page = Page.of(changeSet.changes, null, request.nextToken(), call);
    return DescribeChangeSetResponse.builder()
        .changeSetName(changeSet.name)
        .changeSetId(changeSet.id)
        .stackName(changeSet.stack.name())
        .stackId(changeSet.stack.id())
        .parameters(Pojos.unlessEmpty(changeSet.input.parameters()))
        .capabilitiesWithStrings(changeSet.input.capabilities())
        .tags(Pojos.unlessEmpty(changeSet.input.tags()))
        .creationTime(changeSet.created)
        .status(
            changeSet.changesNothing() ? ChangeSetStatus.FAILED : ChangeSetStatus.CREATE_COMPLETE)
        .statusReason(changeSet.changesNothing() ? NO_CHANGES : null)
        .executionStatus(execution(changeSet))
        .changes(page.items())
        .nextToken(page.next())
        .build();
  }

  private static ExecutionStatus execution(Kept changeSet) {
    return changeSet.executed
        ? ExecutionStatus.EXECUTE_COMPLETE
        : changeSet.changesNothing() ? ExecutionStatus.UNAVAILABLE : ExecutionStatus.AVAILABLE;
  }

  private static ExecuteChangeSetResponse execute(
      CloudFormation formation, ExecuteChangeSetRequest request, Call call) {
    Kept changeSet = get(request.stackName(), request.changeSetName(), call);
    if (execution(changeSet) != ExecutionStatus.AVAILABLE) {
      throw new AwsError(
          400,
          "InvalidChangeSetStatus",
          "ChangeSet [%s] cannot be executed in its current execution status of [%s]"
              .formatted(changeSet.id, execution(changeSet)));
    }
    boolean keepsWhatFailed =
        Boolean.TRUE.equals(request.disableRollback())
            || changeSet.onFailure == OnStackFailure.DO_NOTHING;
    boolean deletesNew = Boolean.TRUE.equals(request.retainExceptOnCreate());
    changeSet.stack.takeRole(changeSet.role);
    StackDeployment deployment = formation.deployment(changeSet.stack, call);
    if (!changeSet.creates) {
      StackDeployment.requireChangeable(changeSet.stack, keepsWhatFailed, call);
    }
    changeSet.executed = true;
    // The others were made for a stack that is no longer as it was.
    formation
        .changeSets
        .values()
        .removeIf(other -> other != changeSet && other.stack == changeSet.stack);
    if (changeSet.creates) {
      changeSet.stack.input(changeSet.input);
      changeSet.stack.disableRollback(keepsWhatFailed);
      deployment.make(
          keepsWhatFailed
              ? OnFailure.DO_NOTHING
              : changeSet.onFailure == OnStackFailure.DELETE
                  ? OnFailure.DELETE
                  : OnFailure.ROLLBACK,
          deletesNew);
    } else {
      deployment.change(changeSet.input, keepsWhatFailed, deletesNew);
    }
    return ExecuteChangeSetResponse.builder().build();
  }

  private static DeleteChangeSetResponse delete(DeleteChangeSetRequest request, Call call) {
    CloudFormation formation = CloudFormation.of(call);
    Kept changeSet =
        find(
            formation,
            request.stackName() == null ? null : formation.find(request.stackName()),
            request.changeSetName());
    if (changeSet != null) {
      formation.changeSets.remove(changeSet.id);
    }
    return DeleteChangeSetResponse.builder().build();
  }

  private static ListChangeSetsResponse list(ListChangeSetsRequest request, Call call) {
    CloudFormation formation = CloudFormation.of(call);
    StackRecord stack = formation.stack(request.stackName());
    Page<ChangeSetSummary> page =
        Page.of(
            formation.changeSets.values().stream()
                .filter(changeSet -> changeSet.stack == stack)
                .map(
                    changeSet ->
                        ChangeSetSummary.builder()
                            .changeSetId(changeSet.id)
                            .changeSetName(changeSet.name)
                            .stackId(stack.id())
                            .stackName(stack.name())
                            .creationTime(changeSet.created)
                            .executionStatus(execution(changeSet))
                            .status(
                                changeSet.changesNothing()
                                    ? ChangeSetStatus.FAILED
                                    : ChangeSetStatus.CREATE_COMPLETE)
                            .build())
                .toList(),
            null,
            request.nextToken(),
            call);
    return ListChangeSetsResponse.builder().summaries(page.items()).nextToken(page.next()).build();
  }

  /** Returns the resources that a template adds, modifies and removes. */
  private static List<Change> changes(@Nullable StackInput before, StackInput after) {
    List<Change> changes = new ArrayList<>();
    Map<String, String> old = before == null ? Map.of() : before.given();
    for (String id : after.template().resources()) {
      JsonNode was = before == null ? null : before.template().json().at("/Resources/" + id);
      JsonNode is = after.template().resource(id);
      if (was == null || was.isMissingNode()) {
        changes.add(change(ChangeAction.ADD, id, after.template()));
      } else if (!was.equals(is) || !old.equals(after.given())) {
        changes.add(change(ChangeAction.MODIFY, id, after.template()));
      }
    }
    if (before != null) {
      before.template().resources().stream()
          .filter(id -> !after.template().resources().contains(id))
          .forEach(id -> changes.add(change(ChangeAction.REMOVE, id, before.template())));
    }
    return changes;
  }

  private static Change change(ChangeAction action, String logicalId, Template template) {
    return Change.builder()
        .type(ChangeType.RESOURCE)
        .resourceChange(
            it ->
                it.action(action)
                    .logicalResourceId(logicalId)
                    .resourceType(template.type(logicalId)))
        .build();
  }
}
