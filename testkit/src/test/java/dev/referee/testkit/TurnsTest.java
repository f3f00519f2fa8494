package dev.referee.testkit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Outcome;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.testkit.World.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;

class TurnsTest {
  private static final int WORLDS = 21;
  private final List<PreparedWorld> scenes = new ArrayList<>();

  @AfterEach
  void close() {
    scenes.forEach(PreparedWorld::close);
  }

  /** A check that reads subnets, and in every third scenario VPCs as well. */
  private record Asks(int place) implements Check {
    private static final Expectation ANY = Expectation.of("Any", "any", "Any");

    @Override
    public String id() {
      return "test.asks";
    }

    @Override
    public String claim() {
      return "Anything";
    }

    @Override
    public List<Expectation> expectations() {
      return List.of(ANY);
    }

    @Override
    public Permissions permissions() {
      return Permissions.ofReads("ec2:DescribeSubnets", "ec2:DescribeVpcs");
    }

    @Override
    public Verdict judge(CheckContext context) {
      Ec2Client ec2 = context.target(Account.class).client(Ec2Client::builder);
      ec2.describeSubnets();
      if (place % 3 == 2) {
        ec2.describeVpcs();
      }
      return context.verdict(ANY.satisfied().build());
    }
  }

  private List<Turns.Entry> worlds(int number, Kind kind) {
    List<Turns.Entry> worlds = new ArrayList<>();
    for (int place = 0; place < number; place++) {
      PreparedWorld scene =
          new PreparedWorld(EmbeddedSandbox.start(), Outcome.PASSED, "", new Asks(place));
      scenes.add(scene);
      worlds.add(new Turns.Entry(kind, scene));
    }
    return worlds;
  }

  @Test
  void comeToEachOperationInEachKindOfWorldThatAsksIt() {
    List<Turns.Entry> worlds = new ArrayList<>(worlds(WORLDS, Kind.BROKEN));
    worlds.addAll(worlds(3, Kind.ABSENT));
    Turns turns = Turns.of(worlds, Set.of());

    for (Kind kind : List.of(Kind.BROKEN, Kind.ABSENT)) {
      Map<String, Set<Fault.Kind>> hit = faults(turns, worlds, kind);
      assertThat(hit).containsOnlyKeys("DescribeSubnets", "DescribeVpcs");
      assertThat(hit.values())
          .allSatisfy(
              faults -> {
                assertThat(faults).contains(Fault.Kind.DENY, Fault.Kind.THROTTLE);
                assertThat(faults).containsAnyElementsOf(unreadable());
              });
    }
  }

  @Test
  void letEachErrorAndEachUnreadableAnswerHitEachOperation() {
    List<Turns.Entry> worlds = worlds(WORLDS, Kind.BROKEN);
    Map<String, Set<Fault.Kind>> hit = faults(Turns.of(worlds, Set.of()), worlds, Kind.BROKEN);

    assertThat(hit.values())
        .allSatisfy(
            faults -> assertThat(faults).containsAll(unreadable()).contains(Fault.Kind.ERROR));
  }

  @Test
  void leaveMostOfManyWorldsInPeace() {
    List<Turns.Entry> worlds = worlds(WORLDS, Kind.BROKEN);
    Turns turns = Turns.of(worlds, Set.of());
    long denied =
        worlds.stream()
            .flatMap(world -> turns.of(world.prepared()).stream())
            .map(AwsInjection.class::cast)
            .filter(it -> it.fault().kind() == Fault.Kind.DENY)
            .filter(it -> it.call().operation().equals("DescribeSubnets"))
            .count();
    assertThat(denied).isBetween(4L, 8L);
  }

  @Test
  void letHolesBeDrawnIntoEachOperationInEachKindOfWorldThatAsksIt() {
    List<Turns.Entry> worlds = new ArrayList<>(worlds(WORLDS, Kind.BROKEN));
    worlds.addAll(worlds(3, Kind.ABSENT));
    Turns turns = Turns.of(worlds, Set.of());

    for (Kind kind : List.of(Kind.BROKEN, Kind.ABSENT)) {
      List<String> holed =
          worlds.stream()
              .filter(world -> world.kind() == kind)
              .flatMap(world -> turns.holed(world.prepared()).stream())
              .map(ReceivedCall::operation)
              .toList();
      assertThat(holed).contains("DescribeSubnets", "DescribeVpcs");
      assertThat(holed.stream().filter("DescribeSubnets"::equals).count()).isBetween(3L, 8L);
    }
  }

  private static Set<Fault.Kind> unreadable() {
    return AwsInjection.unreadable(new ReceivedCall("1", "us-east-1", "ec2", "DescribeVpcs"))
        .stream()
        .map(it -> it.fault().kind())
        .collect(toSet());
  }

  private static Map<String, Set<Fault.Kind>> faults(
      Turns turns, List<Turns.Entry> worlds, Kind kind) {
    Stream<AwsInjection> injections =
        worlds.stream()
            .filter(world -> world.kind() == kind)
            .flatMap(world -> turns.of(world.prepared()).stream())
            .map(AwsInjection.class::cast);
    return injections.collect(
        groupingBy(it -> it.call().operation(), mapping(it -> it.fault().kind(), toSet())));
  }
}
