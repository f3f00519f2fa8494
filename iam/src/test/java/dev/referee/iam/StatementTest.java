package dev.referee.iam;

import static dev.referee.iam.Policies.document;
import static dev.referee.iam.Policies.role;
import static dev.referee.iam.Policies.word;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the actions and resources that a statement covers, and of its variables. */
class StatementTest {
  private static final String NEW = "2012-10-17";

  private static String covers(String version, String elements, String action, String resource) {
    Access access =
        role()
            .identity(Policy.of("p", document(version, "{'Effect':'Allow'," + elements + "}")))
            .resourceAccount(Policies.ACCOUNT)
            .known("aws:PrincipalTag/team", "red")
            .known("k:star", "*")
            .known("k:several", "a", "b")
            .absent("k:absent")
            .build();
    return switch (word(access.to(action, resource))) {
      case "ALLOWED" -> "yes";
      case "IDENTITY" -> "no";
      default -> "unknown";
    };
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'Action':'ssm:GetParameter', ssm:GetParameter, yes",
        "'Action':'SSM:getparameter', ssm:GetParameter, yes",
        "'Action':'ssm:Get*', ssm:GetParameters, yes",
        "'Action':'iam:*AccessKey*', iam:ListAccessKeys, yes",
        "'Action':'ssm:GetParameter?', ssm:GetParameter, no",
        "'Action':'*', ssm:GetParameter, yes",
        "'Action':'ssmmessages:*', ssm:GetParameter, no",
        "'Action':['s3:*'#'ssm:*'], ssm:GetParameter, yes",
        "'NotAction':'iam:*', ssm:GetParameter, yes",
        "'NotAction':['iam:*'#'SSM:*'], ssm:GetParameter, no",
      })
  void actionsHaveNoCaseAndWildcards(String element, String action, String expected) {
    String elements = element.replace('#', ',') + ",'Resource':'*'";
    assertThat(covers(NEW, elements.replace("''", "'"), action, "*")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'Resource':'*', *, yes",
        "'Resource':'arn:aws:s3:::b/*', *, no",
        "'Resource':'arn:aws:s3:::b/*', arn:aws:s3:::b/a/c, yes",
        "'Resource':'arn:aws:s3:::b/*/test/*', arn:aws:s3:::b/1/2/test/3/o.jpg, yes",
        "'Resource':'arn:aws:s3:::b/*', arn:aws:s3:::b, no",
        "'Resource':'arn:aws:s3:::B/*', arn:aws:s3:::b/a, no",
        "'Resource':'arn:aws:iam::1:user/???', arn:aws:iam::1:user/Bob, yes",
        "'Resource':'arn:aws:sqs:*:1:q', arn:aws:sqs:eu-west-1:1:q, yes",
        "'Resource':'arn:aws:sqs:*:q', arn:aws:sqs:eu-west-1:1:q, yes",
        "'Resource':'arn:aws:logs:eu:1:*', arn:aws:logs:eu:1:log-group:a:b, yes",
        "'Resource':'arn:aws:logs:e*1:log-group', arn:aws:logs:eu:1:log-group, unknown",
        "'NotResource':'arn:aws:s3:::b/*', arn:aws:s3:::c/a, yes",
        "'NotResource':['arn:aws:s3:::b/*'#'arn:aws:s3:::c/*'], arn:aws:s3:::c/a, no",
        "'Sid':'none', arn:aws:s3:::c/a, unknown",
      })
  void resourcesMatchWithinTheirSegments(String element, String resource, String expected) {
    String elements = "'Action':'*'," + element.replace('#', ',');
    assertThat(covers(NEW, elements, "s3:GetObject", resource)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "arn:aws:s3:::b/${aws:PrincipalTag/team}/*; arn:aws:s3:::b/red/x; yes",
        "arn:aws:s3:::b/${AWS:principaltag/TEAM}/*; arn:aws:s3:::b/red/x; yes",
        "arn:aws:s3:::b/${aws:PrincipalTag/team}/*; arn:aws:s3:::b/blue/x; no",
        "arn:aws:s3:::b/${aws:PrincipalTag/team, \"x\"}; arn:aws:s3:::b/red; unknown",
        "arn:aws:s3:::b/${aws:PrincipalTag/team, 'x'}; arn:aws:s3:::b/red; yes",
        "arn:aws:s3:::b/${k:absent, 'anonymous'}; arn:aws:s3:::b/anonymous; yes",
        "arn:aws:s3:::b/${k:absent}; arn:aws:s3:::b/anonymous; no",
        "arn:aws:s3:::b/${k:absent}; arn:aws:s3:::b/; no",
        "arn:aws:s3:::b/${aws:username}; arn:aws:s3:::b/agent; no",
        "arn:aws:s3:::b/${k:unknown}; arn:aws:s3:::b/x; unknown",
        "arn:aws:s3:::b/${k:unknown}/y; arn:aws:s3:::b/x; no",
        "arn:aws:s3:::b/${k:unknown, 'x'}; arn:aws:s3:::b/x; unknown",
        "arn:aws:s3:::b/${k:several}; arn:aws:s3:::b/a; unknown",
        "arn:aws:s3:::b/${k:star}; arn:aws:s3:::b/*; yes",
        "arn:aws:s3:::b/${k:star}; arn:aws:s3:::b/x; no",
        "arn:aws:s3:::b/${*}; arn:aws:s3:::b/*; yes",
        "arn:aws:s3:::b/${*}; arn:aws:s3:::b/x; no",
        "arn:aws:s3:::b/${?}; arn:aws:s3:::b/x; no",
        "arn:aws:s3:::b/${$}{x}; arn:aws:s3:::b/${x}; yes",
        "arn:aws:sqs:${k:star}:1:q; arn:aws:sqs:eu:1:q; unknown",
        "arn:aws:logs:eu:1:log-group:${aws:PrincipalTag/team}; arn:aws:logs:eu:1:log-group:red;"
            + " yes",
        "arn:aws:s3:::b/${broken; arn:aws:s3:::b/x; unknown",
        "arn:aws:s3:::b/${broken; arn:aws:s3:::c/x; no",
      })
  void variablesStandForValuesByLetter(String pattern, String resource, String expected) {
    String elements =
        "'Action':'*','Resource':'" + pattern.replace("'", "\\u0027").replace("\"", "_") + "'";
    assertThat(covers(NEW, elements, "s3:GetObject", resource)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "arn:aws:s3:::b/${aws:PrincipalTag/team}; arn:aws:s3:::b/red; no",
        "arn:aws:s3:::b/${aws:PrincipalTag/team}; arn:aws:s3:::b/${aws:PrincipalTag/team}; yes",
        "arn:aws:s3:::b/${*}; arn:aws:s3:::b/${x}; yes",
      })
  void oldPoliciesHaveNoVariables(String pattern, String resource, String expected) {
    String elements = "'Action':'*','Resource':'" + pattern + "'";
    assertThat(covers("2008-10-17", elements, "s3:GetObject", resource)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "StringLike; aws:PrincipalTag/team; ${aws:PrincipalTag/team}*; yes",
        "StringEquals; k:star; ${*}; yes",
        "StringEquals; k:star; ${k:star}; yes",
        "StringLike; aws:PrincipalTag/team; ${k:star}; no",
        "StringLike; aws:PrincipalTag/team; ['red','${k:absent}']; unknown",
        "StringLike; aws:PrincipalTag/team; ['blue','${k:absent}']; no",
        "StringNotEquals; aws:PrincipalTag/team; ${k:absent}; unknown",
        "StringEqualsIfExists; k:absent; ${k:unknown}; yes",
        "ArnLike; aws:PrincipalArn; arn:aws:iam::${aws:PrincipalAccount}:role/*; yes",
        "Bool; aws:PrincipalIsAWSService; ${k:star}; unknown",
      })
  void variablesStandInConditionsToo(String operator, String key, String value, String expected) {
    String values = value.startsWith("[") ? value : "'" + value + "'";
    String elements =
        "'Action':'*','Resource':'*','Condition':{'%s':{'%s':%s}}".formatted(operator, key, values);
    assertThat(covers(NEW, elements, "s3:GetObject", "*")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"k:absent, unknown", "k:unknown, unknown", "k:star, yes"})
  void aVariableWithoutAValueMayVoidAllOfItsStatement(String key, String expected) {
    String elements = "'Action':'*','Resource':['*','arn:aws:s3:::b/${" + key + "}']";
    assertThat(covers(NEW, elements, "s3:GetObject", "arn:aws:s3:::c")).isEqualTo(expected);
  }
}
