package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Optional.ofNullable;

import com.google.common.collect.ImmutableList;
import dev.referee.aws.Account;
import dev.referee.aws.Answers;
import dev.referee.ec2.UserDataRule.Finds;
import dev.referee.ec2.userdata.UserData;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;

/**
 * Judges what the running servers of a fleet carry as user data.
 *
 * <p>What a server was launched with acquits it. What it was launched with is not enough to find it
 * guilty: its own user data may have been changed while it was stopped, so that is read, which
 * costs a call, until one is found guilty; the others of the same launch are then as well.
 */
final class Servers {
  private final Fleet fleet;
  private final UserDataRule rule;
  private final Ec2Client ec2;
  private final Map<String, UserData> own = new HashMap<>();

  private Servers(Fleet fleet, UserDataRule rule, Ec2Client ec2) {
    this.fleet = fleet;
    this.rule = rule;
    this.ec2 = ec2;
  }

  static Servers of(Fleet fleet, UserDataRule rule, Account account) {
    return new Servers(fleet, rule, account.client(Ec2Client::builder));
  }

  /** Returns those that run a bad script. */
  ImmutableList<Server> dirty() {
    ImmutableList<Server> suspects = suspects(Finds.DIRTY);
    boolean guilty = false;
    ImmutableList.Builder<Server> dirty = ImmutableList.builder();
    for (Server server : suspects) {
      if ((guilty && server.launchedFrom().isPresent()) || isDirty(userData(server))) {
        guilty |= server.launchedFrom().isPresent();
        dirty.add(server);
      }
    }
    return dirty.build();
  }

  private boolean isDirty(UserData userData) {
    return rule.finds(userData) == Finds.DIRTY;
  }

  /** Returns one whose script cannot be seen. */
  Optional<Server> unseen() {
    return suspects(Finds.UNSEEN).stream()
        .filter(server -> rule.finds(userData(server)) == Finds.UNSEEN)
        .findFirst();
  }

  /** Returns those that were launched like that, or nobody knows how. */
  private ImmutableList<Server> suspects(Finds finds) {
    return fleet.running().stream()
        .filter(
            server ->
                server
                    .launchedFrom()
                    .map(launch -> rule.finds(launch.userData()) == finds)
                    .orElse(true))
        .collect(toImmutableList());
  }

  /** Reads a server's own user data; none when the server is no longer there. */
  UserData userData(Server server) {
    return own.computeIfAbsent(
        server.id(),
        id ->
            Answers.found(
                    () ->
                        ec2.describeInstanceAttribute(
                            request ->
                                request.instanceId(id).attribute(InstanceAttributeName.USER_DATA)))
                .flatMap(answer -> ofNullable(answer.userData()))
                .map(AttributeValue::value)
                .map(UserData::of)
                .orElse(UserData.NONE));
  }
}
