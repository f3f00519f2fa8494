package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import dev.referee.Check;
import dev.referee.Permissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IamPolicyTest {
  private static Check check(Permissions permissions) {
    return new FakeRun.Sweep().run("check", permissions).check();
  }

  @Test
  void isTheUnionOfWhatChecksDeclareInOrder() {
    Check some = check(Permissions.ofReads("ec2:DescribeVpcs", "ec2:DescribeInstances"));
    Check more =
        check(Permissions.ofReads("ec2:DescribeInstances").withActives("ssm:StartSession"));

    assertThat(IamPolicy.permissions(List.of(some, more)))
        .isEqualTo(
            """
            {
              "Version" : "2012-10-17",
              "Statement" : [
                {
                  "Sid" : "RefereeReads",
                  "Effect" : "Allow",
                  "Action" : [
                    "ec2:DescribeInstances",
                    "ec2:DescribeVpcs"
                  ],
                  "Resource" : "*"
                },
                {
                  "Sid" : "RefereeActs",
                  "Effect" : "Allow",
                  "Action" : [
                    "ssm:StartSession"
                  ],
                  "Resource" : "*"
                }
              ]
            }\
            """)
        .isEqualTo(IamPolicy.permissions(List.of(more, some)))
        .isEqualTo(IamPolicy.permissions(some.permissions().and(more.permissions())));
  }

  @Test
  void ofChecksThatOnlyReadHasNothingActive() {
    assertThat(IamPolicy.permissions(List.of(check(Permissions.ofReads("ec2:DescribeVpcs")))))
        .doesNotContain("RefereeActs");
    assertThat(IamPolicy.permissions(List.of())).doesNotContain("Sid");
  }

  @Test
  void isOnePolicyAsLongAsItFits() {
    Permissions few = Permissions.ofReads("ec2:DescribeVpcs").withActives("ssm:StartSession");

    assertThat(IamPolicy.managed(few)).containsExactly(IamPolicy.permissions(few));
    assertThat(IamPolicy.managed(Permissions.none())).isEmpty();
  }

  @Test
  void isSplitIfIamWouldRefuseItForItsLength() {
    Permissions many =
        Permissions.ofReads(actions("ec2:DescribeThings", 300))
            .withActives(actions("ssm:Start", 300));

    List<String> documents = IamPolicy.managed(many);

    assertThat(documents)
        .hasSizeGreaterThan(1)
        .allSatisfy(
            document ->
                assertThat(IamPolicy.length(document))
                    .isLessThanOrEqualTo(IamPolicy.MANAGED_LIMIT));
    assertThat(documents.subList(0, documents.size() - 1))
        .as("no policy more than it takes")
        .allSatisfy(
            document ->
                assertThat(IamPolicy.length(document)).isGreaterThan(IamPolicy.MANAGED_LIMIT - 40));
    assertThat(documents.stream().flatMap(IamPolicyTest::actions))
        .containsExactlyElementsOf(Iterables.concat(many.reads(), many.actives()));
    assertThat(IamPolicy.managed(many)).isEqualTo(documents);
  }

  private static String[] actions(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toArray(String[]::new);
  }

  private static Stream<String> actions(String document) {
    return Pattern.compile("\\w+:\\w+").matcher(document).results().map(MatchResult::group);
  }

  @Test
  void countsAsIamDoesWithoutWhiteSpace() {
    assertThat(IamPolicy.length("{ \"a\" :\n\t\"b\" }")).isEqualTo(9);
  }

  @Test
  void trustMayAskForNoExternalId() {
    assertThat(IamPolicy.trust("arn:aws:iam::999988887777:root"))
        .contains("\"AWS\" : \"arn:aws:iam::999988887777:root\"", "sts:AssumeRole")
        .doesNotContain("Condition");
  }

  @Test
  void trustAsksForTheExternalId() {
    assertThat(IamPolicy.trust("arn:aws:iam::999988887777:root", "team-7"))
        .contains(
            "\"AWS\" : \"arn:aws:iam::999988887777:root\"",
            "\"sts:ExternalId\" : \"team-7\"",
            "\"Action\" : \"sts:AssumeRole\"");
  }

  @Test
  void leavesOutWhatIsNotIams() {
    Permissions mixed =
        Permissions.ofReads("ec2:DescribeInstances", "kubernetes:list:pods")
            .withActives("kubernetes:create:pods/eviction");

    assertThat(IamPolicy.permissions(mixed))
        .contains("ec2:DescribeInstances")
        .doesNotContain("pods", "RefereeActs");
    assertThat(IamPolicy.managed(mixed)).singleElement().asString().doesNotContain("pods");
  }
}
