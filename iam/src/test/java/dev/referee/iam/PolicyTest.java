package dev.referee.iam;

import static dev.referee.iam.Policies.allow;
import static dev.referee.iam.Policies.document;
import static dev.referee.iam.Policies.json;
import static dev.referee.iam.Policies.role;
import static dev.referee.iam.Policies.word;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
  private static final String ONE = "'Effect':'Allow','Action':'*','Resource':'*'";

  private static String decided(Policy policy) {
    return word(role().identity(policy).build().to("ssm:GetParameter", "*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Statement':{'Effect':'Allow','Action':'ssm:*','Resource':'*'}}",
        "{'Version':'2008-10-17','Id':'x','Statement':[{'Sid':'','Effect':'Allow','Action':['ssm:*'],'Resource':['*']}]}",
        " {'Version':'2012-10-17','Statement':[{'Effect':'Allow','NotAction':'iam:*','NotResource':'arn:aws:s3:::x'}]}"
            + " ",
      })
  void readsEveryFormThatAwsAccepts(String document) {
    assertThat(decided(Policy.of("p", json(document)))).isEqualTo("ALLOWED");
  }

  @Test
  void readsDocumentsAsIamReturnsThem() {
    String encoded =
        URLEncoder.encode(document("2012-10-17", allow("ssm:*")), StandardCharsets.UTF_8)
            .replace("+", "%20");
    assertThat(decided(Policy.of("p", encoded))).isEqualTo("ALLOWED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "nonsense; it is not JSON, or an element occurs twice",
        "%7; it is not JSON, or an element occurs twice",
        "{} {}; it is not JSON, or an element occurs twice",
        "[]; the policy is not an object",
        "{}; it has no Statement",
        "{'Statement':'x'}; it has no Statement",
        "{'Statement':[]}; the SDK's policy reader refuses it",
        "{'Statement':['x']}; statement #1 is not an object",
        "{'Version':'2030-01-01','Statement':[]}; its Version is unknown",
        "{'Statement':[],'Comment':'x'}; the policy has the unknown element Comment",
        "{'Statement':[{ONE},{ONE,'Principle':'*'}]};"
            + " statement #2 has the unknown element Principle",
        "{'Statement':[{ONE,'Effect':'Deny'}]}; it is not JSON, or an element occurs twice",
        "{'Statement':[{'Action':'*','Resource':'*'}]}; statement #1 has no valid Effect",
        "{'Statement':[{'Effect':'allow','Action':'*'}]}; statement #1 has no valid Effect",
        "{'Statement':[{'Effect':'Allow','Resource':'*'}]}; statement #1 needs one Action",
        "{'Statement':[{ONE,'NotAction':'*'}]}; statement #1 needs one Action",
        "{'Statement':[{ONE,'NotResource':'*'}]}; statement #1 has both Resource and its negation",
        "{'Statement':[{'Effect':'Allow','Action':[]}]}; statement #1 has no Action in a known"
            + " form",
        "{'Statement':[{'Effect':'Allow','Action':'*','Resource':7}]}; statement #1 has no Resource"
            + " in a known form",
        "{'Statement':[{'Effect':'Allow','Action':['*',{}]}]}; the SDK's policy reader refuses it",
        "{'Statement':[{ONE,'Principal':'everybody'}]}; the SDK's policy reader refuses it",
        "{'Statement':[{ONE,'Principal':{}}]}; statement #1 has a Principal without anybody",
        "{'Statement':[{ONE,'Principal':{'AWS':[]}}]};"
            + " statement #1 has a Principal without anybody",
        "{'Statement':[{ONE,'Condition':'x'}]}; statement #1 has a Condition that is not an object",
        "{'Statement':[{ONE,'Condition':{'Bool':'x'}}]};"
            + " statement #1 has a condition operator without keys",
        "{'Statement':[{ONE,'Condition':{'Bool':{'k':[]}}}]};"
            + " statement #1 has a condition without values",
        "{'Statement':[{ONE,'Condition':{'Bool':{'k':null}}}]};"
            + " statement #1 has a condition with a value of an unknown form",
      })
  void anUnreadableDocumentLeavesItOpen(String document, String reason) {
    Policy policy = Policy.of("inline policy 'p'", json(document.replace("ONE", ONE)));
    assertThat(policy.unreadable()).contains(reason);
    assertThat(role().identity(policy).build().to("ssm:GetParameter", "*"))
        .isInstanceOfSatisfying(
            Decision.CannotKnow.class,
            unknown -> {
              assertThat(unknown.policies()).containsExactly("inline policy 'p'");
              assertThat(unknown.keys()).isEmpty();
              assertThat(unknown.explanation())
                  .isEqualTo("Cannot know: inline policy 'p' cannot be read: " + reason);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Action':'*','Resource':'*','Principal':'*'",
        "'Action':'*','Resource':'*','Principal':{'AWS':'111122223333'}",
      })
  void aPrincipalInAnIdentityPolicyLeavesItOpen(String elements) {
    Policy policy = Policy.of("p", document("2012-10-17", "{'Effect':'Allow'," + elements + "}"));
    assertThat(decided(policy)).isEqualTo("UNKNOWN");
  }

  @Test
  void printsNothingOfTheDocument() {
    String statement =
        "{'Effect':'Allow','Action':'sts:*','Resource':'*',"
            + "'Condition':{'StringEquals':{'sts:ExternalId':'s3cret'}}}";
    Policy policy = Policies.policy("trust of 'x'", statement);
    Access access = role().identity(policy).build();
    assertThat(policy).hasToString("trust of 'x', statements: 1");
    assertThat(access.toString() + access.to("sts:AssumeRole", "*"))
        .contains("trust of 'x'")
        .doesNotContain("s3cret");
    assertThat(Policies.unreadable("p"))
        .hasToString("p, which cannot be read: iam:GetPolicy was denied");
  }
}
