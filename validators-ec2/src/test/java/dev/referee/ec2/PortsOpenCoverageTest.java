package dev.referee.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.ec2.TinyNetwork.Address;
import dev.referee.ec2.TinyNetwork.Block;
import dev.referee.ec2.TinyNetwork.End;
import dev.referee.ec2.TinyNetwork.Group;
import dev.referee.ec2.TinyNetwork.Line;
import dev.referee.ec2.TinyNetwork.Packet;
import dev.referee.ec2.TinyNetwork.Ports;
import dev.referee.ec2.TinyNetwork.PrefixList;
import dev.referee.ec2.TinyNetworks.Scene;
import dev.referee.networks.Addresses;
import dev.referee.networks.GroupRule;
import dev.referee.networks.RulePeer;
import dev.referee.networks.Traffic;
import dev.referee.networks.TrafficBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Property tests of the open-port arithmetic against sending every packet of a tiny network. */
class PortsOpenCoverageTest {

  @Provide
  Arbitrary<Scene> scenes() {
    return TinyNetworks.scenes();
  }

  @Provide
  Arbitrary<Set<RulePeer>> unseen() {
    return Arbitraries.of(
            far(new PrefixList(0)), far(new PrefixList(1)), far(new Group(0)), far(new Group(1)))
        .set()
        .ofMinSize(1)
        .ofMaxSize(2);
  }

  @Property(tries = 2000)
  void requiresWhatEveryPacketNeeds(@ForAll("scenes") Scene scene) {
    assertThat(ports(scene, Set.of()).missing(wanted(scene.asked())).isEmpty())
        .isEqualTo(scene.network().isOpen(scene.rules(), scene.asked()));
  }

  @Property(tries = 2000)
  void forbidsWhatAnyPacketMayNot(@ForAll("scenes") Scene scene) {
    assertThat(ports(scene, Set.of()).to(wanted(scene.asked()), excused(scene)).isEmpty())
        .isEqualTo(!scene.network().isForbiddenOpen(scene.rules(), scene.asked(), scene.excused()));
  }

  @Property(tries = 200)
  void findsExactlyThePacketsBeyondWhatIsAsked(@ForAll("scenes") Scene scene) {
    List<PortsOpenCoverage.Excess> beyond = ports(scene, Set.of()).beyond(excused(scene));
    assertThat(beyond.isEmpty())
        .isEqualTo(!scene.network().isMoreOpen(scene.rules(), scene.excused()));
    Traffic named =
        beyond.stream()
            .filter(excess -> !excess.whoever())
            .map(PortsOpenCoverage.Excess::tooMuch)
            .reduce(Traffic.none(), Traffic::plus);
    for (Address address : TinyNetwork.ADDRESSES) {
      for (Packet packet : TinyNetwork.packets(address)) {
        assertThat(named.covers(alone(packet)))
            .as("%s", packet)
            .isEqualTo(
                scene.network().passes(scene.rules(), packet)
                    && !scene.network().passes(scene.excused(), packet));
      }
    }
  }

  @Property(tries = 600)
  void decidesNothingByWhatItCannotSee(
      @ForAll("scenes") Scene scene, @ForAll("unseen") Set<RulePeer> unseen) {
    PortsOpenCoverage seen = ports(scene, Set.of());
    PortsOpenCoverage partly = ports(scene, unseen);
    PortsOpenCoverage.Wanted asked = wanted(scene.asked());
    decided(() -> partly.missing(asked).isEmpty())
        .ifPresent(open -> assertThat(open).isEqualTo(seen.missing(asked).isEmpty()));
    decided(() -> partly.to(asked, excused(scene)).isEmpty())
        .ifPresent(
            closed -> assertThat(closed).isEqualTo(seen.to(asked, excused(scene)).isEmpty()));
    decided(() -> partly.beyond(excused(scene)).isEmpty())
        .ifPresent(nothing -> assertThat(nothing).isEqualTo(seen.beyond(excused(scene)).isEmpty()));
  }

