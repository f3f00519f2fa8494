package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;

import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.ec2.TinyNetwork.Address;
import dev.referee.ec2.TinyNetwork.Block;
import dev.referee.ec2.TinyNetwork.End;
import dev.referee.ec2.TinyNetwork.Group;
import dev.referee.ec2.TinyNetwork.Line;
import dev.referee.ec2.TinyNetwork.PrefixList;
import dev.referee.ec2.TinyNetworks.Scene;
import dev.referee.testkit.EmbeddedSandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Property tests of the whole check, over the AWS API, against sending every packet of a network.
 */
class PortsOpenEndToEndTest {

  @Provide
  Arbitrary<Scene> scenes() {
    return TinyNetworks.scenes();
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void agreesWithEveryPacket(@ForAll("scenes") Scene scene) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      Built built = new Built(sandbox, scene);
      String asked = built.sentence(scene.asked());
      String[] excused = scene.excused().stream().map(built::sentence).toArray(String[]::new);
      TinyNetwork network = built.network;

      built.judged(
          built.check().required(asked).forbidden(), network.isOpen(scene.rules(), scene.asked()));
      built.judged(
          built.check().forbidden(asked).allowed(excused),
          !network.isForbiddenOpen(scene.rules(), scene.asked(), scene.excused()));
      built.judged(
          built.check().forbidden().allowed(excused).nothingElseIn(),
          !network.isMoreOpen(scene.rules(), scene.excused()));
    }
  }

  /** The network in a sandbox, with the addresses that AWS assigned. */
  private static final class Built {
    private final EmbeddedSandbox sandbox;
    private final WebNetwork web;
    private final List<String> lists = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final TinyNetwork network;

    Built(EmbeddedSandbox sandbox, Scene scene) {
      this.sandbox = sandbox;
      this.web = new WebNetwork(sandbox);
      List<List<Block>> entries =
          scene.network().lists().stream()
              .map(list -> list.stream().filter(block -> !block.six()).distinct().toList())
              .toList();
      for (List<Block> each : entries) {
        lists.add(
            web.list(
                "list-" + lists.size(), each.stream().map(Block::cidr).toArray(String[]::new)));
      }
      String subnet = web.subnet("10.9.0.16/28");
      List<Set<Address>> members = new ArrayList<>();
      for (Set<Address> each : scene.network().groups()) {
        String group = web.group("group-" + groups.size());
        groups.add(group);
        Set<Integer> lasts = new TreeSet<>();
        for (int i = 0; i < each.size(); i++) {
          String address = web.instance(subnet, "member", group);
          lasts.add(Integer.valueOf(address.substring("10.9.0.".length())));
        }
        members.add(Set.copyOf(lasts.stream().map(last -> new Address(false, last)).toList()));
      }
      this.network = new TinyNetwork(entries, members);
      for (Line rule : scene.rules()) {
        web.in(rule.ports().protocol(), rule.ports().from(), rule.ports().to(), text(rule.end()));
      }
    }

    PortsOpenBuilder check() {
      return Ec2Checks.portsOpen().groups(SecurityGroupSelector.withIds(web.web));
    }

    String sentence(Line line) {
      return line.ports() + " from " + text(line.end());
    }

    private String text(End end) {
      if (end instanceof Block block) {
        return block.cidr();
      }
      return end instanceof PrefixList list
          ? lists.get(list.place())
          : groups.get(((Group) end).place());
    }

    void judged(PortsOpenBuilder check, boolean good) {
      Referee referee = sandbox.referee().build();
      assertThat(referee.judge(check.build(), sandbox.account()))
          .hasOutcome(good ? Outcome.PASSED : Outcome.FAILED);
    }
  }
}
