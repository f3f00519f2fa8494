package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;

import dev.referee.network.Addresses;
import dev.referee.network.Far;
import dev.referee.network.Traffic;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Is traffic that an organiser speaks of, as in {@code tcp 22 from anywhere}.
 *
 * @param text as it was written
 * @param egress whether it goes out; otherwise it comes in
 * @param ports the ports, with any addresses
 * @param end the other end
 */
record Demand(String text, boolean egress, Traffic ports, End end) {
  private static final Pattern SENTENCE = Pattern.compile("(.+?)\\s+(from|to)\\s+(\\S.*)");

  /** Is the other end, as it was written. */
  sealed interface End {}

  /** Is the Internet as a whole, or a large part of it. */
  record Anywhere() implements End {}

  /** Is what can be looked for in rules as it is. */
  record Known(Far far) implements End {}

  /** Is every security group that passes a filter. */
  record Groups(String filter, String value) implements End {}

  /** Is every prefix list of a name. */
  record Lists(String name) implements End {}

  /**
   * Reads a sentence.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  static Demand parse(String sentence) {
    Matcher matcher = SENTENCE.matcher(sentence.trim());
    checkArgument(
        matcher.matches(),
        "'%s' is not traffic: write tcp 443 from 0.0.0.0/0, or tcp 5432 to group db",
        sentence);
    return new Demand(
        sentence.trim(),
        matcher.group(2).equals("to"),
        Traffic.of(matcher.group(1), Addresses.all()),
        end(matcher.group(3).trim()));
  }

  private static End end(String text) {
    if (text.equals("anywhere")) {
      return new Anywhere();
    }
    if (text.matches("sg-[0-9a-z]+")) {
      return new Known(Far.Group.of(text));
    }
    if (text.matches("pl-[0-9a-z]+")) {
      return new Known(new Far.PrefixList(text));
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
    return new Known(new Far.Block(Addresses.of(List.of(text.split("[,\\s]+")))));
  }

  /** Returns the word between the ports and the other end. */
  static String preposition(boolean egress) {
    return egress ? "to" : "from";
  }

  @Override
  public String toString() {
    return text;
  }
}
