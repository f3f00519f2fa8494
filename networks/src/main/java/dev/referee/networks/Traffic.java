package dev.referee.networks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.TreeRangeMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A set of packets, by protocol, port (or ICMP type and code) and remote address.
 *
 * <p>The local address and the direction are not part of it. Protocols other than TCP, UDP, ICMP
 * and ICMPv6 have no ports. Two sets with the same packets are equal, whatever their notation.
 * Immutable and thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html">Protocols
 *     and ports as EC2 writes them</a>
 */
public final class Traffic {
  private static final Pattern SENTENCE = Pattern.compile("(.+?)\\s+(?:from|to)\\s+(\\S.*)");
  private static final Traffic NONE = new Traffic(ImmutableRangeMap.of());
  private static final Traffic ALL = of("-1", Addresses.all());

  private final ImmutableRangeMap<Integer, Addresses> slices;

  private Traffic(ImmutableRangeMap<Integer, Addresses> slices) {
    this.slices = slices;
  }

  /**
   * Returns the traffic in a text, for example {@code tcp 22, 80-90 from 10.0.0.0/8, ::/0}.
   *
   * @throws IllegalArgumentException if it cannot be parsed
   */
  public static Traffic of(String sentence) {
    Matcher matcher = SENTENCE.matcher(sentence.trim());
    checkArgument(matcher.matches(), "'%s' is not traffic: write tcp 22 from 10.0.0.0/8", sentence);
    return of(matcher.group(1), Addresses.of(List.of(matcher.group(2).trim().split("[,\\s]+"))));
  }

  /**
   * Returns traffic with some addresses.
   *
   * @param ports the ports: a protocol by name or number, {@code all} or {@code -1}; then nothing
   *     for all its ports, or ports and ranges, for example {@code tcp 22, 80-90}; for ICMP a type
   *     and possibly a code, for example {@code icmp 8} and {@code icmpv6 1/4}
   * @param addresses the addresses at the source or destination
   * @throws IllegalArgumentException if the ports cannot be parsed
   */
  public static Traffic of(String ports, Addresses addresses) {
    return of(Ports.parse(ports), addresses);
  }

  /**
   * Returns traffic in the notation of security groups and network ACLs.
   *
   * @param protocol a name, a number, or {@code -1} for all
   * @param from the lowest port; for ICMP the type, -1 for all
   * @param to the highest port; for ICMP the code, -1 for all
   * @param addresses the addresses at the source or destination
   * @throws IllegalArgumentException if there is no such protocol or port
   */
  public static Traffic of(String protocol, int from, int to, Addresses addresses) {
    return of(List.of(Ports.range(protocol, from, to)), addresses);
  }

  private static Traffic of(List<Range<Integer>> ports, Addresses addresses) {
    if (addresses.isEmpty()) {
      return NONE;
    }
    RangeMap<Integer, Addresses> slices = TreeRangeMap.create();
    ports.forEach(range -> slices.putCoalescing(range, addresses));
    return new Traffic(ImmutableRangeMap.copyOf(slices));
  }

  /** Returns no traffic. */
  public static Traffic none() {
    return NONE;
  }

  /** Returns all traffic with all addresses. */
  public static Traffic all() {
    return ALL;
  }

  /** Returns the traffic of both. */
  public Traffic plus(Traffic other) {
    return combine(other, Addresses::plus);
  }

  /** Returns the traffic of this set that is not in the other. */
  public Traffic minus(Traffic other) {
    return combine(other, Addresses::minus);
  }

  /** Returns the traffic that is in both sets. */
  public Traffic and(Traffic other) {
    return combine(other, Addresses::and);
  }

  private Traffic combine(Traffic other, BinaryOperator<Addresses> operator) {
    TreeSet<Integer> bounds = new TreeSet<>();
    collectBounds(bounds);
    other.collectBounds(bounds);
    RangeMap<Integer, Addresses> combined = TreeRangeMap.create();
    for (Integer low : bounds) {
      Integer high = bounds.higher(low);
      Addresses addresses =
          high == null ? Addresses.none() : operator.apply(at(low), other.at(low));
      if (high != null && !addresses.isEmpty()) {
        combined.putCoalescing(Range.closedOpen(low, high), addresses);
      }
    }
    return new Traffic(ImmutableRangeMap.copyOf(combined));
  }

  private void collectBounds(Set<Integer> bounds) {
    for (Range<Integer> range : slices.asMapOfRanges().keySet()) {
      bounds.add(range.lowerEndpoint());
      bounds.add(range.upperEndpoint());
    }
  }

  private Addresses at(Integer port) {
    Addresses addresses = slices.get(port);
    return addresses == null ? Addresses.none() : addresses;
  }

  /**
   * Returns the traffic on the ports whose remote addresses meet a condition. Ports that are open
   * to the same addresses are tested together.
   */
  public Traffic where(Predicate<Addresses> wanted) {
    ImmutableRangeMap.Builder<Integer, Addresses> selected = ImmutableRangeMap.builder();
    slices
        .asMapOfRanges()
        .forEach(
            (range, addresses) -> {
              if (wanted.test(addresses)) {
                selected.put(range, addresses);
              }
            });
    return new Traffic(selected.build());
  }

  /**
   * Returns the protocols and ports on which there is any traffic, for example {@code tcp 22,
   * 80-90}.
   */
  public String ports() {
    return isEmpty()
        ? "nothing"
        : Ports.words(List.copyOf(anywhere().slices.asMapOfRanges().keySet()));
  }

  /** Returns the traffic on the same ports, with all addresses. */
  public Traffic anywhere() {
    return of(List.copyOf(slices.asMapOfRanges().keySet()), Addresses.all());
  }

  /** Returns the remote addresses of the traffic. */
  public Addresses far() {
    return slices.asMapOfRanges().values().stream().reduce(Addresses.none(), Addresses::plus);
  }

  /** Returns whether all traffic of the other set is in this one; true if the other is empty. */
  public boolean covers(Traffic other) {
    return other.minus(this).isEmpty();
  }

  /** Returns whether this set is empty. */
  public boolean isEmpty() {
    return slices.asMapOfRanges().isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Traffic that && slices.equals(that.slices);
  }

  @Override
  public int hashCode() {
    return slices.hashCode();
  }

  /**
   * Returns it in the notation of people, for example {@code tcp 22, 80-90 and udp 53 from
   * 10.0.0.0/8}.
   */
  @Override
  public String toString() {
    return words("from");
  }

  /**
   * Returns it in the notation of people.
   *
   * @param preposition the word between the ports and the addresses: {@code from} or {@code to}
   */
  public String words(String preposition) {
    if (isEmpty()) {
      return "no traffic";
    }
    Map<Addresses, List<Range<Integer>>> byAddresses = new LinkedHashMap<>();
    slices
        .asMapOfRanges()
        .forEach(
            (range, addresses) ->
                byAddresses.computeIfAbsent(addresses, key -> new ArrayList<>()).add(range));
    List<String> parts = new ArrayList<>();
    byAddresses.forEach(
        (addresses, ranges) ->
            parts.add(
                "%s %s %s"
                    .formatted(Ports.words(ranges), preposition, AddressText.blocks(addresses))));
    return String.join("; ", parts);
  }
}
