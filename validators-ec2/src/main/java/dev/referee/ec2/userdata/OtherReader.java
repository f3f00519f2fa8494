package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;

/**
 * A reader of programs in languages without a specific reader.
 *
 * <p>If a program contains the name of an operation that starts instances, the result is "cannot
 * tell".
 */
final class OtherReader implements ProgramReader {
  @Override
  public void read(String source, Findings to) {
    int begin = -1;
    to.budget().steps(source.length());
    for (int i = 0; i <= source.length(); i++) {
      boolean part = i < source.length() && isPart(source.charAt(i));
      if (part && begin < 0) {
        begin = i;
      } else if (!part && begin >= 0) {
        word(source.substring(begin, i), begin, to);
        begin = -1;
      }
    }
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_';
  }

  private static void word(String word, int offset, Findings to) {
    String lower = Ascii.toLowerCase(word);
    if (StartingCalls.action(word).isPresent()
        || lower.equals("new-ec2instance")
        || lower.equals("cloudformation")
        || lower.equals("terraform")) {
      to.cannotTell("mentions starting instances in an unsupported language", offset);
    }
  }
}
