package dev.referee.testkit.embedded.cloudtrail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.EvictingQueue;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Store;
import dev.referee.testkit.embedded.service.ApiCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** CloudTrail in an account, in all Regions: its trails and its recent events. */
public final class CloudTrail {
  /** The number of recent events that {@code LookupEvents} finds. */
  static final int MOST_EVENTS = 1_000;

  /** The global services, whose events are recorded in us-east-1. */
  private static final Set<String> GLOBAL_SERVICES = Set.of("iam", "organizations", "route53");

  /** The operations that AWS logs as data events, or not at all. */
  private static final Set<String> DATA_EVENTS =
      Set.of(
          "events:PutEvents",
          "lambda:Invoke",
          "sns:Publish",
          "sns:PublishBatch",
          "sqs:ChangeMessageVisibility",
          "sqs:ChangeMessageVisibilityBatch",
          "sqs:DeleteMessage",
          "sqs:DeleteMessageBatch",
          "sqs:ReceiveMessage",
          "sqs:SendMessage",
          "sqs:SendMessageBatch");

  final Map<String, TrailRecord> trails = new TreeMap<>();
  private final EvictingQueue<RecordedCall> recent = EvictingQueue.create(MOST_EVENTS);
  private long events;

  private CloudTrail() {}

  /** Returns CloudTrail in the account that is called. */
  public static CloudTrail of(Call call) {
    return of(call.store());
  }

  private static CloudTrail of(Store store) {
    return store.get(Call.GLOBAL, CloudTrail.class, CloudTrail::new);
  }

  /** Records the calls in an account from now on. */
  public static void follow(AccountState account) {
    account.store().listen(ApiCall.class, of(account.store())::record);
  }

  /**
   * An event: a trail logs a call now.
   *
   * @param call where it is logged
   * @param source the source of the call, {@code aws.ec2}
   * @param readOnly whether the call only reads
   * @param record gives the record of the call
   */
  public record Logged(Call call, String source, boolean readOnly, Supplier<ObjectNode> record) {}

  private void record(ApiCall made) {
    boolean readOnly = made.readOnly();
    if ((readOnly && trails.isEmpty())
        || DATA_EVENTS.contains(made.service() + ":" + made.operation())) {
      return;
    }
    boolean global = GLOBAL_SERVICES.contains(made.service());
    Call call = made.call();
    Call where =
        global
            ? new Call(
                call.accountId(),
                "us-east-1",
                call.principalArn(),
                call.store(),
                call.clock(),
                call.session())
            : call;
    RecordedCall recorded =
        new RecordedCall(made, where.region(), call.now(), new UUID(0, ++events).toString());
    if (!readOnly) {
      recent.add(recorded);
    }
    if (trails.values().stream().anyMatch(trail -> trail.logs(recorded, global))) {
      call.store().publish(new Logged(where, "aws." + made.service(), readOnly, recorded::toJson));
    }
  }

  /** Returns the recent events of a Region, the last first. */
  List<RecordedCall> recent(String region) {
    List<RecordedCall> all = new ArrayList<>();
    recent.stream().filter(event -> event.region().equals(region)).forEach(all::add);
    Collections.reverse(all);
    return all;
  }

  /**
   * Adds a trail of an organisation's management account, which its member accounts see and cannot
   * change.
   *
   * @param name the trail
   * @param managementAccount the account that has it
   * @param homeRegion its home Region
   */
  public void addOrganizationTrail(
      String name, String managementAccount, String homeRegion, Call call) {
    TrailRecord trail = new TrailRecord(name, homeRegion, managementAccount, "organization-trail");
    trail.organization = true;
    trail.multiRegion = true;
    trail.start(call.now());
    trails.put(trail.arn, trail);
  }

  /** Ends the logging of a trail of an organisation, as its management account does. */
  public void stopOrganizationTrail(String name, Call call) {
    trails.values().stream()
        .filter(trail -> trail.organization && trail.name.equals(name))
        .forEach(trail -> trail.stop(call.now()));
  }

  /**
   * Sets why the trail with a name cannot write to its bucket; empty if it can.
   *
   * @param error the code of Amazon S3, {@code AccessDenied}
   */
  public void deliveryError(String name, String error) {
    trails.values().stream()
        .filter(trail -> trail.name.equals(name))
        .forEach(trail -> trail.deliveryError = error);
  }
}
