package dev.referee.testkit.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.policy.PolicyDocument.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests in which words IAM refuses a policy document, and which documents it takes. */
class PolicyGrammarTest {
  private static final String WHOLE = "{'Version': '2012-10-17', 'Statement': %s}";

  private static String refusal(String document, Use use) {
    AwsError refused =
        catchThrowableOfType(
            AwsError.class, () -> PolicyDocument.parse(document.replace('\'', '"'), use));
    assertThat(refused).as(document).isNotNull();
    assertThat(refused.code()).isEqualTo("MalformedPolicyDocument");
    return refused.message();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          no json | Syntax errors in policy.
          {'Version': '2012-10-17'} | Syntax errors in policy.
          {'Version': '2013-10-17', 'Statement': [{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]} | Syntax errors in policy.
          {'Version': '2012-10-17', 'Other': 1, 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}} | Syntax errors in policy.
          {'Version': '2012-10-17', 'Id': {}, 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}} | Syntax errors in policy.
          {'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}} | Policy document must be version 2012-10-17 or greater.
          {'Statement': {'Effect': 'Allow'}} | Policy document must be version 2012-10-17 or greater.
          """)
  void refusesAManagedPolicyThatIsNoDocument(String document, String words) {
    assertThat(refusal(document, Use.MANAGED)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [] | Syntax errors in policy.
          ['a'] | Syntax errors in policy.
          {'Effect': 'invalid', 'Action': '*', 'Resource': '*'} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Other': 1} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': [[]], 'Resource': '*'} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'NotAction': [], 'Resource': '*'} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'Resource': {'a': '*'}} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'NotResource': '*'} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Sid': []} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': []} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'Bool': 'b'}} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'Bool': {'a': {}}}} | Syntax errors in policy.
          {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'x': {'a': '1'}}} | Syntax errors in policy.
          {'Effect': 'allow', 'Action': '*', 'Resource': '*'} | The policy failed legacy parsing
          {'Effect': 'Allow', 'Resource': 'arn:aws:s3::bucket'} | The policy failed legacy parsing
          {'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws::bucket'} | The policy failed legacy parsing
          [{'Sid': 'a', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}, {'Sid': 'a', 'Effect': 'Allow'}] | Statement IDs (SID) in a single policy must be unique.
          {'Effect': 'Allow'} | Policy statement must contain actions.
          {'Effect': 'Allow', 'Action': [], 'Resource': '*'} | Policy statement must contain actions.
          {'Effect': 'Allow', 'Action': 'invalid'} | Policy statement must contain resources.
          {'Effect': 'Allow', 'Action': '*', 'Resource': []} | Policy statement must contain resources.
          {'Effect': 'Allow', 'Action': 's:3:x', 'Resource': 'bucket'} | Resource bucket must be in ARN format or "*".
          {'Effect': 'Allow', 'Action': '*', 'Resource': ''} | Resource  must be in ARN format or "*".
          {'Effect': 'Allow', 'Action': '*', 'Resource': 'a:b'} | Partition "b" is not valid for resource "arn:b:*:*:*:*".
          {'Effect': 'Allow', 'Action': '*', 'Resource': 'aws:s3:::b'} | Partition "s3" is not valid for resource "arn:s3:::b:*".
          {'Effect': 'Allow', 'Action': '*', 'Resource': ['arn:x:s3:::b', 'arn:x:s3::b']} | Partition "x" is not valid for resource "arn:x:s3:::b".
          {'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws'} | Resource vendor must be fully qualified and cannot contain regexes.
          {'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:s3:us-east-1::b'} | Resource arn:aws:s3:us-east-1::b can not contain region information.
          {'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:iam:us-east-1::b'} | IAM resource arn:aws:iam:us-east-1::b cannot contain region information.
          {'Effect': 'Allow', 'Action': 'invalid', 'Resource': '*'} | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
          {'Effect': 'Allow', 'NotAction': '', 'Resource': '*'} | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
          {'Effect': 'Allow', 'Action': 's3:List:Bucket', 'Resource': '*'} | Actions/Condition can contain only one colon.
          {'Effect': 'Allow', 'Action': 'a a:ListBucket', 'Resource': '*'} | Vendor a a is not valid
          """)
  void refusesStatements(String statements, String words) {
    assertThat(refusal(WHOLE.formatted(statements), Use.MANAGED)).isEqualTo(words);
    assertThat(refusal(WHOLE.formatted(statements), Use.IDENTITY)).isEqualTo(words);
  }

  @Test
  void namesThePathsOfIamResources() {
    assertThat(
            refusal(
                WHOLE.formatted(
                    "{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:iam:::bucket'}"),
                Use.IDENTITY))
        .startsWith("IAM resource path must either be \"*\", root, or start with user/,")
        .endsWith("report/, access-report/.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Effect': 'Allow', 'Action': 'iam: as df ', 'Resource': ['arn:aws:s3:::b', '*']}",
        "{'Effect': 'Allow', 'Action': 's3-s:a', 'Resource': 'arn:aws:fdsasf'}",
        "{'Effect': 'Allow', 'Action': 's3.s:a', 'Resource': 'arn:aws:none:us-east-1::b'}",
        "{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:iam:::user/b'}",
        "{'Effect': 'Deny', 'NotAction': 's3:*', 'NotResource': 'arn:aws:s3:::b/*'}",
        "{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {}}",
        "{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'x': {}, 'y': {}}}",
        "{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'Bool': {'a': []}}}",
        "{'Effect': 'Allow', 'Action': '*', 'Resource': '*',"
            + " 'Condition': {'ForAnyValue:StringEqualsIfExists': {'a': 'b'}}}",
        "[{'Sid': 'a', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'},"
            + " {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]"
      })
  void takesStatements(String statements) {
    String document = WHOLE.formatted(statements).replace('\'', '"');
    assertThatCode(() -> PolicyDocument.parse(document, Use.MANAGED)).doesNotThrowAnyException();
  }

  @Test
  void takesAnInlinePolicyWithoutVersion() {
    String document =
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}";
    assertThatCode(() -> PolicyDocument.parse(document, Use.IDENTITY)).doesNotThrowAnyException();
  }

  @Test
  void refusesATrustPolicyWithOtherActions() {
    assertThat(
            refusal(
                WHOLE.formatted(
                    "{'Effect': 'Allow', 'Principal': {'AWS': '*'}, 'Action': 'sts:Other'}"),
                Use.TRUST))
        .isEqualTo("AssumeRole policy may only specify STS AssumeRole actions.");
  }
}
