package dev.referee.networks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A numbering of the ports of all protocols, with 65,536 numbers for each protocol. For ICMP these
 * are the types with their codes. A protocol without ports is one range.
 */
final class Ports {
  private static final int PLACES = 1 << 16;
  private static final int PROTOCOLS = 256;
  private static final int CODES = 256;
  private static final int ANY = -1;
  private static final ImmutableBiMap<String, Integer> NAMES =
      ImmutableBiMap.of("icmp", 1, "tcp", 6, "udp", 17, "icmpv6", 58);

  private Ports() {}

  /**
   * Parses ports in the notation of people.
   *
   * @throws IllegalArgumentException if they cannot be parsed
   */
  static List<Range<Integer>> parse(String text) {
    String[] parts = text.trim().split("\\s+", 2);
    if (parts.length == 1 || Ascii.equalsIgnoreCase(parts[1].trim(), "all")) {
      return List.of(range(parts[0], ANY, ANY));
    }
    int protocol = protocol(parts[0]);
    checkArgument(
        hasPorts(protocol) || isIcmp(protocol),
        "'%s' names ports, but %s has no ports",
        text,
        parts[0]);
    List<Range<Integer>> ranges = new ArrayList<>();
    for (String part : parts[1].split(",", -1)) {
      String[] ends = part.trim().split(isIcmp(protocol) ? "/" : "\\s*-\\s*", -1);
      checkArgument(
          ends.length <= 2, "'%s' is not a port or a range of ports: write 22, 80-90", part.trim());
      int from = number(ends[0], text);
      int single = isIcmp(protocol) ? ANY : from;
      ranges.add(range(parts[0], from, ends.length == 1 ? single : number(ends[1], text)));
    }
    return ranges;
  }

  private static int number(String digits, String text) {
    checkArgument(
        digits.matches("[0-9]{1,5}"),
        "'%s' has '%s' instead of a number: write tcp 22, 80-90, or icmp 8/0",
        text,
        digits);
    return Integer.parseInt(digits);
  }

  /** Returns the range of ports in EC2's notation. */
  static Range<Integer> range(String protocol, int from, int to) {
    if (protocol.equals("-1") || Ascii.equalsIgnoreCase(protocol, "all")) {
      return Range.closedOpen(0, PROTOCOLS * PLACES);
    }
    int number = protocol(protocol);
    int start = number * PLACES;
    if (isIcmp(number) && from != ANY) {
      checkIn(from, CODES, "type", from, to);
      int type = start + from * CODES;
      if (to == ANY) {
        return Range.closedOpen(type, type + CODES);
      }
      checkIn(to, CODES, "code", from, to);
      return Range.closedOpen(type + to, type + to + 1);
    }
    if (hasPorts(number) && (from != ANY || to != ANY)) {
      checkIn(from, PLACES, "port", from, to);
      checkIn(to, PLACES, "port", from, to);
      checkArgument(from <= to, "%s-%s is reversed: write the lower port first", from, to);
      return Range.closedOpen(start + from, start + to + 1);
    }
    return Range.closedOpen(start, start + PLACES);
  }

  private static void checkIn(int number, int end, String resource, int from, int to) {
    checkArgument(
        number >= 0 && number < end,
        "%s is not a %s (in %s-%s): write a number from 0 to %s",
        number,
        resource,
        from,
        to,
        end - 1);
  }

  private static int protocol(String text) {
    Integer named = NAMES.get(Ascii.toLowerCase(text));
    int number =
        named != null ? named : text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : PROTOCOLS;
    checkArgument(
        number < PROTOCOLS,
        "'%s' is not a protocol: write tcp, udp, icmp, icmpv6, a number up to 255, or -1 for all",
        text);
    return number;
  }

  private static boolean isIcmp(int protocol) {
    return protocol == 1 || protocol == 58;
  }

  private static boolean hasPorts(int protocol) {
    return protocol == 6 || protocol == 17;
  }

  /** Returns ranges in the notation of people, for example {@code tcp 22, 80-90 and udp}. */
  static String words(List<Range<Integer>> ranges) {
    Map<String, List<String>> byProtocol = new LinkedHashMap<>();
    for (Range<Integer> range : ranges) {
      words(range.lowerEndpoint(), range.upperEndpoint(), byProtocol);
    }
    List<String> parts = new ArrayList<>();
    byProtocol.forEach(
        (protocol, ports) -> parts.add((protocol + " " + String.join(", ", ports)).trim()));
    return AddressText.list(parts);
  }

  private static void words(int low, int high, Map<String, List<String>> byProtocol) {
    if (low == 0 && high == PROTOCOLS * PLACES) {
      byProtocol.put("all traffic", List.of());
      return;
    }
    int firstWhole = (low + PLACES - 1) / PLACES;
    int lastWhole = high / PLACES;
    if (firstWhole >= lastWhole) { // no two protocols with ports are adjacent
      within(low, high, byProtocol);
      return;
    }
    within(low, firstWhole * PLACES, byProtocol);
    wholes(firstWhole, lastWhole - 1, byProtocol);
    within(lastWhole * PLACES, high, byProtocol);
  }

  private static void wholes(int first, int last, Map<String, List<String>> byProtocol) {
    List<String> others = new ArrayList<>();
    for (int protocol = first; protocol <= last; protocol++) {
      String name = NAMES.inverse().get(protocol);
      if (name != null) {
        byProtocol.put(name, List.of());
      } else {
        others.add(String.valueOf(protocol));
      }
    }
    if (!others.isEmpty()) {
      String from = others.get(0);
      String to = others.get(others.size() - 1);
      byProtocol.put(
          from.equals(to) ? "protocol " + from : "other protocols (%s-%s)".formatted(from, to),
          List.of());
    }
  }

  private static void within(int low, int high, Map<String, List<String>> byProtocol) {
    if (low >= high) {
      return;
    }
    int protocol = low / PLACES;
    int from = low % PLACES;
    int to = (high - 1) % PLACES;
    String name = NAMES.inverse().getOrDefault(protocol, String.valueOf(protocol));
    List<String> ports = byProtocol.computeIfAbsent(name, any -> new ArrayList<>());
    if (!isIcmp(protocol)) {
      ports.add(from == to ? String.valueOf(from) : from + "-" + to);
      return;
    }
    for (int place = from; place <= to; place++) {
      boolean wholeType = place % CODES == 0 && place + CODES - 1 <= to;
      ports.add(place / CODES + (wholeType ? "" : "/" + place % CODES));
      place += wholeType ? CODES - 1 : 0;
    }
  }
}