  /** A rule whose source or destination cannot be read may have any of them. */
  @Property(tries = 600)
  void decidesNothingByARuleWhoseOtherEndCannotBeRead(
      @ForAll("scenes") Scene scene, @ForAll Random random) {
    PortsOpenCoverage seen = ports(scene, Set.of());
    List<GroupRule> rules = new ArrayList<>();
    for (Line line : scene.rules()) {
      RulePeer far = random.nextBoolean() ? far(line.end()) : new RulePeer.Unknown("is not told");
      rules.add(rule(rules.size(), line.ports(), far));
    }
    PortsOpenCoverage partly =
        new PortsOpenCoverage(
            rules,
            (ports, far) ->
                far instanceof RulePeer.Unknown
                    ? TrafficBounds.unseen(ports, new Inconclusive(Cause.UNREACHABLE, "unknown"))
                    : TrafficBounds.of(ports.and(Traffic.of("-1", at(scene.network(), far)))));
    PortsOpenCoverage.Wanted asked = wanted(scene.asked());
    decided(() -> partly.missing(asked).isEmpty())
        .ifPresent(open -> assertThat(open).isEqualTo(seen.missing(asked).isEmpty()));
    decided(() -> partly.to(asked, excused(scene)).isEmpty())
        .ifPresent(
            closed -> assertThat(closed).isEqualTo(seen.to(asked, excused(scene)).isEmpty()));
    decided(() -> partly.beyond(excused(scene)).isEmpty())
        .ifPresent(nothing -> assertThat(nothing).isEqualTo(seen.beyond(excused(scene)).isEmpty()));
  }

  @Test
  void cannotSayThatARuleWithAnUnknownOtherEndIsClosedToAnywhere() {
    PortsOpenCoverage ports =
        new PortsOpenCoverage(
            List.of(rule(1, new Ports("tcp", 22, 22), new RulePeer.Unknown("is not told"))),
            (traffic, far) ->
                TrafficBounds.unseen(traffic, new Inconclusive(Cause.UNREACHABLE, "unknown")));
    assertThatThrownBy(() -> ports.toAnywhere(Traffic.of("tcp 22", Addresses.all()), List.of()))
        .isInstanceOf(Inconclusive.class);
    assertThat(ports.toAnywhere(Traffic.of("tcp 3389", Addresses.all()), List.of())).isEmpty();
  }

