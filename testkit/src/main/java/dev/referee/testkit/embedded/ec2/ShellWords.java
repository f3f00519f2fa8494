package dev.referee.testkit.embedded.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A lexer of shell scripts: simple commands as words, with the text embedded in them.
 *
 * <p>Quotes, line continuations, comments, here-documents, command substitutions and arithmetic are
 * taken as the shell takes them; nothing is expanded.
 */
final class ShellWords {
  private static final Pattern HERE =
      Pattern.compile(
          "<<-?\\s*(['\"]?)(\\w+)\\1([^\\n]*)\\n(.*?)\\n\\s*\\2(?=\\n|$)", Pattern.DOTALL);

  /** Simple commands, in order. */
  final List<List<String>> commands = new ArrayList<>();

  /** The texts of here-documents: other scripts, or crontabs. */
  final List<String> documents = new ArrayList<>();

  /** Command substitutions, each a script of its own. */
  final List<String> substitutions = new ArrayList<>();

  private final String text;
  private final StringBuilder word = new StringBuilder();
  private List<String> words = new ArrayList<>();
  private boolean inWord;
  private int at;

  private ShellWords(String text) {
    this.text = text;
  }

  static ShellWords of(String script) {
    String joined = script.replace("\r\n", "\n").replace("\\\n", " ");
    List<String> documents = new ArrayList<>();
    Matcher here = HERE.matcher(joined);
    StringBuilder rest = new StringBuilder();
    while (here.find()) {
      documents.add(here.group(4));
      here.appendReplacement(rest, Matcher.quoteReplacement(here.group(3)));
    }
    here.appendTail(rest);
    ShellWords words = new ShellWords(rest.toString());
    words.documents.addAll(documents);
    words.read();
    return words;
  }

  private void read() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#' && !inWord) {
        skipTo('\n');
      } else if (text.startsWith("((", at) && !inWord) {
        take(closing(at + 2, "))") + 2);
      } else if ("\n;&|()".indexOf(c) >= 0) {
        endCommand();
        at++;
      } else if (Character.isWhitespace(c)) {
        endWord();
        at++;
      } else {
        inWord = true;
        character(c);
      }
    }
    endCommand();
  }

  private void character(char c) {
    if (c == '\'') {
      int end = text.indexOf('\'', at + 1);
      end = end < 0 ? text.length() : end;
      word.append(text, at + 1, end);
      at = end + 1;
    } else if (c == '"') {
      doubleQuoted();
    } else if (c == '\\' && at + 1 < text.length()) {
      word.append(text.charAt(at + 1));
      at += 2;
    } else {
      plain();
    }
  }

  private void doubleQuoted() {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\'
          && at + 1 < text.length()
          && "\"\\$`".indexOf(text.charAt(at + 1)) >= 0) {
        word.append(text.charAt(at + 1));
        at += 2;
      } else {
        plain();
      }
    }
    at++;
  }

  private void plain() {
    if (text.startsWith("$((", at)) {
      take(closing(at + 3, "))") + 2);
    } else if (text.startsWith("$(", at)) {
      int end = closing(at + 2, ")");
      substitutions.add(text.substring(at + 2, end));
      take(end + 1);
    } else if (text.charAt(at) == '`') {
      int end = text.indexOf('`', at + 1);
      end = end < 0 ? text.length() : end;
      substitutions.add(text.substring(at + 1, end));
      word.append("$()");
      at = end + 1;
    } else {
      word.append(text.charAt(at++));
    }
  }

  /** Takes text as part of a word, unread. */
  private void take(int end) {
    int to = Math.min(end, text.length());
    word.append(text, at, to);
    inWord = true;
    at = to;
  }

  private int closing(int from, String closer) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        i = text.indexOf('\'', i + 1);
        if (i < 0) {
          return text.length();
        }
      } else if (c == '(') {
        depth++;
      } else if (depth == 0 && text.startsWith(closer, i)) {
        return i;
      } else if (c == ')') {
        depth--;
      }
    }
    return text.length();
  }

  private void skipTo(char end) {
    while (at < text.length() && text.charAt(at) != end) {
      at++;
    }
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(words);
      words = new ArrayList<>();
    }
  }
}
