package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Check;
import dev.referee.Permissions;
import java.util.List;
import org.junit.jupiter.api.Test;

class IamPolicyTest {
  private static Check check(Permissions permissions) {
    return new FakeRun.Sweep().run("check", permissions).check();
  }

  @Test
  void isTheUnionOfWhatChecksDeclareInOrder() {
    Check some = check(Permissions.reading("ec2:DescribeVpcs", "ec2:DescribeInstances"));
    Check more = check(Permissions.reading("ec2:DescribeInstances").acting("ssm:StartSession"));

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
    assertThat(IamPolicy.permissions(List.of(check(Permissions.reading("ec2:DescribeVpcs")))))
        .doesNotContain("RefereeActs");
    assertThat(IamPolicy.permissions(List.of())).doesNotContain("Sid");
  }

  @Test
  void trustAsksForTheExternalId() {
    assertThat(IamPolicy.trust("arn:aws:iam::999988887777:root", "team-7"))
        .contains(
            "\"AWS\" : \"arn:aws:iam::999988887777:root\"",
            "\"sts:ExternalId\" : \"team-7\"",
            "\"Action\" : \"sts:AssumeRole\"");
  }
}
