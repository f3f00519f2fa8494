package dev.referee.networks;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.Sets;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of address sets by comparison with sets of all addresses of a small space. */
class AddressesTest {
  private static final List<String> SPACE =
      IntStream.range(0, 16)
          .boxed()
          .flatMap(last -> Stream.of("10.0.0." + last, "2001:db8::" + Integer.toHexString(last)))
          .toList();

  /** A block of the small space, with the set of its addresses. */
  private record Block(String cidr, Set<String> addresses) {
    static Block of(boolean four, int free, int at) {
      int first = at >> free << free;
      Set<String> addresses =
          IntStream.range(first, first + (1 << free))
              .mapToObj(i -> four ? "10.0.0." + i : "2001:db8::" + Integer.toHexString(i))
              .collect(toSet());
      String network = four ? "10.0.0." + first : "2001:db8::" + Integer.toHexString(first);
      return new Block(network + "/" + ((four ? 32 : 128) - free), addresses);
    }
  }

  /** The same set twice: as tested, and as an enumeration of its addresses. */
  private record Both(Addresses addresses, Set<String> counted) {}

  @Provide
  Arbitrary<Both> sets() {
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 15))
        .as(Block::of)
        .list()
        .ofMaxSize(5)
        .map(
            blocks ->
                new Both(
                    Addresses.of(blocks.stream().map(Block::cidr).toList()),
                    blocks.stream().flatMap(block -> block.addresses().stream()).collect(toSet())));
  }

  private static Set<String> counted(Addresses addresses) {
    return SPACE.stream().filter(addresses::contains).collect(toSet());
  }

  @Property
  void joinsIntersectsAndSubtractsAsSetsDo(@ForAll("sets") Both a, @ForAll("sets") Both b) {
    assertThat(counted(a.addresses.plus(b.addresses))).isEqualTo(Sets.union(a.counted, b.counted));
    assertThat(counted(a.addresses.and(b.addresses)))
        .isEqualTo(Sets.intersection(a.counted, b.counted));
    assertThat(counted(a.addresses.minus(b.addresses)))
        .isEqualTo(Sets.difference(a.counted, b.counted));
  }

  @Property
  void coversWhatItContainsAndNothingElse(@ForAll("sets") Both a, @ForAll("sets") Both b) {
    assertThat(a.addresses.covers(b.addresses)).isEqualTo(a.counted.containsAll(b.counted));
    assertThat(a.addresses.isEmpty()).isEqualTo(a.counted.isEmpty());
    assertThat(a.addresses.size()).isEqualTo(BigInteger.valueOf(a.counted.size()));
  }

  @Property
  void isEqualWhenItsAddressesAre(@ForAll("sets") Both a, @ForAll("sets") Both b) {
    assertThat(a.addresses.equals(b.addresses)).isEqualTo(a.counted.equals(b.counted));
    assertThat(a.addresses.minus(b.addresses).plus(a.addresses.and(b.addresses)))
        .isEqualTo(a.addresses)
        .hasSameHashCodeAs(a.addresses);
    assertThat(Addresses.all().minus(Addresses.all().minus(a.addresses))).isEqualTo(a.addresses);
  }

  @Property
  void readsWhatItWrites(@ForAll("sets") Both a) {
    assertThat(Addresses.of(a.addresses.cidrs())).isEqualTo(a.addresses);
    Addresses others = Addresses.all().minus(a.addresses);
    assertThat(Addresses.of(others.cidrs())).isEqualTo(others);
  }

  @Property
  void writesAsFewBlocksAsCanBe(@ForAll("sets") Both a) {
    List<String> cidrs = a.addresses.cidrs();
    Set<String> blocks =
        Stream.of(true, false)
            .flatMap(
                four ->
                    IntStream.rangeClosed(0, 4)
                        .boxed()
                        .flatMap(
                            free ->
                                IntStream.range(0, 16).mapToObj(at -> Block.of(four, free, at))))
            .distinct()
            .filter(block -> a.counted.containsAll(block.addresses))
            .filter(block -> !isHalf(block, a.counted))
            .map(block -> Addresses.of(block.cidr).cidrs().get(0))
            .collect(toSet());
    assertThat(cidrs).containsExactlyInAnyOrderElementsOf(blocks);
  }

  /** Returns whether the next wider block is within the set as well. */
  private static boolean isHalf(Block block, Set<String> counted) {
    int slash = block.cidr.indexOf('/');
    boolean four = block.cidr.indexOf(':') < 0;
    int length = Integer.parseInt(block.cidr.substring(slash + 1));
    int free = (four ? 32 : 128) - length;
    String first = block.cidr.substring(0, slash);
    int at =
        four
            ? Integer.parseInt(first.substring("10.0.0.".length()))
            : Integer.parseInt(first.substring("2001:db8::".length()), 16);
    return free < 4 && counted.containsAll(Block.of(four, free + 1, at).addresses);
  }

  @Nested
  class Text {
    @Test
    void ordersIpv4BeforeIpv6AndEachFromItsLowEnd() {
      assertThat(Addresses.of("::/0", "192.168.0.0/24", "10.0.0.0/8", "10.0.0.3").cidrs())
          .containsExactly("10.0.0.0/8", "192.168.0.0/24", "::/0");
    }

    @Test
    void joinsHalvesToTheWhole() {
      assertThat(Addresses.of("0.0.0.0/1", "128.0.0.0/1")).isEqualTo(Addresses.of("0.0.0.0/0"));
      assertThat(Addresses.of("::/1", "8000::/1", "0.0.0.0/0")).isEqualTo(Addresses.all());
    }

    @Test
    void keepsIpv4AndIpv4MappedIpv6Apart() {
      Addresses mapped = Addresses.of("::ffff:10.0.0.0/104");
      assertThat(mapped.and(Addresses.of("0.0.0.0/0"))).isEqualTo(Addresses.none());
      assertThat(Addresses.of(mapped.cidrs())).isEqualTo(mapped);
      assertThat(mapped).hasToString("::ffff:10.0.0.0/104");
    }

    @Test
    void namesTheFirstBlocksOfMany() {
      assertThat(Addresses.of("10.0.0.1", "10.0.0.3", "10.0.0.5"))
          .hasToString("10.0.0.1/32, 10.0.0.3/32 and 10.0.0.5/32");
      assertThat(Addresses.all().minus(Addresses.of("10.0.0.0")))
          .hasToString(
              "0.0.0.0/5, 8.0.0.0/7, 10.0.0.1/32, 10.0.0.2/31, 10.0.0.4/30 and 28 more blocks");
      assertThat(Addresses.all().minus(Addresses.of("0.0.0.0/6", "::/0")))
          .hasToString("4.0.0.0/6, 8.0.0.0/5, 16.0.0.0/4, 32.0.0.0/3, 64.0.0.0/2 and 128.0.0.0/1");
      assertThat(Addresses.none()).hasToString("no address");
    }
  }

  @Nested
  class Reading {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          "10.0.0",
          "10.0.0.256",
          "010.0.0.1",
          "10.0.0.0/",
          "10.0.0.0/33",
          "10.0.0.0/-1",
          "10.0.0.0/08",
          "10.0.0.0/8/8",
          "10.0.0.0 /8",
          "::/129",
          "fe80::1%eth0",
          "2001:db8::/32x",
          "example.com",
          "sg-0123456789abcdef0"
        })
    void refusesWhatIsNotAnAddress(String text) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Addresses.of(text))
          .withMessageContaining("'" + text + "'");
    }

    @Test
    void takesAwsAtItsWord() {
      assertThat(Addresses.blocks(List.of("10.0.0.1/8", "2001:db8::1/64")))
          .isEqualTo(Addresses.of("10.0.0.0/8", "2001:db8::/64"));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1/8,10.0.0.0/8", "2001:db8::1/64,2001:db8::/64", "10.0.0.1/0,0.0.0.0/0"})
    void namesTheBlockThatMayHaveBeenMeant(String text, String block) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Addresses.of(text))
          .withMessageContaining(text)
          .withMessageContaining(block + " for the block");
    }
  }

  @Nested
  class Internet {
    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "2600::1"})
    void hasWhatAnybodyCanHave(String address) {
      assertThat(Addresses.internet().contains(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "10.1.2.3",
          "100.64.0.1",
          "127.0.0.1",
          "169.254.169.254",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.1.1",
          "203.0.113.7",
          "224.0.0.1",
          "255.255.255.255",
          "fd00::1",
          "fe80::1",
          "::1",
          "2001:db8::1"
        })
    void lacksWhatIsKeptForSpecialPurposes(String address) {
      assertThat(Addresses.internet().contains(address)).isFalse();
    }
  }
}
