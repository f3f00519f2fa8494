package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of a shell program. */
final class ShellTree {
  private ShellTree() {}

  /** A part of a word. */
  sealed interface Piece permits Text, Parameter, Output, NamedPipe, Dynamic {
    boolean quoted();
  }

  /** Literal characters. */
  record Text(String text, boolean quoted) implements Piece {}

  /** A variable or positional parameter, with the operator of its braces. */
  record Parameter(String name, String index, String operator, Raw operand, boolean quoted)
      implements Piece {}

  /** A command substitution: the output of a program. */
  record Output(List<Pipeline> program, boolean quoted) implements Piece {}

  /** A process substitution: the name of a file that a program writes or reads. */
  record NamedPipe(List<Pipeline> program, boolean reads, boolean quoted) implements Piece {}

  /** An expansion whose value only the running shell can compute, such as arithmetic. */
  record Dynamic(boolean quoted) implements Piece {}

  /** An unexpanded word. */
  record Raw(ImmutableList<Piece> pieces, int offset) {
    static final Raw NONE = new Raw(ImmutableList.of(), 0);

    /** Returns its text if nothing in it is quoted or expanded. */
    Optional<String> plain() {
      return pieces.size() == 1 && pieces.get(0) instanceof Text text && !text.quoted()
          ? Optional.of(text.text())
          : Optional.empty();
    }
  }

  /** An assignment to a variable, with several values for an array. */
  record Assignment(String name, boolean append, boolean array, ImmutableList<Raw> values) {}

  /** A redirection, whose target for a here-document is its body. */
  static final class Redirect {
    final String descriptor;
    final String operator;
    Raw target;

    Redirect(String descriptor, String operator, Raw target) {
      this.descriptor = descriptor;
      this.operator = operator;
      this.target = target;
    }

    boolean isHereText() {
      return operator.startsWith("<<");
    }

    boolean writes() {
      return operator.contains(">") && !operator.equals(">&") && !operator.equals("<>");
    }

    boolean appends() {
      return operator.endsWith(">>");
    }
  }

  /** A command between pipes. */
  sealed interface Command permits Simple, Group, Definition {}

  record Simple(
      ImmutableList<Assignment> assignments,
      ImmutableList<Raw> words,
      ImmutableList<Redirect> redirects,
      int offset)
      implements Command {}

  /**
   * A group of commands: in braces, parentheses, a condition or a loop.
   *
   * @param variable the variable of a for loop
   * @param values its values
   */
  record Group(
      List<Pipeline> body,
      boolean conditional,
      boolean subshell,
      @Nullable String variable,
      ImmutableList<Raw> values,
      List<Redirect> redirects)
      implements Command {}

  record Definition(String name, Command body) implements Command {}

  /** A pipeline, with a flag for execution that depends on the previous one. */
  record Pipeline(ImmutableList<Command> commands, boolean conditional) {}
}
