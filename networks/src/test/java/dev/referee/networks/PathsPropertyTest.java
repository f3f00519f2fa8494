package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.EnumMultiset;
import com.google.common.collect.Multiset;
import dev.referee.Finding;
import dev.referee.networks.RandomNetwork.Fate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Traces paths through random networks, and compares them with sending every packet. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class PathsPropertyTest {
  private static final Addresses TO = Addresses.of(Arrays.asList(RandomNetwork.FAR));

  @Property(tries = 2000)
  void agreesWithSimulatedPackets(@ForAll Random random) {
    RandomNetwork network = new RandomNetwork(random);
    Path path = path(network);
    Set<Finding.State> states = EnumSet.noneOf(Finding.State.class);
    path.hops().forEach(hop -> states.add(hop.state()));

    Set<Fate> fates = EnumSet.noneOf(Fate.class);
    for (String near : near(network)) {
      for (String far : RandomNetwork.FAR) {
        Fate fate = network.send(near, far);
        fates.add(fate);
        if (fate == Fate.ARRIVES) {
          assertThat(path.through().covers(Traffic.of("tcp 443", Addresses.of(far))))
              .as("%s gets through %s, %s", far, network, path)
              .isTrue();
        }
      }
    }
    assertThat(states.contains(Finding.State.UNSATISFIED))
        .as("something is broken in %s, %s", network, path)
        .isEqualTo(fates.contains(Fate.LOST));
    assertThat(states.equals(EnumSet.of(Finding.State.SATISFIED)))
        .as("everything arrives in %s, %s", network, path)
        .isEqualTo(fates.equals(EnumSet.of(Fate.ARRIVES)));
  }

  @Example
  void meetsNetworksOfEveryKind() {
    Multiset<Fate> met = EnumMultiset.create(Fate.class);
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      RandomNetwork network = new RandomNetwork(random);
      Set<Fate> fates = EnumSet.noneOf(Fate.class);
      for (String far : RandomNetwork.FAR) {
        fates.add(network.send(RandomNetwork.NEAR[0], far));
      }
      met.addAll(fates);
    }

    assertThat(Fate.values()).allMatch(fate -> met.count(fate) > 20);
  }

  private static List<String> near(RandomNetwork network) {
    List<String> all = Arrays.asList(RandomNetwork.NEAR);
    return network.group == null ? all : all.subList(0, 1);
  }

  private static Path path(RandomNetwork network) {
    Subnet subnet = StubEc2.subnet("subnet-own", "10.0.1.0/30", network.mapsPublic);
    Instance.Builder instance =
        Instance.builder()
            .instanceId("i-1")
            .privateIpAddress(RandomNetwork.NEAR[0])
            .securityGroups(group -> group.groupId("sg-1"));
    if (network.mapsPublic) {
      instance.publicIpAddress("198.51.100.7");
    }
    Origin from =
        network.group == null ? Origin.in(subnet) : Origin.at(subnet, List.of(instance.build()));
    return Paths.of(new StubEc2(network), List.of(from)).to(from, TO, List.of("tcp 443"));
  }
}
