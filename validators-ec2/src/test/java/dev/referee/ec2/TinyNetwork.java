package dev.referee.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A network that is small enough to try every packet instead of computing sets.
 *
 * @param lists the prefix lists, by their entries
 * @param groups the other groups, by their members
 */
record TinyNetwork(List<List<Block>> lists, List<Set<Address>> groups) {
  /** An address: 10.9.0.16 to 10.9.0.31, or fd00::10 to fd00::1f. */
  record Address(boolean six, int last) {
    @Override
    public String toString() {
      return six ? "fd00::" + Integer.toHexString(last) : "10.9.0." + last;
    }
  }

  static final List<Address> ADDRESSES =
      IntStream.range(0, 32).mapToObj(i -> new Address(i > 15, 16 + i % 16)).toList();

  /**
   * A packet as seen by one end, with the ICMP type as its port, and port 0 for other protocols.
   */
  record Packet(String protocol, int port, int code, Address address) {}

  /** The packets include some that no rule names: tcp 7, icmp 5 and codes 2, protocol 99. */
  private static final List<Packet> KINDS = kinds();

  private static List<Packet> kinds() {
    Address nobody = new Address(false, 16);
    List<Packet> kinds = new ArrayList<>();
    for (int port : new int[] {7, 21, 22, 23}) {
      kinds.add(new Packet("tcp", port, 0, nobody));
      kinds.add(new Packet("udp", port, 0, nobody));
    }
    for (int type : new int[] {0, 5, 8}) {
      for (int code : new int[] {0, 1, 2}) {
        kinds.add(new Packet("icmp", type, code, nobody));
      }
    }
    kinds.add(new Packet("47", 0, 0, nobody));
    kinds.add(new Packet("99", 0, 0, nobody));
    return kinds;
  }

  /** Returns a packet of every kind, to or from an address. */
  static List<Packet> packets(Address address) {
    return KINDS.stream()
        .map(kind -> new Packet(kind.protocol, kind.port, kind.code, address))
        .toList();
  }

  /** The ports of a rule or a traffic statement, in the notation of EC2. */
  record Ports(String protocol, int from, int to) {
    boolean has(Packet packet) {
      if (protocol.equals("-1")) {
        return true;
      }
      if (!protocol.equals(packet.protocol)) {
        return false;
      }
      return switch (protocol) {
        case "tcp", "udp" -> from <= packet.port && packet.port <= to;
        case "icmp" -> from == -1 || (from == packet.port && (to == -1 || to == packet.code));
        default -> true;
      };
    }

    @Override
    public String toString() {
      return switch (protocol) {
        case "tcp", "udp" -> "%s %d-%d".formatted(protocol, from, to);
        case "icmp" -> from == -1 ? "icmp" : "icmp " + from + (to == -1 ? "" : "/" + to);
        case "-1" -> "all";
        default -> protocol;
      };
    }
  }

  /** The source or destination of a rule. */
  sealed interface End {}

  /** A block of 1, 2, 4, 8 or 16 addresses. */
  record Block(boolean six, int at, int size) implements End {
    boolean has(Address address) {
      return six == address.six && address.last / size == at / size;
    }

    String cidr() {
      int bits = Integer.numberOfTrailingZeros(size);
      return new Address(six, at / size * size) + "/" + ((six ? 128 : 32) - bits);
    }
  }

  /** A prefix list, by its index. */
  record PrefixList(int place) implements End {}

  /** A security group, by its index. */
  record Group(int place) implements End {}

  /** A rule or a traffic statement: ports, and a source or destination. */
  record Line(Ports ports, End end) {}

  boolean isAt(End end, Address address) {
    if (end instanceof Block block) {
      return block.has(address);
    }
    return end instanceof PrefixList list
        ? lists.get(list.place).stream().anyMatch(block -> block.has(address))
        : groups.get(((Group) end).place).contains(address);
  }

  boolean passes(List<Line> lines, Packet packet) {
    return lines.stream()
        .anyMatch(line -> line.ports.has(packet) && isAt(line.end, packet.address));
  }

  private static boolean names(List<Line> lines, End end, Packet packet) {
    return !(end instanceof Block)
        && lines.stream().anyMatch(line -> line.end.equals(end) && line.ports.has(packet));
  }

  /** Returns whether the required traffic is open. */
  boolean isOpen(List<Line> rules, Line required) {
    for (Packet kind : KINDS) {
      if (required.ports.has(kind) && !names(rules, required.end, kind)) {
        List<Address> callers = callers(required.end);
        if (callers.isEmpty()) {
          return false;
        }
        for (Address caller : callers) {
          if (!passes(rules, new Packet(kind.protocol, kind.port, kind.code, caller))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Returns the sources that need access; members with both kinds of addresses use IPv4. */
  private List<Address> callers(End end) {
    List<Address> all = ADDRESSES.stream().filter(address -> isAt(end, address)).toList();
    List<Address> four = all.stream().filter(address -> !address.six).toList();
    return end instanceof Group && !four.isEmpty() ? four : all;
  }

  /** Returns whether forbidden traffic is open that is not permitted. */
  boolean isForbiddenOpen(List<Line> rules, Line forbidden, List<Line> excused) {
    for (Packet kind : KINDS) {
      if (forbidden.ports.has(kind)
          && names(rules, forbidden.end, kind)
          && !names(excused, forbidden.end, kind)) {
        return true;
      }
    }
    return ADDRESSES.stream()
        .filter(address -> isAt(forbidden.end, address))
        .flatMap(address -> packets(address).stream())
        .filter(forbidden.ports::has)
        .anyMatch(packet -> passes(rules, packet) && !passes(excused, packet));
  }

  /**
   * Returns whether anything is open that is not permitted, also to future members of an empty
   * group.
   */
  boolean isMoreOpen(List<Line> rules, List<Line> excused) {
    for (Line rule : rules) {
      if (rule.end instanceof Group group && groups.get(group.place).isEmpty()) {
        for (Packet kind : KINDS) {
          if (rule.ports.has(kind) && !names(excused, group, kind)) {
            return true;
          }
        }
      }
    }
    return ADDRESSES.stream()
        .flatMap(address -> packets(address).stream())
        .anyMatch(packet -> passes(rules, packet) && !passes(excused, packet));
  }
}
