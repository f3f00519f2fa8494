package dev.referee.testkit.embedded.cloudformation;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourceResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesRequest;
import software.amazon.awssdk.services.cloudformation.model.ListStackResourcesResponse;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDetail;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/** The operations that describe CloudFormation stacks. */
final class StackReads {
  private StackReads() {}

  static Service addTo(Service service) {
    return service
        .on(DescribeStacksRequest.class, DescribeStacksRequest::builder, StackReads::stacks)
        .on(
            DescribeStackResourceRequest.class,
            DescribeStackResourceRequest::builder,
            StackReads::resource)
        .on(
            DescribeStackResourcesRequest.class,
            DescribeStackResourcesRequest::builder,
            StackReads::resources)
        .on(
            ListStackResourcesRequest.class,
            ListStackResourcesRequest::builder,
            StackReads::summaries)
        .on(
            DescribeStackEventsRequest.class,
            DescribeStackEventsRequest::builder,
            StackReads::events);
  }

  private static StackRecord stack(String nameOrId, Call call) {
    return CloudFormation.of(call).stack(nameOrId);
  }

  private static DescribeStacksResponse stacks(DescribeStacksRequest request, Call call) {
    List<StackRecord> selected =
        request.stackName() == null
            ? CloudFormation.of(call).standing()
            : List.of(stack(request.stackName(), call));
    Page<Stack> page =
        Page.of(
            selected.stream().map(stack -> stack.shown(call)).toList(),
            null,
            request.nextToken(),
            call);
    return DescribeStacksResponse.builder().stacks(page.items()).nextToken(page.next()).build();
  }

  private static DescribeStackResourceResponse resource(
      DescribeStackResourceRequest request, Call call) {
    StackResource found =
        stack(request.stackName(), call).resources(call).stream()
            .filter(resource -> resource.logicalResourceId().equals(request.logicalResourceId()))
            .findFirst()
            .orElseThrow(
                () ->
                    Template.invalid(
                        "Resource "
                            + request.logicalResourceId()
                            + " does not exist for stack "
                            + request.stackName()));
    return DescribeStackResourceResponse.builder()
        .stackResourceDetail(
            StackResourceDetail.builder()
                .stackName(found.stackName())
                .stackId(found.stackId())
                .logicalResourceId(found.logicalResourceId())
                .physicalResourceId(found.physicalResourceId())
                .resourceType(found.resourceType())
                .resourceStatus(found.resourceStatus())
                .resourceStatusReason(found.resourceStatusReason())
                .lastUpdatedTimestamp(found.timestamp())
                .build())
        .build();
  }

  private static DescribeStackResourcesResponse resources(
      DescribeStackResourcesRequest request, Call call) {
    List<StackResource> all = stack(request.stackName(), call).resources(call);
    String wanted = request.logicalResourceId();
    return DescribeStackResourcesResponse.builder()
        .stackResources(
            all.stream()
                .filter(resource -> wanted == null || resource.logicalResourceId().equals(wanted))
                .toList())
        .build();
  }

  private static ListStackResourcesResponse summaries(
      ListStackResourcesRequest request, Call call) {
    List<StackResourceSummary> all =
        stack(request.stackName(), call).resources(call).stream()
            .map(
                resource ->
                    StackResourceSummary.builder()
                        .logicalResourceId(resource.logicalResourceId())
                        .physicalResourceId(resource.physicalResourceId())
                        .resourceType(resource.resourceType())
                        .resourceStatus(resource.resourceStatus())
                        .resourceStatusReason(resource.resourceStatusReason())
                        .lastUpdatedTimestamp(resource.timestamp())
                        .build())
            .toList();
    Page<StackResourceSummary> page = Page.of(all, null, request.nextToken(), call);
    return ListStackResourcesResponse.builder()
        .stackResourceSummaries(page.items())
        .nextToken(page.next())
        .build();
  }

  private static DescribeStackEventsResponse events(DescribeStackEventsRequest request, Call call) {
    Page<StackEvent> page =
        Page.of(stack(request.stackName(), call).events(), null, request.nextToken(), call);
    return DescribeStackEventsResponse.builder()
        .stackEvents(page.items())
        .nextToken(page.next())
        .build();
  }
}