  @Provide
  Arbitrary<List<int[]>> halves() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 31),
            Arbitraries.of(1, 1, 1, 2, 2, 4),
            Arbitraries.of(21, 22, 23))
        .as((at, size, port) -> new int[] {at / size * size, size, port})
        .list()
        .ofMaxSize(5);
  }

  /** All of it is public; a block of /8 has two halves, and more than that is anywhere. */
  @Property(tries = 1000)
  void countsTheHalvesOfWhatIsOpenToAnywhere(@ForAll("halves") List<int[]> blocks) {
    List<GroupRule> rules = new ArrayList<>();
    boolean[] open = new boolean[32];
    for (int[] block : blocks) {
      int address = (16 << 24) + (block[0] << 23);
      String cidr =
          "%d.%d.0.0/%d"
              .formatted(
                  address >>> 24,
                  address >>> 16 & 255,
                  9 - Integer.numberOfTrailingZeros(block[1]));
      rules.add(
          rule(
              rules.size(),
              new Ports("tcp", 21, block[2]),
              new RulePeer.Block(Addresses.of(cidr))));
      for (int i = block[0]; i < block[0] + block[1] && block[2] >= 22; i++) {
        open[i] = true;
      }
    }
    int count = 0;
    for (boolean each : open) {
      count += each ? 1 : 0;
    }
    PortsOpenCoverage ports = new PortsOpenCoverage(rules, PortsOpenCoverageTest::asWritten);
    assertThat(ports.toAnywhere(Traffic.of("tcp 22", Addresses.all()), List.of()).isEmpty())
        .isEqualTo(count <= 2);
  }

  @Test
  void namesTheRuleThatIsOpenToAnywhereAndNotTheOffice() {
    PortsOpenCoverage ports =
        new PortsOpenCoverage(
            List.of(
                rule(1, new Ports("tcp", 22, 22), new RulePeer.Block(Addresses.of("8.8.8.8/32"))),
                rule(2, new Ports("-1", -1, -1), new RulePeer.Block(Addresses.of("0.0.0.0/0")))),
            PortsOpenCoverageTest::asWritten);
    assertThat(ports.toAnywhere(Traffic.of("tcp 22", Addresses.all()), List.of()))
        .extracting(excess -> excess.rule().id())
        .containsExactly("sgr-2");
  }

  @Test
  void takesOffWhatIsRequiredBeforeItSaysAnywhere() {
    PortsOpenCoverage ports =
        new PortsOpenCoverage(
            List.of(
                rule(1, new Ports("tcp", 22, 22), new RulePeer.Block(Addresses.of("0.0.0.0/0")))),
            PortsOpenCoverageTest::asWritten);
    Traffic ssh = Traffic.of("tcp 22", Addresses.all());
    assertThat(excessBut(ports, ssh, "0.0.0.0/0")).isEmpty();
    assertThat(excessBut(ports, ssh, "0.0.0.0/1")).hasSize(1);
  }

  private static List<PortsOpenCoverage.Excess> excessBut(
      PortsOpenCoverage ports, Traffic ssh, String cidr) {
    return ports.toAnywhere(
        ssh, List.of(new PortsOpenCoverage.Wanted(ssh, new RulePeer.Block(Addresses.of(cidr)))));
  }

  private static Optional<Boolean> decided(Supplier<Boolean> question) {
    try {
      return Optional.of(question.get());
    } catch (Inconclusive e) {
      return Optional.empty();
    }
  }

  private static PortsOpenCoverage ports(Scene scene, Set<RulePeer> unseen) {
    List<GroupRule> rules = new ArrayList<>();
    for (Line line : scene.rules()) {
      rules.add(rule(rules.size(), line.ports(), far(line.end())));
    }
    return new PortsOpenCoverage(
        rules,
        (ports, far) ->
            unseen.contains(far)
                ? TrafficBounds.unseen(ports, new Inconclusive(Cause.ACCESS_DENIED, "denied"))
                : TrafficBounds.of(ports.and(Traffic.of("-1", at(scene.network(), far)))));
  }

  private static Addresses at(TinyNetwork network, RulePeer far) {
    Stream<String> texts =
        far instanceof RulePeer.PrefixList list
            ? network.lists().get(place(list.id())).stream().map(Block::cidr)
            : far instanceof RulePeer.Group group
                ? network.groups().get(place(group.id())).stream().map(Address::toString)
                : Stream.of();
    return far instanceof RulePeer.Block block ? block.addresses() : Addresses.of(texts.toList());
  }

  private static TrafficBounds asWritten(Traffic ports, RulePeer far) {
    return TrafficBounds.of(ports.and(Traffic.of("-1", ((RulePeer.Block) far).addresses())));
  }

  private static int place(String id) {
    return Integer.parseInt(id.substring(3));
  }

  private static RulePeer far(End end) {
    if (end instanceof Block block) {
      return new RulePeer.Block(Addresses.of(block.cidr()));
    }
    return end instanceof PrefixList list
        ? new RulePeer.PrefixList("pl-" + list.place())
        : RulePeer.Group.of("sg-" + ((Group) end).place());
  }

  private static GroupRule rule(int number, Ports ports, RulePeer far) {
    Traffic traffic = Traffic.of(ports.protocol(), ports.from(), ports.to(), Addresses.all());
    return new GroupRule("sgr-" + number, "sg-judged", false, traffic, far);
  }

  private static PortsOpenCoverage.Wanted wanted(Line line) {
    PortsOpenTrafficStatement demand =
        PortsOpenTrafficStatement.parse(line.ports() + " from 0.0.0.0/0");
    return new PortsOpenCoverage.Wanted(demand.ports(), far(line.end()));
  }

  private static List<PortsOpenCoverage.Wanted> excused(Scene scene) {
    return scene.excused().stream().map(PortsOpenCoverageTest::wanted).toList();
  }

  private static Traffic alone(Packet packet) {
    Addresses address = Addresses.of(packet.address().toString());
    return switch (packet.protocol()) {
      case "icmp" -> Traffic.of("icmp", packet.port(), packet.code(), address);
      default -> Traffic.of(packet.protocol(), packet.port(), packet.port(), address);
    };
  }
}
