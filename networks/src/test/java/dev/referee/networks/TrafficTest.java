package dev.referee.networks;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of traffic by comparison with sets of all packets of a small space. */
class TrafficTest {
  private static final Addresses ANYWHERE = Addresses.all();

  /** A packet: a protocol, a port or a type and code, and an address. */
  private record Packet(int protocol, int first, int second, String address) {
    private Traffic alone() {
      return switch (protocol) {
        case 1, 58 -> Traffic.of("" + protocol, first, second, Addresses.of(address));
        default -> Traffic.of("" + protocol, first, first, Addresses.of(address));
      };
    }
  }

  private static final List<Packet> SPACE = space();

  private static List<Packet> space() {
    List<Packet> space = new ArrayList<>();
    for (String address : List.of("10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::")) {
      for (int port : new int[] {0, 21, 22, 23, 65535}) {
        space.add(new Packet(6, port, -1, address));
        space.add(new Packet(17, port, -1, address));
      }
      for (int type : new int[] {0, 8, 255}) {
        for (int code : new int[] {0, 4, 255}) {
          space.add(new Packet(1, type, code, address));
          space.add(new Packet(58, type, code, address));
        }
      }
      space.add(new Packet(0, 0, 0, address));
      space.add(new Packet(47, 0, 0, address));
      space.add(new Packet(255, 0, 0, address));
    }
    return space;
  }

  private static Set<Packet> packets(Traffic traffic) {
    return SPACE.stream().filter(packet -> traffic.covers(packet.alone())).collect(toSet());
  }

  /** The same traffic twice: as tested, and as an enumeration of its packets. */
  private record Both(Traffic traffic, Set<Packet> counted) {
    Both plus(Both other) {
      return new Both(traffic.plus(other.traffic), Sets.union(counted, other.counted));
    }
  }

  /** Returns the traffic of one entry, with EC2's meaning of its from and to. */
  private static Both entry(String protocol, int a, int b, String cidr) {
    boolean icmp = protocol.equals("icmp") || protocol.equals("58");
    boolean ports = protocol.equals("tcp") || protocol.equals("17");
    int from = ports ? Math.min(a, b) : a;
    int to = ports ? Math.max(a, b) : b;
    Predicate<Packet> matches =
        packet ->
            switch (protocol) {
              case "-1" -> true;
              case "47" -> packet.protocol == 47;
              default ->
                  packet.protocol == number(protocol)
                      && (icmp
                          ? (from == -1 || from == packet.first)
                              && (from == -1 || to == -1 || to == packet.second)
                          : from <= packet.first && packet.first <= to);
            };
    Set<String> inBlock =
        switch (cidr) {
          case "10.0.0.0/30" -> Set.of("10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3");
          case "10.0.0.2/31" -> Set.of("10.0.0.2", "10.0.0.3");
          case "::/0" -> Set.of("fd00::");
          default -> Set.of(cidr.substring(0, cidr.indexOf('/')));
        };
    Set<Packet> counted =
        SPACE.stream()
            .filter(matches)
            .filter(packet -> inBlock.contains(packet.address))
            .collect(toSet());
    return new Both(Traffic.of(protocol, from, to, Addresses.of(cidr)), counted);
  }

  private static int number(String protocol) {
    return switch (protocol) {
      case "tcp" -> 6;
      case "icmp" -> 1;
      default -> Integer.parseInt(protocol);
    };
  }

  @Provide
  Arbitrary<Both> traffic() {
    Arbitrary<String> cidrs =
        Arbitraries.of("10.0.0.0/30", "10.0.0.2/31", "10.0.0.1/32", "10.0.0.3/32", "::/0");
    Arbitrary<Both> withPorts =
        Combinators.combine(
                Arbitraries.of("tcp", "17"),
                Arbitraries.of(0, 21, 22, 23, 65535),
                Arbitraries.of(0, 21, 22, 23, 65535),
                cidrs)
            .as(TrafficTest::entry);
    Arbitrary<Both> others =
        Combinators.combine(
                Arbitraries.of("icmp", "58", "47", "-1"),
                Arbitraries.of(-1, 0, 8, 255),
                Arbitraries.of(-1, 0, 4, 255),
                cidrs)
            .as(TrafficTest::entry);
    return Arbitraries.frequencyOf(Tuple.of(3, withPorts), Tuple.of(2, others))
        .list()
        .ofMaxSize(4)
        .map(
            entries ->
                entries.stream().reduce(new Both(Traffic.none(), new HashSet<>()), Both::plus));
  }

