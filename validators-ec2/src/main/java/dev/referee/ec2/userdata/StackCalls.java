package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Tokens.Range;
import java.util.Optional;

/** An interpreter of SDK calls that make another AWS service act, such as creating a stack. */
final class StackCalls {
  private static final ImmutableSet<String> STACKS =
      ImmutableSet.of("createstack", "updatestack", "createchangeset", "createstackset");

  private static final ImmutableSet<String> OTHERS =
      ImmutableSet.of(
          "startexecution",
          "startsyncexecution",
          "startautomationexecution",
          "sendcommand",
          "startbuild",
          "startpipelineexecution",
          "executechangeset",
          "createstackinstances");

  private final Expressions expressions;
  private final Findings to;

  StackCalls(Expressions expressions, Findings to) {
    this.expressions = expressions;
    this.to = to;
  }

  void call(Tokens tokens, int index, Range range) {
    String name = plain(tokens.at(index).text());
    int offset = tokens.at(index).offset();
    if (STACKS.contains(name)) {
      stack(tokens, range, offset);
    } else if (OTHERS.contains(name)) {
      to.cannotTell("makes another AWS service do something that is not in the user data", offset);
    } else if (name.equals("invoke") || name.equals("invokeasync")) {
      if (Arguments.of(tokens, range, to.budget()).has("functionname")) {
        to.cannotTell("invokes a Lambda function", offset);
      }
    }
  }

  private void stack(Tokens tokens, Range range, int offset) {
    Optional<Integer> body = Arguments.of(tokens, range, to.budget()).at("templatebody");
    Value template =
        body.map(it -> expressions.value(tokens, tokens.expression(it))).orElse(Value.UNKNOWN);
    if (template.isUnknown()) {
      to.cannotTell("creates a stack from a template that is not in the user data", offset);
    } else {
      to.nested(Language.CLOUDFORMATION, template.text().text(), offset);
    }
  }

  private static String plain(String name) {
    String plain = Ascii.toLowerCase(CharMatcher.anyOf("-_").removeFrom(name));
    return plain.endsWith("command") && !plain.equals("sendcommand")
        ? plain.substring(0, plain.length() - "command".length())
        : plain;
  }
}
