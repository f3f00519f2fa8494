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

  static void isJudgedRight(PreparedWorld scene) {
    scene.isAsSaid(scene.verdict());
    scene.isAsSaid(scene.explainDirectly());
  }

  static void isJudgedRightPageByPage(PreparedWorld scene) {
    scene.pageSize(1);
    scene.isAsSaid(scene.judgeDirectly());
  }

  static void isJudgedTheSameAgain(PreparedWorld scene) {
    assertThat(scene.judgeDirectly().findings()).isEqualTo(scene.verdict().findings());
  }

  static void isOnlyRead(PreparedWorld scene) {
    Set<String> asked = scene.askedActions();
    assertThat(asked).isNotEmpty().isSubsetOf(scene.check().permissions().all());
    AccessLevels levels = new AccessLevels();
    assertThat(scene.check().permissions().reads().stream().map(levels::problem))
        .allMatch(Optional::isEmpty);
  }

  static void sendsFewRequests(PreparedWorld scene) {
    scene
        .api()
        .ifPresent(api -> assertThat(scene.requests()).isLessThanOrEqualTo(api.mostOperations()));
  }

  static void keepsSecrets(PreparedWorld scene, List<String> secrets) {
    Verdict verdict = scene.verdict();
    for (Disclosure disclosure : Disclosure.values()) {
      String text = Report.forPlayers(disclosure).text(verdict);
      secrets.forEach(secret -> assertThat(text).doesNotContain(secret));
      if (disclosure != Disclosure.EXACT) {
        for (Finding open : verdict.open()) {
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
  static void isNeverTurned(PreparedWorld scene, List<? extends Injection> injections) {
    WorldFailures turned = new WorldFailures();
    for (Injection injection : injections) {
      try {
        scene.isUnturned(injection);
      } catch (AssertionError e) {
        turned.add(e);
      }
    }
    turned.raise();
  }

  static void waitsWhenThrottledOnce(PreparedWorld scene) {
    scene
        .calls()
        .forEach(
            call ->
                scene
                    .apiOf(call)
                    .map(api -> api.throttledOnce(call.operation()))
                    .ifPresentOrElse(ApiFault::inject, () -> throttleOnce(scene, call)));
    scene.isAsSaid(scene.judgeDirectly());
  }

  private static void throttleOnce(PreparedWorld scene, ReceivedCall call) {
    scene
        .sandbox()
        .embedded()
        .inject(Fault.throttle().on(call.service(), call.operation()).times(1));
  }

  static void saysWhatCouldNotBeSeen(PreparedWorld scene) {
    scene.fault(Fault.deny().on(scene.firstService()));
    scene.couldNotSee(Cause.ACCESS_DENIED);
    scene.fault(Fault.throttle());
    scene.couldNotSee(Cause.THROTTLED);
    scene.fault(Fault.hangUp());
    scene.couldNotConnect();
    scene.fault(Fault.breakOff());
    scene.couldNotConnect();
    scene.fault(Fault.garbage());
    scene.couldNotSee(Cause.UNREACHABLE);
    scene.fault(Fault.unavailable());
    scene.couldNotSee(Cause.UNREACHABLE);
    scene.fault(Fault.expiredToken());
    scene.couldNotSee(Cause.MISCONFIGURED);
    ReceivedCall all = new ReceivedCall("", "", "another API", "any operation");
    isNeverTurned(
        scene,
        scene.api().stream().flatMap(api -> ApiInjection.of(all, api.outages()).stream()).toList());
  }
}
