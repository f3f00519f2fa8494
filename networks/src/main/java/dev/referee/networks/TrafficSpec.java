package dev.referee.networks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Traffic that has to get through, and its destination.
 *
 * @param ports protocols with their ports, for example {@code tcp 443}
 * @param to the addresses to reach
 */
record TrafficSpec(ImmutableList<String> ports, Addresses to) {

  static TrafficSpec of(List<String> ports, Addresses to) {
    checkArgument(!ports.isEmpty(), "Give the ports, e.g. tcp 443");
    return new TrafficSpec(ImmutableList.copyOf(ports), to);
  }

  TrafficSpec to(Addresses others) {
    return new TrafficSpec(ports, others);
  }

  Traffic traffic() {
    return with(to);
  }

  /** Returns the same ports, with other remote addresses. */
  Traffic with(Addresses addresses) {
    return ports.stream()
        .map(protocol -> Traffic.of(protocol, addresses))
        .reduce(Traffic.none(), Traffic::plus);
  }

  /** Returns the replies: to the source ports, from or to the given addresses. */
  Traffic answers(String ephemeral, Addresses addresses) {
    return answerPorts(ephemeral)
        .map(protocol -> Traffic.of(protocol, addresses))
        .reduce(Traffic.none(), Traffic::plus);
  }

  /** Returns the destination ports of the replies, for example {@code tcp 32768-60999}. */
  String ephemeral(String ports) {
    return AddressText.list(answerPorts(ports).distinct().toList());
  }

  private Stream<String> answerPorts(String ephemeral) {
    return ports.stream()
        .map(protocol -> protocol.trim().split("\\s+", 2)[0])
        .map(
            protocol ->
                switch (protocol) {
                  case "tcp", "udp", "6", "17" -> protocol + " " + ephemeral;
                  default -> protocol;
                });
  }

  /** Returns a text such as {@code tcp 443 to 0.0.0.0/0}. */
  String words() {
    return words("to", to);
  }

  /**
   * Returns the ports with other remote addresses, for example {@code tcp 443 from 10.0.1.0/24}.
   */
  String words(String preposition, Addresses addresses) {
    return "%s %s %s".formatted(this, preposition, AddressText.blocks(addresses));
  }

  /** Returns a text such as {@code tcp 443}. */
  @Override
  public String toString() {
    return String.join(" and ", ports);
  }
}