  @Property(tries = 500)
  void readsEntriesAsEc2WritesThem(@ForAll("traffic") Both a) {
    assertThat(packets(a.traffic)).isEqualTo(a.counted);
  }

  @Property(tries = 500)
  void joinsIntersectsAndSubtractsAsSetsDo(@ForAll("traffic") Both a, @ForAll("traffic") Both b) {
    assertThat(packets(a.traffic.plus(b.traffic))).isEqualTo(Sets.union(a.counted, b.counted));
    assertThat(packets(a.traffic.and(b.traffic)))
        .isEqualTo(Sets.intersection(a.counted, b.counted));
    assertThat(packets(a.traffic.minus(b.traffic)))
        .isEqualTo(Sets.difference(a.counted, b.counted));
  }

  @Property
  void obeysTheLawsOfSets(
      @ForAll("traffic") Both a, @ForAll("traffic") Both b, @ForAll("traffic") Both c) {
    assertThat(a.traffic.minus(b.traffic).plus(a.traffic.and(b.traffic)))
        .isEqualTo(a.traffic)
        .hasSameHashCodeAs(a.traffic);
    assertThat(a.traffic.and(b.traffic.plus(c.traffic)))
        .isEqualTo(a.traffic.and(b.traffic).plus(a.traffic.and(c.traffic)));
    assertThat(Traffic.all().minus(Traffic.all().minus(a.traffic))).isEqualTo(a.traffic);
    assertThat(a.traffic.plus(b.traffic).covers(b.traffic)).isTrue();
    assertThat(a.traffic.minus(b.traffic).and(b.traffic).isEmpty()).isTrue();
    assertThat(a.traffic.covers(b.traffic)).isEqualTo(b.traffic.minus(a.traffic).isEmpty());
  }

