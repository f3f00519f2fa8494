package dev.referee.ssm;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.network.InstanceSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * Proves that a session opens to instances, or that a command answers; see {@link
 * SsmChecks#sessionOpens}.
 */
final class SessionOpens implements Check {
  /** The id, claim and steps of a check. */
  record Name(String id, String claim, ImmutableList<Expectation> way) {}

  static final Name SESSION =
      new Name(
          "ssm.session-opens",
          "A session to this private instance opens and a command answers",
          SessionSteps.TO_SESSION);
  static final Name COMMAND =
      new Name(
          "ssm.command-answers",
          "A command that is sent to this private instance runs and answers",
          SessionSteps.TO_COMMAND);

  private final Name name;
  private final SessionParameters parameters;

  SessionOpens(Name name, SessionParameters parameters) {
    this.name = name;
    this.parameters = parameters;
  }

  @Override
  public String id() {
    return name.id();
  }

  @Override
  public String claim() {
    return name.claim();
  }

  @Override
  public List<Expectation> expectations() {
    return name.way();
  }

  @Override
  public Permissions permissions() {
    Permissions reads =
        Explanation.READS
            .and(Permissions.reading("ec2:DescribeInstances"))
            .and(parameters.source().permissions());
    Permissions all = parameters.staysPrivate() ? reads.and(Seclusion.READS) : reads;
    return all.and(
        switch (parameters.proof()) {
          case SESSION -> SessionWay.ACTS.and(Preferences.READS);
          case RUN_COMMAND -> CommandWay.ACTS;
          case CONNECTED -> ConnectionWay.READS;
        });
  }

  @Override
  public Verdict judge(CheckContext context) throws InterruptedException {
    Account account = context.target(Account.class);
    InstanceSource source = parameters.source();
    Presence presence =
        new Presence(
            source, parameters.atLeast(), UnexpectedError.seen(() -> source.find(account)));
    if (!presence.isEnough()) {
      return context.verdict(presence.there());
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(presence.there());
    findings.add(presence.runs());
    if (parameters.staysPrivate()) {
      findings.addAll(new Seclusion(account, presence.staying()).findings());
    }
    Map<Instance, Trial> trials = trials(account, context, presence.running());
    findings.addAll(new Explanation(context, account, name.way(), isAboutSessions()).of(trials));
    return context.verdict(Joined.of(expectations(), findings));
  }

  /** Run Command reaches agents that hold no connection for sessions, too. */
  private boolean isAboutSessions() {
    return parameters.proof() != Proof.RUN_COMMAND;
  }

  private Map<Instance, Trial> trials(Account account, CheckContext context, List<Instance> running)
      throws InterruptedException {
    Trial.Way way =
        switch (parameters.proof()) {
          case SESSION ->
              new SessionWay(account, context.now(), parameters.within(), parameters.silence());
          case RUN_COMMAND ->
              new CommandWay(account, context.now(), parameters.within(), parameters.pause());
          case CONNECTED -> new ConnectionWay(account);
        };
    Map<Instance, Trial> trials = new LinkedHashMap<>();
    for (Instance instance : running) {
      trials.put(instance, tried(way, instance));
    }
    return trials;
  }

  private static Trial tried(Trial.Way way, Instance instance) throws InterruptedException {
    try {
      return way.to(instance.instanceId(), "windows".equalsIgnoreCase(instance.platformAsString()));
    } catch (Inconclusive e) {
      return new Trial.Unseen(e);
    } catch (AwsServiceException e) {
      return new Trial.Unseen(UnexpectedError.inconclusive(e));
    }
  }

  @Override
  public String toString() {
    return "%s (instances %s)".formatted(id(), parameters.source());
  }
}
