package dev.referee.eks;

import static com.google.common.base.Strings.nullToEmpty;
import static dev.referee.eks.ClusterReadyExpectations.STACK;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Progress;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/**
 * The CloudFormation stacks that create a cluster and its nodes: their progress, and the first
 * event that failed, also in nested stacks, before CloudFormation gives up.
 *
 * <p>For one judgement and one thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/determine-root-cause-for-stack-failures.html">
 *     Determine the cause of a stack failure</a>
 */
final class ClusterReadyStack {
  static final Permissions READS =
      Permissions.ofReads("cloudformation:DescribeStacks", "cloudformation:DescribeStackEvents");

  /** How long a cluster with its node group usually takes, from the first resource to the last. */
  private static final Duration USUAL = Duration.ofMinutes(20);

  private static final String NESTED = "AWS::CloudFormation::Stack";
  private static final int DEPTH = 4;

  /** The reason of resources that CloudFormation gives up because another one failed. */
  private static final Pattern CASCADE =
      Pattern.compile("(?i)\\s*resource (creation|update|deletion|import) cancell?ed\\.?\\s*");

  private final CloudFormationClient cloudFormation;
  private final Instant now;
  private final String given;
  private final String cluster;

  /**
   * Makes one.
   *
   * @param given the name of the stack; empty if unknown
   * @param cluster the name of the cluster; empty if unknown
   */
  ClusterReadyStack(
      CloudFormationClient cloudFormation, Instant now, String given, String cluster) {
    this.cloudFormation = cloudFormation;
    this.now = now;
    this.given = given;
    this.cluster = cluster;
  }

  /** A stack, and what its events since its last change say. */
  private record Change(Stack stack, List<StackEvent> events) {
    boolean isRunning() {
      return stack.stackStatusAsString().endsWith("_IN_PROGRESS");
    }
  }

