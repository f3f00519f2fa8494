package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.ResourceType.Made;
import dev.referee.testkit.embedded.Service.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * Behaves like CloudFormation, except that stacks are made and unmade at once; where it is told to
 * take its time, it says for so long that they are being created.
 */
final class CloudFormation {
  private final Map<String, StackRecord> byId = new LinkedHashMap<>();

  private CloudFormation() {}

  static Service service() {
    Service service =
        new Service("cloudformation", Protocol.AWS_QUERY, "2010-05-15")
            .on(
                CreateStackRequest.class,
                CreateStackRequest::builder,
                (request, call) -> of(call).create(request, call))
            .on(
                DeleteStackRequest.class,
                DeleteStackRequest::builder,
                (request, call) -> of(call).delete(request, call));
    return StackReads.addTo(service);
  }

  static CloudFormation of(Call call) {
    return call.regional(CloudFormation.class, CloudFormation::new);
  }

  /** Returns the stacks that were not deleted. */
  List<StackRecord> standing() {
    return byId.values().stream().filter(stack -> !stack.gone()).toList();
  }

  /** Returns the stack with an id, or the one that stands with a name. */
  StackRecord stack(String nameOrId) {
    StackRecord found = find(nameOrId);
    if (found == null) {
      throw Template.invalid("Stack with id " + nameOrId + " does not exist");
    }
    return found;
  }

  private @Nullable StackRecord find(String nameOrId) {
    StackRecord withId = byId.get(nameOrId);
    return withId != null
        ? withId
        : standing().stream()
            .filter(stack -> stack.name().equals(nameOrId))
            .findFirst()
            .orElse(null);
  }

  private CreateStackResponse create(CreateStackRequest request, Call call) {
    String name = request.stackName();
    if (find(name) != null) {
      throw new AwsError(400, "AlreadyExistsException", "Stack [" + name + "] already exists");
    }
    String id =
        "arn:aws:cloudformation:"
            + call.region()
            + ":"
            + call.accountId()
            + ":stack/"
            + name
            + "/"
            + new UUID(0, byId.size() + 1L);
    StackRecord stack = new StackRecord(request, id, call);
    check(stack.template(), request);
    StackBuilder builder = new StackBuilder(stack, given(request), call);
    byId.put(id, stack);
    stack.become(StackStatus.CREATE_IN_PROGRESS, call);
    try {
      builder.build();
      stack.become(StackStatus.CREATE_COMPLETE, call);
    } catch (AwsError failed) {
      if (keepsWhatFailed(request)) {
        stack.become(StackStatus.CREATE_FAILED, call);
        return CreateStackResponse.builder().stackId(id).build();
      }
      stack.become(StackStatus.ROLLBACK_IN_PROGRESS, call);
      unmake(stack, call);
      stack.become(StackStatus.ROLLBACK_COMPLETE, call);
    }
    return CreateStackResponse.builder().stackId(id).build();
  }

  private static boolean keepsWhatFailed(CreateStackRequest request) {
    return request.onFailure() == OnFailure.DO_NOTHING
        || Boolean.TRUE.equals(request.disableRollback());
  }

  private static Map<String, String> given(CreateStackRequest request) {
    return request.parameters().stream()
        .collect(Collectors.toMap(Parameter::parameterKey, Parameter::parameterValue));
  }

  private static void check(Template template, CreateStackRequest request) {
    List<String> types = template.resources().stream().map(template::type).distinct().toList();
    types.forEach(ResourceTypes::get);
    if (types.stream().anyMatch(type -> type.startsWith("AWS::IAM::"))
        && !request.hasCapabilities()) {
      throw new AwsError(
          400, "InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]");
    }
  }

  private DeleteStackResponse delete(DeleteStackRequest request, Call call) {
    StackRecord stack = find(request.stackName());
    if (stack != null && !stack.gone()) {
      stack.become(StackStatus.DELETE_IN_PROGRESS, call);
      stack.become(
          unmake(stack, call) ? StackStatus.DELETE_COMPLETE : StackStatus.DELETE_FAILED, call);
    }
    return DeleteStackResponse.builder().build();
  }

  /** Deletes what a stack made, the latest first, and says whether all of it could be. */
  private static boolean unmake(StackRecord stack, Call call) {
    List<Map.Entry<String, Made>> latestFirst = new ArrayList<>(stack.made().entrySet());
    Collections.reverse(latestFirst);
    for (Map.Entry<String, Made> resource : latestFirst) {
      String logicalId = resource.getKey();
      Made made = resource.getValue();
      try {
        ResourceTypes.get(stack.template().type(logicalId)).delete(made, call);
        stack.note(logicalId, made.physicalId(), ResourceStatus.DELETE_COMPLETE, null, call);
        stack.made().remove(logicalId);
      } catch (AwsError held) {
        stack.note(
            logicalId, made.physicalId(), ResourceStatus.DELETE_FAILED, held.message(), call);
      }
    }
    return stack.made().isEmpty();
  }
}
