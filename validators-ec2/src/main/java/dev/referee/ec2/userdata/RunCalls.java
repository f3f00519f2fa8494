package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import dev.referee.ec2.userdata.Tokens.Range;
import java.util.HashMap;
import java.util.Map;

/** An interpreter of calls that run commands or evaluate text as a program. */
final class RunCalls {
  private final Dialect dialect;
  private final ProgramFacts facts;
  private final Expressions expressions;
  private final Findings to;
  private final Map<String, ImmutableList<Word>> loops = new HashMap<>();

  RunCalls(Dialect dialect, ProgramFacts facts, Expressions expressions, Findings to) {
    this.dialect = dialect;
    this.facts = facts;
    this.expressions = expressions;
    this.to = to;
  }

  /** Records a variable that runs through a list. */
  void loop(String name, Value values) {
    if (values.words() != null) {
      loops.put(name, values.words());
    }
  }

  /** Records a function that runs its argument. */
  void findWrapper(Tokens tokens, int index) {
    Range range = tokens.trim(tokens.split(tokens.inside(index + 1), ",").get(0));
    if (range.size() == 1 && tokens.at(range.from()).isName()) {
      facts.wraps(tokens.at(range.from()).text());
    }
  }

  void run(Tokens tokens, int index, Range range) {
    ImmutableList<Range> arguments = positional(tokens, range);
    int offset = tokens.at(index).offset();
    if (arguments.isEmpty() || facts.isDeclaration(tokens, index)) {
      return;
    }
    Range first = tokens.trim(arguments.get(0));
    Value value = expressions.value(tokens, first);
    String variable = first.size() == 1 ? tokens.at(first.from()).text() : "";
    if (value.source() != null) {
      to.fetchedAndRun(value.source(), offset);
    } else if (value.words() != null) {
      to.command(value.words(), offset);
    } else if (arguments.size() > 1) {
      words(tokens, arguments, value, offset);
    } else if (value.isUnknown() && loops.containsKey(variable)) {
      loops.get(variable).forEach(word -> text(word.text(), offset));
    } else if (value.isUnknown() && tokens.at(first.from()).isName() && facts.wraps(variable)) {
      return;
    } else if (value.isUnknown()) {
      unknown("runs a command that is assembled at run time", offset);
    } else {
      text(value.text().text(), offset);
    }
  }

  /** Runs a program with its arguments, passed one by one or as a list. */
  private void words(Tokens tokens, ImmutableList<Range> arguments, Value first, int offset) {
    Value second = expressions.value(tokens, arguments.get(1));
    boolean options = tokens.isMark(tokens.trim(arguments.get(1)).from(), "{");
    boolean callback = second.isUnknown() && dialect.language() == Language.JAVASCRIPT;
    if (second.words() != null) {
      to.command(
          ImmutableList.<Word>builder().add(first.text()).addAll(second.words()).build(), offset);
    } else if (first.isUnknown() && !dialect.bare() && dialect.language() != Language.C_FAMILY) {
      unknown("runs a command that is assembled at run time", offset);
    } else if (options || callback || dialect.language() == Language.PHP || hasBlank(first)) {
      text(first.text().text(), offset);
    } else {
      ImmutableList.Builder<Word> words = ImmutableList.builder();
      for (Range range : arguments) {
        words.add(expressions.value(tokens, range).text());
      }
      to.command(withoutContext(words.build()), offset);
    }
  }

  private static boolean hasBlank(Value value) {
    return value.text().text().indexOf(' ') > 0;
  }

  /** Go passes a context before the words, and Python's execl the path before the name. */
  private static ImmutableList<Word> withoutContext(ImmutableList<Word> words) {
    boolean context = words.size() > 1 && words.get(0).equals(Word.ANY);
    boolean twice = words.size() > 1 && words.get(0).text().endsWith(words.get(1).text());
    return context || twice ? words.subList(1, words.size()) : words;
  }

  /** Judges {@code open(my $fh, "-|", "command")} of Perl, and {@code open(FH, "command |")}. */
  void pipe(Tokens tokens, int index, ImmutableList<Range> arguments) {
    int offset = tokens.at(index).offset();
    ImmutableList.Builder<Word> words = ImmutableList.builder();
    boolean pipes = false;
    for (Range range : arguments) {
      String text = expressions.value(tokens, range).text().text();
      if (pipes) {
        words.add(new Word(text));
      } else if (text.strip().endsWith("|") && text.length() > 3) {
        text(text.strip().substring(0, text.strip().length() - 1), offset);
      }
      pipes |= text.equals("-|") || text.equals("|-");
    }
    ImmutableList<Word> argv = words.build();
    if (argv.size() == 1) {
      text(argv.get(0).text(), offset);
    } else if (!argv.isEmpty()) {
      to.command(argv, offset);
    }
  }

  void text(String command, int offset) {
    to.nested(Language.SHELL, command, offset);
  }

  void evaluate(Tokens tokens, int index, Range range) {
    ImmutableList<Range> arguments = positional(tokens, range);
    Range first = arguments.isEmpty() ? range : tokens.trim(arguments.get(0));
    if (first.isEmpty() || tokens.isMark(first.from(), "{")) {
      return;
    }
    Value value = expressions.value(tokens, first);
    int offset = tokens.at(index).offset();
    if (value.source() != null) {
      to.fetchedAndRun(value.source(), offset);
    } else if (value.isUnknown() || !value.text().isKnown()) {
      unknown("runs a program that is assembled at run time", offset);
    } else {
      to.nested(dialect.language(), value.text().text(), offset);
    }
  }

  private void unknown(String reason, int offset) {
    if (facts.source != null) {
      to.fetchedAndRun(facts.source, offset);
    } else {
      to.cannotTell(reason, offset);
    }
  }

  private static ImmutableList<Range> positional(Tokens tokens, Range range) {
    ImmutableList.Builder<Range> positional = ImmutableList.builder();
    for (Range each : tokens.split(range, ",")) {
      Range argument = tokens.trim(each);
      boolean named =
          argument.size() > 1
              && tokens.at(argument.from()).isName()
              && (tokens.isMark(argument.from() + 1, "=")
                  || tokens.isMark(argument.from() + 1, ":"));
      if (!argument.isEmpty() && !named) {
        positional.add(argument);
      }
    }
    return positional.build();
  }

  /** Returns the rest of a statement. */
  Range statement(Tokens tokens, int from) {
    int i = from;
    while (i < tokens.size()
        && !tokens.isMark(i, "\n")
        && !tokens.isMark(i, ";")
        && !tokens.at(i).isName("if")
        && !tokens.at(i).isName("unless")
        && !tokens.isMark(i, "|")
        && !tokens.isMark(i, "&")
        && !Tokens.isClosing(tokens.at(i))) {
      i = tokens.next(i);
    }
    return new Range(from, Math.min(i, tokens.size()));
  }
}
