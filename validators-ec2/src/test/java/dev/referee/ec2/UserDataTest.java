package dev.referee.ec2;

import static dev.referee.ec2.SpawnerStoppedUserDataRule.STARTS_INSTANCES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ec2.SpawnerStoppedUserDataRule.Finds;
import dev.referee.ec2.userdata.UserData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserDataTest {
  private static final String BAD = "#!/bin/bash\naws ec2 run-instances --count 5\n";
  private static final String GOOD = "#!/bin/bash\nyum -y install httpd\n";

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String base64(String text) {
    return base64(text.getBytes(UTF_8));
  }

  static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static String gzipBase64(String text) {
    return base64(gzip(text.getBytes(UTF_8)));
  }

  static String mime(String script) {
    return """
    Content-Type: multipart/mixed; boundary="==BOUNDARY=="
    MIME-Version: 1.0

    --==BOUNDARY==
    Content-Type: text/cloud-config; charset="us-ascii"

    #cloud-config
    packages: [httpd]

    --==BOUNDARY==
    Content-Type: text/x-shellscript; charset="us-ascii"
    Content-Transfer-Encoding: base64

    %s
    --==BOUNDARY==--
    """
        .formatted(Base64.getMimeEncoder().encodeToString(script.getBytes(UTF_8)));
  }

  static String cloudConfig(String script) {
    return """
    #cloud-config
    write_files:
      - path: /opt/keep.sh
        encoding: b64
        content: %s
    runcmd:
      - [bash, /opt/keep.sh]
    """
        .formatted(base64(script));
  }

  private static Finds finds(String base64) {
    return STARTS_INSTANCES.finds(UserData.of(base64));
  }

  @Nested
  class FindsTheScript {
    @Test
    void inPlainText() {
      assertThat(finds(base64(BAD))).isEqualTo(Finds.DIRTY);
    }

    @Test
    void thatIsNotEvenBase64() {
      assertThat(finds(BAD)).isEqualTo(Finds.DIRTY);
    }

    @Test
    void inGzip() {
      assertThat(finds(gzipBase64(BAD))).isEqualTo(Finds.DIRTY);
    }

    @Test
    void inBase64OfBase64() {
      assertThat(finds(base64(base64(BAD)))).isEqualTo(Finds.DIRTY);
    }

    @Test
    void inAMimePart() {
      assertThat(finds(base64(mime(BAD)))).isEqualTo(Finds.DIRTY);
    }

    @Test
    void inAQuotedPrintableMimePart() {
      String mime =
          "Content-Type: multipart/mixed; boundary=x\n\n"
              + "--x\n"
              + "Content-Type: text/x-shellscript\n"
              + "Content-Transfer-Encoding: quoted-printable\n\n"
              + "#!/bin/sh\naws ec2 run=2Dinst=\n"
              + "ances\n"
              + "--x--\n";
      assertThat(finds(base64(mime))).isEqualTo(Finds.DIRTY);
    }

    @Test
    void inAGzippedMime() {
      assertThat(finds(gzipBase64(mime(BAD)))).isEqualTo(Finds.DIRTY);
    }

    @Test
    void inAFileOfCloudConfig() {
      assertThat(finds(base64(cloudConfig(BAD)))).isEqualTo(Finds.DIRTY);
    }

    @Test
    void inAGzippedFileOfCloudConfig() {
      String config = cloudConfig("").replace("b64", "gz+b64").replace("content: ", "content: ");
      assertThat(finds(base64(config.replace("content: ", "content: " + gzipBase64(BAD)))))
          .isEqualTo(Finds.DIRTY);
    }

    @Test
    void overLinesThatGoOn() {
      assertThat(finds(base64("aws ec2 \\\n  run-\\\ninstances"))).isEqualTo(Finds.DIRTY);
      assertThat(finds(base64("aws --region us-east-1 ec2 \\\r\n  run-instances")))
          .isEqualTo(Finds.DIRTY);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "aws ec2 run-instances",
          "#!/usr/bin/python3\nimport boto3\nboto3.client('ec2').run_instances(MinCount=1)",
          "#!/usr/bin/python3\nec2 = boto3.resource('ec2')\nec2.create_instances(ImageId='x')",
          "curl 'https://ec2.amazonaws.com/?Action=RunInstances'",
          "#!/usr/bin/env node\nnew AWS.EC2().runInstances(request)",
          "<powershell>New-EC2Instance -ImageId ami-1</powershell>",
          "aws ec2 request-spot-instances",
          "aws ec2 create-fleet --cli-input-json x",
          "#!/usr/bin/env node\nclient.send(new RunInstancesCommand({}))",
          "echo '# harmless'; aws ec2 run-instances",
        })
    void howeverItStartsThem(String script) {
      assertThat(finds(base64(script))).isEqualTo(Finds.DIRTY);
    }
  }

  @Nested
  class FindsNothing {
    @Test
    void inNothing() {
      assertThat(finds(null)).isEqualTo(Finds.CLEAN);
      assertThat(finds("")).isEqualTo(Finds.CLEAN);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "#!/bin/bash\nyum -y install httpd",
          "# aws ec2 run-instances",
          "  # aws ec2 run-instances --count 5",
          "sleep 60 # was: aws ec2 run-instances",
          "aws ec2 describe-instances",
          "aws ecs create-cluster",
          "#cloud-config\npackages: [httpd]",
        })
    void inAHarmlessScript(String script) {
      assertThat(finds(base64(script))).isEqualTo(Finds.CLEAN);
    }

    @Test
    void inAHarmlessMime() {
      assertThat(finds(base64(mime(GOOD)))).isEqualTo(Finds.CLEAN);
    }
  }

  @Nested
  class SaysThatItCannotSee {
    @Test
    void whatIsIncluded() {
      assertThat(finds(base64("#include\nhttps://example.com/boot"))).isEqualTo(Finds.UNSEEN);
      assertThat(finds(base64("#include-once https://example.com/boot"))).isEqualTo(Finds.UNSEEN);
    }

    @Test
    void whatAMimePartIncludes() {
      String mime =
          "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/x-include-url\n\n"
              + "https://example.com/boot\n--x--\n";
      assertThat(finds(base64(mime))).isEqualTo(Finds.UNSEEN);
    }

    @Test
    void brokenGzip() {
      byte[] packed = gzip(BAD.getBytes(UTF_8));
      packed[packed.length / 2] ^= 0x55;
      assertThat(finds(base64(java.util.Arrays.copyOf(packed, packed.length - 6))))
          .isEqualTo(Finds.UNSEEN);
    }

    @Test
    void whatIsPackedTooOften() {
      byte[] packed = GOOD.getBytes(UTF_8);
      for (int i = 0; i < 14; i++) {
        packed = gzip(packed);
      }
      assertThat(finds(base64(packed))).isEqualTo(Finds.UNSEEN);
    }
  }

  @Test
  void neverPrintsItsContent() {
    assertThat(UserData.of(base64("password=secret")))
        .hasToString("user data of 1 parts, 0 unseen");
  }

  @Test
  void cutsWhatUnpacksToFarTooMuch() {
    UserData bomb = UserData.of(base64(gzip(new byte[50 << 20])));
    assertThat(bomb.parts()).isEmpty();
    assertThat(bomb.unseen()).containsExactly("The user data unpacks to more than 1 MiB");
    assertThat(STARTS_INSTANCES.finds(bomb)).isEqualTo(Finds.UNSEEN);
  }
}
