package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Tokens.Range;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The facts about a whole program that are collected before its calls are evaluated. */
final class ProgramFacts {
  private static final ImmutableSet<String> INFRASTRUCTURE =
      ImmutableSet.of("pulumi_aws", "@pulumi/aws", "aws_cdk", "aws-cdk-lib", "@aws-cdk/aws-ec2");

  private final Dialect dialect;

  /** Functions that the program declares. */
  final Set<String> declared = new HashSet<>();

  /** Functions that pass their first parameter to one that runs commands. */
  final Set<String> wrappers = new HashSet<>();

  /** Names of the modules that run commands. */
  private final Set<String> aliases = new HashSet<>();

  private final Map<String, String> parameters = new HashMap<>();
  private final Map<String, String> originals = new HashMap<>();

  /** The first source of a download, if there is one. */
  @Nullable String source;

  boolean usesAws;
  boolean describesInfrastructure;
  private boolean importsRunner;

  private ProgramFacts(Dialect dialect) {
    this.dialect = dialect;
    aliases.addAll(dialect.modules());
  }

  static ProgramFacts of(Dialect dialect, ImmutableList<Tokens> streams, Budget budget) {
    ProgramFacts facts = new ProgramFacts(dialect);
    Expressions none = new Expressions(dialect, budget);
    for (Tokens tokens : streams) {
      budget.steps(tokens.size());
      for (int i = 0; i < tokens.size(); i++) {
        facts.look(tokens, i, none);
      }
    }
    return facts;
  }

  private void look(Tokens tokens, int index, Expressions none) {
    Token token = tokens.at(index);
    if (token.type() == Token.Type.MARK || token.type() == Token.Type.NUMBER) {
      return;
    }
    usesAws |= isAws(token);
    describesInfrastructure |= INFRASTRUCTURE.contains(token.text());
    importsRunner |= dialect.modules().contains(token.text());
    renamed(tokens, index);
    if (token.isString()) {
      alias(tokens, index);
    } else if (dialect.declaring().contains(token.text()) && tokens.at(index + 1).isName()) {
      declare(tokens, index + 1);
    } else if (dialect.modules().contains(token.text()) && tokens.at(index + 1).isName("as")) {
      aliases.add(tokens.at(index + 2).text());
    } else if (source == null && tokens.isMark(index + 1, "(") && dialect.fetches(tokens, index)) {
      source = none.firstText(tokens, index + 1);
    }
  }

  private static boolean isAws(Token token) {
    String text = Ascii.toLowerCase(token.text());
    return text.length() < 400
        && (text.contains("boto")
            || text.contains("aws")
            || text.contains("amazon")
            || text.equals("ec2"));
  }

  /** Finds the name in {@code const cp = require("child_process")} and in an import. */
  private void alias(Tokens tokens, int index) {
    if (!dialect.modules().contains(tokens.at(index).text())) {
      return;
    }
    boolean required = tokens.at(index - 2).isName("require") && tokens.isMark(index - 3, "=");
    int name = required ? index - 4 : index - 2;
    if (tokens.at(name).isName()) {
      aliases.add(tokens.at(name).text());
    }
  }

  /** Finds the new name in {@code { exec: run } = ...} and in {@code import { exec as run }}. */
  private void renamed(Tokens tokens, int index) {
    Token name = tokens.at(index + 2);
    int around = tokens.partner(tokens.opener(index));
    boolean taken = tokens.isMark(index + 1, ":") && tokens.isMark(around + 1, "=");
    if (name.isName() && (taken || tokens.at(index + 1).isName("as"))) {
      originals.put(name.text(), tokens.at(index).text());
    }
  }

  /** Records that a variable holds a function: {@code run = os.system}. */
  void alias(Tokens tokens, String name, Range range) {
    Token last = tokens.at(tokens.trim(range).to() - 1);
    if (range.size() <= 4 && last.isName() && !last.isName(name)) {
      originals.put(name, last.text());
    }
  }

  /** Returns the original name of a renamed function. */
  String original(String name) {
    return originals.getOrDefault(name, name);
  }

  private void declare(Tokens tokens, int name) {
    declared.add(tokens.at(name).text());
    if (tokens.isMark(name + 1, "(")) {
      Range inside = tokens.inside(name + 1);
      for (int i = inside.from(); i < inside.to(); i = tokens.next(i)) {
        Token token = tokens.at(i);
        if (token.isName() && !token.isName("self")) {
          parameters.put(token.text(), tokens.at(name).text());
        }
      }
    }
  }

  /** Records that a variable is run; returns whether it is the parameter of a function. */
  boolean wraps(String variable) {
    String function = parameters.get(variable);
    if (function != null) {
      wrappers.add(function);
    }
    return function != null;
  }

  /** Returns whether the name at an index is that of a function that runs commands. */
  boolean runs(Tokens tokens, int index) {
    String name = tokens.at(index).text();
    boolean member = isMember(tokens, index);
    if (wrappers.contains(name) && !isDeclaration(tokens, index)) {
      return true;
    }
    if (declared.contains(name)) {
      return false;
    }
    if (dialect.shells().contains(original(name))) {
      return true;
    }
    if (!dialect.qualified().contains(original(name))) {
      return false;
    }
    return member ? isRunner(tokens, index - 2) : importsRunner;
  }

  private boolean isRunner(Tokens tokens, int receiver) {
    if (tokens.isMark(receiver, ")")) {
      Range inside = tokens.inside(tokens.partner(receiver));
      return !inside.isEmpty() && dialect.modules().contains(tokens.at(inside.from()).text());
    }
    return tokens.at(receiver).isName() && aliases.contains(tokens.at(receiver).text());
  }

  boolean isDeclaration(Tokens tokens, int index) {
    Token before = tokens.at(index - 1);
    return before.isName() && dialect.declaring().contains(before.text());
  }

  static boolean isMember(Tokens tokens, int index) {
    List<String> marks = List.of(".", "->", "::");
    int before = tokens.before(index);
    return tokens.at(before).type() == Token.Type.MARK && marks.contains(tokens.at(before).text());
  }
}
