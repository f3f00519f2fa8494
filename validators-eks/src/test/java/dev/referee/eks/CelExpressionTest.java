package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import dev.referee.eks.CelExpression.Result;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CelExpressionTest {
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final String OBJECT =
      """
      {"metadata": {"name": "web", "annotations": {"level": "many", "size": "3", "mem": "512Mi"},
                    "labels": {"app.kubernetes.io/name": "shop"}},
       "spec": {"replicas": 3, "ratio": 0.5, "paused": false, "none": null, "surge": "25%",
                "huge": 123456789012345678901234567890,
                "ports": [80, 443], "containers": [{"name": "a"}, {"name": "b", "image": "b:1"}]}}
      """;

  private static Result evaluate(String expression) throws Exception {
    return CelExpression.of(expression)
        .evaluate(CelObject.of(new ObjectMapper().readValue(OBJECT, Map.class)), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "object.spec.replicas == 3 && object.spec.replicas > 2.5 | TRUE |",
        "object.spec.huge > 1 | TRUE |",
        "object.spec.none == null | TRUE |",
        "object.spec.none == null && object.spec.ratio < 1 | TRUE |",
        "443 in object.spec.ports | TRUE |",
        "object.spec.containers.exists(c, has(c.image) && c.image.endsWith(':1')) | TRUE |",
        "object.metadata.labels['app.kubernetes.io/name'].matches('^s.*p$') | TRUE |",
        "quantity(object.metadata.annotations.mem) == 536870912.0 | TRUE |",
        "quantity('100m') < quantity(1) && quantity('1.5G') > quantity('1e9') | TRUE |",
        "int(object.metadata.annotations['size']) == 3 | TRUE |",
        "timestamp('2026-11-30T10:00:00Z') == now && object.spec.ports[0] == 80 | TRUE |",
        "object.spec['containers'][1]['image'].split(':')[1] == '1' | TRUE |",
        "int(object.metadata.annotations['level']) > 3 | FALSE | A value cannot be converted: For"
            + " input string: \"many\": object.metadata.annotations.level is 'many'.",
        "now == timestamp('2026-11-30T10:00:00Z') | TRUE |",
        "sets.contains([80, 443, 8080], object.spec.ports) | TRUE |",
        "object.spec.replicas >= 4 | FALSE | It is not so: object.spec.replicas is 3.",
        "object.spec.paused | FALSE | It is not so: object.spec.paused is false.",
        "object.spec.ports == [80] && object.spec == {} | FALSE | It is not so: object.spec.ports"
            + " is a list of 2 items, object.spec is an object with 8 fields.",
        "object.spec.ports[0] == 81 | FALSE | It is not so: object.spec.ports[0] is 80.",
        "has(object.spec.strategy) | FALSE | It is not so: object.spec.strategy is not set.",
        "object.spec.strategy.type == 'x' | FALSE | A field is not set: object.spec.strategy.type"
            + " is not set.",
        "object.spec.none.x == 'x' | FALSE | A field is not set: object.spec.none.x is not set.",
        "object.metadata.labels['a.b/c'] == 'x' | FALSE | A field is not set:"
            + " object.metadata.labels['a.b/c'] is not set.",
        "object.spec.containers.all(c, c.image != '') | FALSE | A field is not set:"
            + " object.spec.containers is a list of 2 items.",
        "object.spec.ports[7] == 1 | FALSE | A list has too few items: object.spec.ports[7] is not"
            + " set.",
        "int(object.metadata.annotations.level) > 3 | FALSE | A value cannot be converted: For"
            + " input string: \"many\": object.metadata.annotations.level is 'many'.",
        "quantity(object.metadata.annotations.level) > 3 | FALSE | A value cannot be converted:"
            + " 'many' is no quantity: object.metadata.annotations.level is 'many'.",
        "object.spec.surge > 1 | UNKNOWN | The types of the values do not fit:"
            + " object.spec.surge is '25%'.",
        "object.metadata.name | UNKNOWN | The expression is neither true nor false:"
            + " object.metadata.name is 'web'.",
        "false | FALSE | It is not so.",
      })
  void saysWhatIsKnown(String expression, String answer, String why) throws Exception {
    Result result = evaluate(expression);

    assertThat(result.answer() + " " + result.why())
        .isEqualTo(answer + " " + (why == null ? "" : why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "objct.spec.replicas > 1 | line 1, column 1 of the expression: there is no 'objct'; did"
            + " you mean 'object'?",
        "1 < 2 && szie(object.spec) > 1 | line 1, column 10 of the expression: there is no"
            + " 'szie'; did you mean 'size'?",
        "object.metadata.name.startsWit('w') | line 1, column 22 of the expression: there is no"
            + " 'startsWit'; did you mean 'startsWith'?",
        "object.spec.replicas > | line 1, column 23 of the expression: mismatched input '<EOF>'",
        "object.spec.replicas = 3 | line 1, column 22 of the expression: token recognition error"
            + " at: '= '",
        "1 + 'a' == 2 | line 1, column 3 of the expression: '+' does not work on (int, string)",
        "'a' + 'b' | the expression has to be true or false, but its type is string",
        "object['spec']['a'] + 1 == szie(2) | line 1, column 28 of the expression: there is no"
            + " 'szie'; did you mean 'size'?",
        "1 in 2 | line 1, column 3 of the expression: 'in' does not work on (int, int)",
        "!1 | line 1, column 1 of the expression: '!' does not work on (int)",
        "size(1) > 0 | line 1, column 5 of the expression: 'size' does not work on (int)",
        "object.a.matches(object.b) | line 1, column 17 of the expression: the pattern of 'matches'"
            + " has to be a text in quotes",
        "object.a.all(x, matches(x, '(')) | line 1, column 24 of the expression: the pattern is"
            + " wrong: missing closing )",
        "1 + 2 | the expression has to be true or false, but its type is int",
        "player.b && nobody.d | line 1, column 1 of the expression: there is no 'player'; line 1,"
            + " column 13 of the expression: there is no 'nobody'",
        "object.metadata.name.replace('a', 'b') == '' | line 1, column 22 of the expression: there"
            + " is no 'replace'",
      })
  void saysWhereAnExpressionIsWrong(String expression, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CelExpression.of(expression))
        .withMessageStartingWith(what);
  }

  /** See https://github.com/projectcapsule/capsule/issues/1829. */
  @Test
  void refusesAMacroThatIsCalledAsAFunction() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CelExpression.of("exists(object.spec.tolerations, t, t.key == 'a')"))
        .withMessageStartingWith("line 1, column 1 of the expression: there is no 'exists'");
  }

  @Test
  void countsLinesOfAnExpression() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CelExpression.of("object.spec.replicas >= 3 &&\n  objct.a == 'b'"))
        .withMessageStartingWith("line 2, column 3 of the expression");
  }

  @Test
  void refusesWhatIsLongOrDeep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CelExpression.of("true" + " || true".repeat(300)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CelExpression.of("(".repeat(200) + "true" + ")".repeat(200)));
  }

  @Test
  void boundsTheNumberOfIterations() throws Exception {
    CelObject object = CelObject.of(Map.of("a", java.util.Collections.nCopies(200, 1)));

    Result result =
        CelExpression.of("object.a.all(x, object.a.all(y, x == y))").evaluate(object, NOW);

    assertThat(result.why())
        .isEqualTo("It has too many items for the expression: object.a is a list of 200 items.");
  }

  @Test
  void endsWhenItsThreadIsInterrupted() throws Exception {
    CelObject object = CelObject.of(Map.of("a", 1));
    CelExpression expression = CelExpression.of("object.a == 1");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> expression.evaluate(object, NOW))
          .hasMessageContaining("The time is up");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void boundsTheSizeOfAnObject() throws Exception {
    Object deep = "x";
    for (int i = 0; i < 200; i++) {
      deep = List.of(deep);
    }
    for (Object large :
        List.of(
            "x".repeat((1 << 20) + 1),
            java.util.Collections.nCopies(60_000, 1),
            ImmutableMap.of("x".repeat((1 << 20) + 1), 1),
            deep)) {
      assertThatThrownBy(() -> CelObject.of(Map.of("a", large)))
          .isInstanceOf(CelObject.TooLargeException.class);
    }
    assertThat(CelObject.of(Map.of("a", BigInteger.TEN)).value()).isEqualTo(Map.of("a", 10L));
  }

  @ParameterizedTest
  @CsvSource({"1e99999999", "1E999", "'9999999999999999999999999'", "''", "1 Gi", "0x10", "1.2.3"})
  void aQuantityIsShort(String text) throws Exception {
    CelObject object = CelObject.of(Map.of("a", text));

    assertThat(CelExpression.of("quantity(object.a) > 0").evaluate(object, NOW).answer())
        .isEqualTo(CelExpression.Answer.FALSE);
  }
}
