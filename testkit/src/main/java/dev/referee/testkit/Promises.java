package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.aws.AccessLevels;
import dev.referee.report.Report;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The assertions that every check has to satisfy in every scenario, one method each. */
final class Promises {
  private Promises() {}

  static void isJudgedRight(PreparedWorld prepared) {
    prepared.isAsSaid(prepared.verdict());
    prepared.isAsSaid(prepared.explainDirectly());
  }

  static void isJudgedRightPageByPage(PreparedWorld prepared) {
    prepared.pageSize(1);
    prepared.isAsSaid(prepared.judgeDirectly());
  }

  static void isJudgedTheSameAgain(PreparedWorld prepared) {
    assertThat(prepared.judgeDirectly().findings()).isEqualTo(prepared.verdict().findings());
  }

  static void isOnlyRead(PreparedWorld prepared) {
    Set<String> requested = prepared.askedActions();
    assertThat(requested).isNotEmpty().isSubsetOf(prepared.check().permissions().all());
    AccessLevels levels = new AccessLevels();
    assertThat(prepared.check().permissions().reads().stream().map(levels::problem))
        .allMatch(Optional::isEmpty);
  }

  static void sendsFewRequests(PreparedWorld prepared) {
    prepared
        .api()
        .ifPresent(
            api -> assertThat(prepared.requests()).isLessThanOrEqualTo(api.mostOperations()));
  }

  static void keepsSecrets(PreparedWorld prepared, List<String> secrets) {
    Verdict verdict = prepared.verdict();
    for (Disclosure disclosure : Disclosure.values()) {
      String text = Report.forPlayers(disclosure).text(verdict);
      secrets.forEach(secret -> assertThat(text).doesNotContain(secret));
      if (disclosure != Disclosure.EXACT) {
        for (Finding open : verdict.unresolved()) {
          open.remedy().ifPresent(remedy -> assertThat(text).doesNotContain(remedy));
          open.expected().ifPresent(expected -> assertThat(text).doesNotContain(expected));
          open.subject()
              .filter(subject -> !open.expectation().topic().contains(subject))
              .ifPresent(subject -> assertThat(text).doesNotContain(subject));
        }
      }
    }
    secrets.forEach(
        secret -> assertThat(Report.forOrganisers().text(verdict)).doesNotContain(secret));
  }

  /** Names all injections that change the verdict, not only the first one. */
  static void isNeverTurned(PreparedWorld prepared, List<? extends Injection> injections) {
    WorldFailures turned = new WorldFailures();
    for (Injection injection : injections) {
      try {
        prepared.isUnturned(injection);
      } catch (AssertionError e) {
        turned.add(e);
      }
    }
    turned.raise();
  }

  static void waitsWhenThrottledOnce(PreparedWorld prepared) {
    prepared
        .calls()
        .forEach(
            call ->
                prepared
                    .apiOf(call)
                    .map(api -> api.throttledOnce(call.operation()))
                    .ifPresentOrElse(ApiFault::inject, () -> throttleOnce(prepared, call)));
    prepared.isAsSaid(prepared.judgeDirectly());
  }

  private static void throttleOnce(PreparedWorld prepared, ReceivedCall call) {
    prepared
        .sandbox()
        .embedded()
        .inject(Fault.throttle().on(call.service(), call.operation()).times(1));
  }

  static void saysWhatCouldNotBeSeen(PreparedWorld prepared) {
    prepared.fault(Fault.deny().on(prepared.firstService()));
    prepared.couldNotSee(Cause.ACCESS_DENIED);
    prepared.fault(Fault.throttle());
    prepared.couldNotSee(Cause.THROTTLED);
    prepared.fault(Fault.hangUp());
    prepared.couldNotConnect();
    prepared.fault(Fault.breakOff());
    prepared.couldNotConnect();
    prepared.fault(Fault.garbage());
    prepared.couldNotSee(Cause.UNREACHABLE);
    prepared.fault(Fault.unavailable());
    prepared.couldNotSee(Cause.UNREACHABLE);
    prepared.fault(Fault.expiredToken());
    prepared.couldNotSee(Cause.MISCONFIGURED);
    ReceivedCall all = new ReceivedCall("", "", "another API", "any operation");
    isNeverTurned(
        prepared,
        prepared.api().stream()
            .flatMap(api -> ApiInjection.of(all, api.outages()).stream())
            .toList());
  }
}
