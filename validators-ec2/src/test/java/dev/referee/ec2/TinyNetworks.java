package dev.referee.ec2;

import dev.referee.ec2.TinyNetwork.Block;
import dev.referee.ec2.TinyNetwork.End;
import dev.referee.ec2.TinyNetwork.Group;
import dev.referee.ec2.TinyNetwork.Line;
import dev.referee.ec2.TinyNetwork.Ports;
import dev.referee.ec2.TinyNetwork.PrefixList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generators of random networks, rules and traffic statements that are small enough to overlap
 * often.
 */
final class TinyNetworks {
  private TinyNetworks() {}

  /** A network, the rules of the judged group, and the traffic statements to judge them by. */
  record Scene(TinyNetwork network, List<Line> rules, Line asked, List<Line> excused) {}

  static Arbitrary<Scene> scenes() {
    return Combinators.combine(networks(), lines(4), lines(1, 1).map(one -> one.get(0)), lines(2))
        .as(Scene::new);
  }

  private static Arbitrary<TinyNetwork> networks() {
    return Combinators.combine(
            blocks().list().ofMaxSize(3).list().ofSize(2),
            Arbitraries.of(TinyNetwork.ADDRESSES).set().ofMaxSize(3).list().ofSize(3))
        .as(TinyNetwork::new);
  }

  private static Arbitrary<List<Line>> lines(int most) {
    return lines(0, most);
  }

  private static Arbitrary<List<Line>> lines(int least, int most) {
    return Combinators.combine(ports(), ends())
        .as(Line::new)
        .list()
        .uniqueElements()
        .ofMinSize(least)
        .ofMaxSize(most);
  }

  private static Arbitrary<Ports> ports() {
    Arbitrary<Ports> tcp =
        Combinators.combine(
                Arbitraries.of("tcp", "tcp", "udp"),
                Arbitraries.integers().between(21, 23),
                Arbitraries.integers().between(21, 23))
            .as((protocol, a, b) -> new Ports(protocol, Math.min(a, b), Math.max(a, b)));
    Arbitrary<Ports> icmp =
        Combinators.combine(Arbitraries.of(-1, 0, 8), Arbitraries.of(-1, 0, 1))
            .as((type, code) -> new Ports("icmp", type, type == -1 ? -1 : code));
    return Arbitraries.frequencyOf(
        Tuple.of(5, tcp),
        Tuple.of(2, icmp),
        Tuple.of(1, Arbitraries.of(new Ports("47", -1, -1), new Ports("-1", -1, -1))));
  }

  private static Arbitrary<End> ends() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, blocks().map(block -> (End) block)),
        Tuple.of(1, Arbitraries.of(new PrefixList(0), new PrefixList(1)).map(list -> (End) list)),
        Tuple.of(
            2, Arbitraries.of(new Group(0), new Group(1), new Group(2)).map(group -> (End) group)));
  }

  private static Arbitrary<Block> blocks() {
    return Combinators.combine(
            Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true)),
            Arbitraries.integers().between(16, 31),
            Arbitraries.of(1, 2, 4, 8, 16, 16))
        .as(Block::new)
        .map(
            block ->
                new Block(block.six(), block.at() / block.size() * block.size(), block.size()));
  }
}
