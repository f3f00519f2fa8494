package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.networks.Addresses;
import dev.referee.networks.RulePeer;
import dev.referee.networks.Traffic;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement by an organiser about traffic, for example {@code tcp 22 from anywhere}.
 *
 * @param text as it was written
 * @param egress whether it is outbound; otherwise it is inbound
 * @param ports the ports, with any addresses
 * @param end the other end
 */
record PortsOpenTrafficStatement(String text, boolean egress, Traffic ports, End end) {
  private static final Pattern SENTENCE = Pattern.compile("(.+?)\\s+(from|to)\\s+(\\S.*)");

  private static final ImmutableList<Addresses> EVERYBODY =
      ImmutableList.of(Addresses.of("0.0.0.0/0"), Addresses.of("::/0"));

  /** The source or destination in a traffic statement. */
  sealed interface End {}

  /** The internet as a whole, or a large part of it. */
  record Anywhere() implements End {}

  /** A source or destination that rules can be compared with directly. */
  record Known(RulePeer peer) implements End {}

  /** All security groups that match a filter. */
  record Groups(String filter, String value) implements End {}

  /** All prefix lists with a given name. */
  record Lists(String name) implements End {}

  /**
   * Parses a statement about forbidden traffic. All of IPv4, or all of IPv6, is what people write
   * for anywhere, and is read as such; other blocks next to it are also forbidden.
   *
   * @throws IllegalArgumentException if it cannot be parsed
   */
  static ImmutableList<PortsOpenTrafficStatement> forbidden(String sentence) {
    PortsOpenTrafficStatement read = parse(sentence);
    if (!(read.end() instanceof Known known && known.peer() instanceof RulePeer.Block block)) {
      return ImmutableList.of(read);
    }
    Addresses whole =
        EVERYBODY.stream()
            .filter(block.addresses()::covers)
            .reduce(Addresses.none(), Addresses::plus);
    Addresses rest = block.addresses().minus(whole);
    ImmutableList.Builder<PortsOpenTrafficStatement> demands = ImmutableList.builder();
    if (!whole.isEmpty()) {
      demands.add(
          new PortsOpenTrafficStatement(read.text(), read.egress(), read.ports(), new Anywhere()));
    }
    if (!rest.isEmpty()) {
      demands.add(
          new PortsOpenTrafficStatement(
              read.text(), read.egress(), read.ports(), new Known(new RulePeer.Block(rest))));
    }
    return demands.build();
  }

  /** Returns the ports as they were named one by one: {@code tcp 22, 3389} has two. */
  ImmutableList<Traffic> named() {
    Matcher matcher = SENTENCE.matcher(text);
    checkState(matcher.matches(), "It has been read before: %s", text);
    String[] words = matcher.group(1).split("\\s+", 2);
    return words.length == 1
        ? ImmutableList.of(ports)
        : Arrays.stream(words[1].split(",", -1))
            .map(part -> Traffic.of(words[0] + " " + part.trim(), Addresses.all()))
            .collect(toImmutableList());
  }

  /**
   * Reads a sentence.
   *
   * @throws IllegalArgumentException if it cannot be parsed
   */
  static PortsOpenTrafficStatement parse(String sentence) {
    Matcher matcher = SENTENCE.matcher(sentence.trim());
    checkArgument(
        matcher.matches(),
        "'%s' is not traffic: write tcp 443 from 0.0.0.0/0, or tcp 5432 to group db",
        sentence);
    return new PortsOpenTrafficStatement(
        sentence.trim(),
        matcher.group(2).equals("to"),
        Traffic.of(matcher.group(1), Addresses.all()),
        end(matcher.group(3).trim()));
  }

  /**
   * Parses a statement about required or allowed traffic, which has to be definite.
   *
   * @throws IllegalArgumentException if it cannot be parsed, or is about anywhere
   */
  static PortsOpenTrafficStatement definite(String sentence) {
    PortsOpenTrafficStatement statement = parse(sentence);
    checkArgument(
        !(statement.end() instanceof Anywhere),
        "'%s' is not definite: write 0.0.0.0/0 for all of IPv4, ::/0 for all of IPv6, or both",
        statement);
    return statement;
  }

  private static End end(String text) {
    if (text.equals("anywhere")) {
      return new Anywhere();
    }
    if (text.matches("sg-[0-9a-z]+")) {
      return new Known(RulePeer.Group.of(text));
    }
    if (text.matches("pl-[0-9a-z]+")) {
      return new Known(new RulePeer.PrefixList(text));
    }
    if (text.startsWith("group tagged ")) {
      String[] tag = text.substring("group tagged ".length()).split("=", 2);
      checkArgument(tag.length == 2, "'%s' names no tag: write group tagged Role=app", text);
      return new Groups("tag:" + tag[0].trim(), tag[1].trim());
    }
    if (text.startsWith("group ")) {
      return new Groups("group-name", text.substring("group ".length()).trim());
    }
    if (text.startsWith("prefix list ")) {
      return new Lists(text.substring("prefix list ".length()).trim());
    }
    return new Known(new RulePeer.Block(Addresses.of(List.of(text.split("[,\\s]+")))));
  }

  /** Returns the word between the ports and the source or destination. */
  static String preposition(boolean egress) {
    return egress ? "to" : "from";
  }

  @Override
  public String toString() {
    return text;
  }
}