  @Nested
  class Sentences {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "tcp 22 from 0.0.0.0/0               | tcp 22 from 0.0.0.0/0",
          "TCP 80-90,22 , 91 from ::/0, 10.0.0.0/8| tcp 22, 80-91 from 10.0.0.0/8 and ::/0",
          "6 0-65535 from 10.0.0.0/8           | tcp from 10.0.0.0/8",
          "udp all from 10.0.0.0/8             | udp from 10.0.0.0/8",
          "icmp 8 from 10.0.0.0/8              | icmp 8 from 10.0.0.0/8",
          "icmp 8/0 from 10.0.0.0/8            | icmp 8/0 from 10.0.0.0/8",
          "icmpv6 1/4, 128 from ::/0           | icmpv6 1/4, 128 from ::/0",
          "47 from 10.0.0.0/8                  | protocol 47 from 10.0.0.0/8",
          "-1 to 10.0.0.0/8                    | all traffic from 10.0.0.0/8",
          "all from 10.0.0.0/8                 | all traffic from 10.0.0.0/8"
        })
    void areReadAndWritten(String sentence, String written) {
      Traffic traffic = Traffic.of(sentence);
      assertThat(traffic).hasToString(written);
      assertThat(traffic.words("to")).isEqualTo(written.replace(" from ", " to "));
    }

    @Test
    void namePortsWithTheSameAddressesTogether() {
      Traffic traffic =
          Traffic.of("tcp 22 from 10.0.0.0/8")
              .plus(Traffic.of("udp 53 from 10.0.0.0/8"))
              .plus(Traffic.of("tcp 443 from ::/0"));
      assertThat(traffic).hasToString("tcp 22 and udp 53 from 10.0.0.0/8; tcp 443 from ::/0");
      assertThat(Traffic.none()).hasToString("no traffic");
    }

    @Test
    void nameNearlyAllByWhatIsMissing() {
      assertThat(Traffic.of("tcp 22 from 0.0.0.0/0").minus(Traffic.of("tcp 22 from 10.0.0.0/8")))
          .hasToString("tcp 22 from 0.0.0.0/0 except 10.0.0.0/8");
      assertThat(
              Traffic.of("tcp 22 from 0.0.0.0/0, 2001:db8::/32")
                  .minus(Traffic.of("tcp 22 from 10.0.0.0/8, 192.168.0.1")))
          .hasToString(
              "tcp 22 from 0.0.0.0/0 except 10.0.0.0/8 and 192.168.0.1/32 and 2001:db8::/32");
      assertThat(Traffic.of("tcp 22 from 128.0.0.0/1")).hasToString("tcp 22 from 128.0.0.0/1");
    }

    @Test
    void nameTheInternetByTheBlocksThatAreMeant() {
      assertThat(Traffic.of("tcp 22", Addresses.internet()))
          .hasToString("tcp 22 from 0.0.0.0/0 and ::/0");
      assertThat(Traffic.of("tcp 22 from 8.8.8.8")).hasToString("tcp 22 from 8.8.8.8/32");
    }

    @Test
    void nameWhatIsLeftOfAllTraffic() {
      assertThat(Traffic.all().minus(Traffic.of("tcp 22 from 0.0.0.0/0, ::/0")))
          .hasToString(
              "icmp, other protocols (0-5), tcp 0-21, 23-65535, udp, icmpv6 and other protocols"
                  + " (7-255) from 0.0.0.0/0 and ::/0");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "tcp 22",
          "tcp 22 from",
          "tcp 22 from nowhere",
          "tcp 65536 from ::/0",
          "tcp 90-80 from ::/0",
          "tcp 1-2-3 from ::/0",
          "tcp http from ::/0",
          "tcp 22, from ::/0",
          "gre from ::/0",
          "256 from ::/0",
          "47 22 from ::/0",
          "-1 22 from ::/0",
          "icmp 256 from ::/0",
          "icmp 8/256 from ::/0",
          "tcp -1 from ::/0"
        })
    void areRefusedWhenTheyAreNoTraffic(String sentence) {
      assertThatIllegalArgumentException().isThrownBy(() -> Traffic.of(sentence));
    }

    @ParameterizedTest
    @CsvSource({
      "tcp 65530-65536 from ::/0, a number from 0 to 65535",
      "icmp 256 from ::/0, a number from 0 to 255",
      "tcp 90-80 from ::/0, reversed",
      "tcp http from ::/0, instead of a number"
    })
    void areRefusedWithWhatIsWrong(String sentence, String wrong) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Traffic.of(sentence))
          .withMessageContaining(wrong);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Traffic.of("tcp", -1, 22, ANYWHERE))
          .withMessageContaining("-1 is not a port");
    }

    @Test
    void nameThePortsAlone() {
      Traffic traffic = Traffic.of("tcp 22, 80-90 from 10.0.0.0/8");
      assertThat(traffic.ports()).isEqualTo("tcp 22, 80-90");
      assertThat(traffic.anywhere()).isEqualTo(Traffic.of("tcp 22, 80-90", ANYWHERE));
      assertThat(Traffic.none().ports()).isEqualTo("nothing");
    }
  }

  @Nested
  class Slices {
    @Test
    void areKeptByTheirAddresses() {
      Traffic traffic =
          Traffic.of("tcp 22-23 from 10.0.0.0/8")
              .plus(Traffic.of("tcp 23 from 11.0.0.0/8"))
              .plus(Traffic.of("udp from 10.0.0.0/8"));
      assertThat(traffic.where(far -> far.contains("11.0.0.1")))
          .isEqualTo(Traffic.of("tcp 23 from 10.0.0.0/7"));
      assertThat(traffic.far()).isEqualTo(Addresses.of("10.0.0.0/7"));
    }

    @Test
    void ofNoAddressAreNone() {
      assertThat(Traffic.of("tcp 22", Addresses.none())).isEqualTo(Traffic.none());
      assertThat(Traffic.all()).isEqualTo(Traffic.of("-1", ANYWHERE));
      assertThat(Traffic.none().far().isEmpty()).isTrue();
      assertThat(Traffic.none()).isNotEqualTo(Traffic.all());
    }
  }
}