  /** Returns the finding of the first stack that failed, or else is not complete; empty if none. */
  Optional<Finding> finding() {
    List<Finding> open = new ArrayList<>();
    List<String> complete = new ArrayList<>();
    for (Stack stack : stacks()) {
      String status = stack.stackStatusAsString();
      if (status.equals("CREATE_COMPLETE")
          || status.equals("UPDATE_COMPLETE")
          || status.equals("IMPORT_COMPLETE")
          || status.equals("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")) {
        complete.add(stack.stackName());
      } else {
        open.add(open(stack));
      }
    }
    return open.stream()
        .min(Comparator.comparing(finding -> finding.state() == Finding.State.PENDING ? 1 : 0))
        .or(
            () ->
                complete.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        STACK
                            .satisfied()
                            .subject(complete.get(0))
                            .seen(
                                "Complete: "
                                    + UntrustedText.line(String.join(", ", complete))
                                    + ".")
                            .build()));
  }

  /** Returns the root stacks that create the cluster, the oldest first. */
  private List<Stack> stacks() {
    List<Stack> found = new ArrayList<>();
    for (Stack stack : cloudFormation.describeStacksPaginator().stacks()) {
      AnswerReader.complete("DescribeStacks", stack, "StackName", "StackStatus", "CreationTime");
      if (isMeant(stack)) {
        found.add(stack);
      }
    }
    found.sort(Comparator.comparing(Stack::creationTime).thenComparing(Stack::stackName));
    return found;
  }

  private boolean isMeant(Stack stack) {
    if (stack.stackName().equals(given)) {
      return true;
    }
    String name = cluster.isEmpty() ? nameByEksctl(given) : cluster;
    return !name.isEmpty()
        && stack.parentId() == null
        && (stack.stackName().equals("eksctl-" + name + "-cluster")
            || stack.stackName().startsWith("eksctl-" + name + "-nodegroup-")
            || stack.stackName().equals("eksctl-" + name + "-fargate")
            || (stack.stackName().startsWith("eksctl-") && tag(stack).equals(name)));
  }

  private static String nameByEksctl(String stack) {
    return stack.startsWith("eksctl-") && stack.endsWith("-cluster")
        ? stack.substring("eksctl-".length(), Math.max(7, stack.length() - "-cluster".length()))
        : "";
  }

  private static String tag(Stack stack) {
    return stack.tags().stream()
        .filter(tag -> "alpha.eksctl.io/cluster-name".equals(tag.key()))
        .map(Tag::value)
        .findFirst()
        .orElse("");
  }

  private Finding open(Stack stack) {
    String status = stack.stackStatusAsString();
    Change change = new Change(stack, events(id(stack)));
    Optional<StackEvent> failed = failure(change.events(), id(stack), 0);
    if (failed.isPresent()) {
      return failed(change, failed.get());
    }
    if (status.equals("REVIEW_IN_PROGRESS")) {
      return STACK
          .unsatisfied()
          .subject(stack.stackName())
          .seen("The stack %s has only a change set.".formatted(stack.stackName()))
          .remedy("Execute the change set.")
          .build();
    }
    boolean building =
        change.isRunning() && !status.contains("ROLLBACK") && !status.startsWith("DELETE");
    return building
        ? pending(change)
        : STACK
            .unsatisfied()
            .subject(stack.stackName())
            .seen(
                "The stack %s is %s. %s"
                    .formatted(
                        stack.stackName(),
                        status,
                        UntrustedText.sentence(stack.stackStatusReason()))
                    .strip())
            .remedy("Delete the stack if it cannot be used any more, and create it again.")
            .build();
  }

  private static Finding failed(Change change, StackEvent event) {
    Stack stack = change.stack();
    String where =
        nullToEmpty(event.stackName()).equals(stack.stackName())
            ? ""
            : " in the nested stack " + UntrustedText.line(event.stackName());
    return STACK
        .unsatisfied()
        .subject(stack.stackName())
        .seen(
            "The stack %s is %s. The first failure is %s (%s)%s: %s"
                .formatted(
                    stack.stackName(),
                    stack.stackStatusAsString(),
                    UntrustedText.line(event.logicalResourceId()),
                    UntrustedText.line(event.resourceType()),
                    where,
                    reason(event)))
        .fact("failed at", Facts.time(event.timestamp()))
        .remedy(
            "Fix this cause; the other failed events only follow from it. "
                + (change.isRunning()
                    ? "You need not wait until CloudFormation has given up: delete the stack now,"
                        + " and create it again."
                    : "Then delete the stack, and create it again."))
        .source(
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/determine-root-cause-for-stack-failures.html")
        .build();
  }

  private static String reason(StackEvent event) {
    String reason = UntrustedText.sentence(event.resourceStatusReason());
    return reason.isEmpty() ? "CloudFormation gives no reason." : reason;
  }

  private Finding pending(Change change) {
    Stack stack = change.stack();
    Map<String, StackEvent> last = new LinkedHashMap<>();
    for (StackEvent event : change.events()) {
      if (!isOf(event, id(stack))) {
        last.put(event.logicalResourceId(), event);
      }
    }
    ImmutableList<StackEvent> working =
        last.values().stream()
            .filter(event -> event.resourceStatusAsString().endsWith("_IN_PROGRESS"))
            .collect(ImmutableList.toImmutableList());
    Instant since = Optional.ofNullable(stack.lastUpdatedTime()).orElse(stack.creationTime());
    Instant usual = since.plus(USUAL);
    int done = last.size() - working.size();
    Finding.Builder finding =
        (usual.isAfter(now) ? STACK.pending(usual) : STACK.pending())
            .subject(stack.stackName())
            .progress(working.isEmpty() ? Progress.NONE : Progress.of(done, last.size()))
            .seen(
                "The stack %s is %s since %s, for %s: %d of the %d resources that it has begun are complete."
                    .formatted(
                        stack.stackName(),
                        stack.stackStatusAsString(),
                        Facts.time(since),
                        Facts.duration(Duration.between(since, now)),
                        done,
                        last.size()))
            .remedy(
                "Wait. A control plane usually takes 8 to 15 minutes, and a node group 3 to 5 more."
                    + " Referee says so as soon as anything fails.");
    Facts.add(
        finding,
        working,
        event -> UntrustedText.line(event.logicalResourceId()),
        event ->
            "%s, since %s"
                .formatted(
                    UntrustedText.line(event.resourceType()), Facts.time(event.timestamp())));
    return finding.build();
  }

  /** Returns the first event that failed by itself, of the stack or of a nested one. */
  private Optional<StackEvent> failure(List<StackEvent> events, String stackId, int depth) {
    for (StackEvent event : events) {
      boolean nested =
          NESTED.equals(event.resourceType())
              && !isOf(event, stackId)
              && !nullToEmpty(event.physicalResourceId()).isEmpty();
      boolean failed =
          event.resourceStatusAsString().endsWith("_FAILED")
              && !isOf(event, stackId)
              && !CASCADE.matcher(nullToEmpty(event.resourceStatusReason())).matches();
      if (nested && depth < DEPTH && (failed || isStillWorking(event, events))) {
        String id = event.physicalResourceId();
        Optional<StackEvent> inner =
            AwsLookups.found(() -> events(id)).flatMap(nest -> failure(nest, id, depth + 1));
        if (inner.isPresent()) {
          return inner;
        }
      }
      if (failed) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /** Says whether it is the last event of its resource, which is not complete. */
  private static boolean isStillWorking(StackEvent event, List<StackEvent> events) {
    return event.resourceStatusAsString().endsWith("_IN_PROGRESS")
        && events.stream()
            .filter(one -> event.logicalResourceId().equals(one.logicalResourceId()))
            .reduce((one, next) -> next)
            .orElse(event)
            .equals(event);
  }

  /** Returns the events since the last change of a stack began, the first one first. */
  private List<StackEvent> events(String stack) {
    List<StackEvent> events = new ArrayList<>();
    for (StackEvent event :
        cloudFormation
            .describeStackEventsPaginator(request -> request.stackName(stack))
            .stackEvents()) {
      AnswerReader.complete(
          "DescribeStackEvents",
          event,
          "StackId",
          "LogicalResourceId",
          "ResourceStatus",
          "Timestamp");
      events.add(0, event);
      String status = event.resourceStatusAsString();
      if (isOf(event, event.stackId())
          && (status.equals("CREATE_IN_PROGRESS")
              || status.equals("UPDATE_IN_PROGRESS")
              || status.equals("IMPORT_IN_PROGRESS"))) {
        break;
      }
    }
    return events;
  }

  private static boolean isOf(StackEvent event, String stackId) {
    return NESTED.equals(event.resourceType()) && stackId.equals(event.physicalResourceId());
  }

  private static String id(Stack stack) {
    return stack.stackId() == null ? stack.stackName() : stack.stackId();
  }
}
