package dev.referee.testkit.embedded.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.embedded.Fleet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;

class SpawnerTest {
  private static final String CALL =
      "aws ec2 run-instances --image-id "
          + Images.AL2023
          + " --instance-type t3.nano --count 2 --tag-specifications"
          + " 'ResourceType=instance,Tags=[{Key=Chaos,Value=yes}]'";

  private final Fleet fleet = new Fleet();

  @BeforeEach
  void role() {
    fleet.spawnersRole();
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private String server(String base64) {
    String id =
        fleet
            .ec2
            .runInstances(
                r ->
                    r.imageId(Images.AL2023)
                        .minCount(1)
                        .maxCount(1)
                        .iamInstanceProfile(p -> p.name("web"))
                        .userData(base64))
            .instances()
            .get(0)
            .instanceId();
    fleet.passMinutes(1);
    return id;
  }

  private int strange() {
    return fleet.strange().size();
  }

  @Nested
  class WhileItsScriptLoops {
    @Test
    void bringsBackWhatIsTerminated() {
      server(Fleet.encoded(Fleet.SPAWNER));
      List<Instance> first = fleet.strange();
      assertThat(first).hasSize(5);
      assertThat(first.get(0).tags())
          .contains(Tag.builder().key("Name").value("strange").build())
          .noneMatch(tag -> tag.key().startsWith("aws:autoscaling"));

      fleet.terminate(first);
      assertThat(strange()).isZero();
      fleet.passMinutes(2);
      assertThat(fleet.strange())
          .hasSize(5)
          .extracting(Instance::instanceId)
          .doesNotContainAnyElementsOf(first.stream().map(Instance::instanceId).toList());
    }

    @Test
    void doesNotSpawnMoreWhenMoreServersCarryTheScript() {
      server(Fleet.encoded(Fleet.SPAWNER));
      server(Fleet.encoded(Fleet.SPAWNER));
      fleet.passMinutes(10);
      assertThat(strange()).isEqualTo(5);
    }

    @Test
    void stopsWhenThePermissionIsTakenAway() {
      server(Fleet.encoded(Fleet.SPAWNER));
      fleet.iam.deleteRolePolicy(r -> r.roleName("web").policyName("chaos"));
      fleet.terminate(fleet.strange());
      fleet.passMinutes(30);
      assertThat(strange()).isZero();
    }

    @Test
    void stopsWhenTheProfileIsTakenAway() {
      String id = server(Fleet.encoded(Fleet.SPAWNER));
      String association =
          fleet
              .ec2
              .describeIamInstanceProfileAssociations()
              .iamInstanceProfileAssociations()
              .get(0)
              .associationId();
      fleet.ec2.disassociateIamInstanceProfile(r -> r.associationId(association));
      fleet.terminate(fleet.strange());
      fleet.passMinutes(30);
      assertThat(strange()).isZero();
      assertThat(fleet.instance(id).iamInstanceProfile()).isNull();
    }

    @Test
    void endsWithItsServerAndDoesNotComeBackAtTheNextBoot() {
      String id = server(Fleet.encoded(Fleet.SPAWNER));
      fleet.ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      fleet.terminate(fleet.strange());
      fleet.passMinutes(10);
      assertThat(strange()).isZero();
      fleet.ec2.startInstances(r -> r.instanceIds(id));
      fleet.passMinutes(10);
      assertThat(strange()).isZero();
    }

    @Test
    void doesNotCareThatItsUserDataIsChangedLater() {
      String id = server(Fleet.encoded("#!/bin/sh\ntrue\n"));
      fleet.ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      fleet.ec2.modifyInstanceAttribute(
          r -> r.instanceId(id).userData(u -> u.value(SdkBytes.fromUtf8String(Fleet.SPAWNER))));
      fleet.ec2.startInstances(r -> r.instanceIds(id));
      fleet.passMinutes(10);
      assertThat(strange()).isZero();
    }

    @Test
    void goesOnAfterABootWhenItIsInACrontab() {
      String id =
          server(
              Fleet.encoded(
                  "#!/bin/bash\necho \"*/5 * * * * root " + CALL + "\" > /etc/cron.d/chaos\n"));
      fleet.passMinutes(6);
      assertThat(strange()).isEqualTo(2);
      fleet.ec2.rebootInstances(r -> r.instanceIds(id));
      fleet.terminate(fleet.strange());
      fleet.passMinutes(6);
      assertThat(strange()).isEqualTo(2);
    }
  }

  @Test
  void spawnsOnceWhenItsScriptDoesNotLoop() {
    server(Fleet.encoded("#!/bin/sh\n" + CALL + "\n"));
    assertThat(strange()).isEqualTo(2);
    fleet.terminate(fleet.strange());
    fleet.passMinutes(30);
    assertThat(strange()).isZero();
  }

  @Test
  void spawnsWhatDoesNotSpawnItself() {
    server(Fleet.encoded(Fleet.SPAWNER));
    assertThat(
            fleet
                .ec2
                .describeInstanceAttribute(
                    r -> r.instanceId(fleet.strange().get(0).instanceId()).attribute("userData"))
                .userData()
                .value())
        .isNull();
  }

  static Stream<Arguments> forms() throws IOException {
    String loop = "while :; do\n  " + CALL + "\n  sleep 30\ndone\n";
    String mime =
        """
        Content-Type: multipart/mixed; boundary="==B=="
        MIME-Version: 1.0

        --==B==
        Content-Type: text/cloud-config; charset="us-ascii"

        #cloud-config
        package_update: true

        --==B==
        Content-Type: text/x-shellscript; charset="us-ascii"

        #!/bin/bash
        %s
        --==B==--
        """
            .formatted(loop);
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(("#!/bin/bash\n" + loop).getBytes(UTF_8));
    }
    return Stream.of(
        Arguments.of("a script", Fleet.encoded("#!/bin/bash\n" + loop), true),
        Arguments.of("gzip", Base64.getEncoder().encodeToString(zipped.toByteArray()), true),
        Arguments.of("MIME", Fleet.encoded(mime), true),
        Arguments.of(
            "cloud-config",
            Fleet.encoded("#cloud-config\nruncmd:\n  - |\n    " + loop.replace("\n", "\n    ")),
            true),
        Arguments.of(
            "a list of words",
            Fleet.encoded("#cloud-config\nruncmd:\n  - [bash, -c, \"" + CALL + "; true\"]\n"),
            true),
        Arguments.of(
            "a script written and started",
            Fleet.encoded(
                "#!/bin/bash\ncat > /opt/x.sh <<'EOF'\n" + loop + "EOF\nnohup bash /opt/x.sh &\n"),
            true),
        Arguments.of(
            "an endless for",
            Fleet.encoded("#!/bin/bash\nfor ((;;)); do " + CALL + "; sleep 1m; done\n"),
            true),
        Arguments.of(
            "a function",
            Fleet.encoded(
                "#!/bin/bash\nspawn() {\n  sudo "
                    + CALL
                    + "\n}\nuntil false; do spawn; sleep 5; done\n"),
            true),
        Arguments.of(
            "a finite for",
            Fleet.encoded(
                "#!/bin/bash\nfor i in 1 2; do " + CALL.replace("--count 2", "") + "; done\n"),
            true),
        Arguments.of(
            "JSON tags and equals signs",
            Fleet.encoded(
                "#!/bin/bash\n/usr/local/bin/aws --region=us-east-1 ec2 run-instances --image-id="
                    + Images.AL2023
                    + " --count=2 --tag-specifications"
                    + " '[{\"ResourceType\":\"instance\",\"Tags\":[{\"Key\":\"Chaos\",\"Value\":\"yes\"}]}]'\n"),
            true),
        Arguments.of("a comment", Fleet.encoded("#!/bin/bash\n# " + CALL + "\n"), false),
        Arguments.of("an echo", Fleet.encoded("#!/bin/bash\necho \"" + CALL + "\"\n"), false),
        Arguments.of("after an exit", Fleet.encoded("#!/bin/bash\nexit 0\n" + CALL + "\n"), false),
        Arguments.of("a dry run", Fleet.encoded("#!/bin/sh\n" + CALL + " --dry-run\n"), false),
        Arguments.of(
            "another command",
            Fleet.encoded("#!/bin/sh\naws ec2 describe-instances # run-instances\n"),
            false),
        Arguments.of("no shebang", Fleet.encoded(CALL), false),
        Arguments.of("encoded twice", Fleet.encoded(Fleet.encoded("#!/bin/bash\n" + loop)), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void readsUserDataAsCloudInitDoes(String form, String userData, boolean spawns) {
    server(userData);
    fleet.passMinutes(3);
    assertThat(strange()).isEqualTo(spawns ? 2 : 0);
  }

  @Test
  void takesTheInstancesOwnForWhatItsScriptComputes() {
    server(
        Fleet.encoded(
            """
            #!/bin/bash
            AMI=$(curl -s http://169.254.169.254/latest/meta-data/ami-id)
            REGION=us-east-1
            TYPE="t3.nano"
            aws ec2 run-instances \\
              --region "$REGION" --image-id "$AMI" --instance-type ${TYPE} \\
              --tag-specifications 'ResourceType=instance,Tags=[{Key=Chaos,Value=yes}]'
            """));
    Instance spawned = fleet.strange().get(0);
    assertThat(spawned.imageId()).isEqualTo(Images.AL2023);
    assertThat(spawned.instanceTypeAsString()).isEqualTo("t3.nano");
  }

  @Test
  void launchesFromATemplate() {
    fleet.template("strange", fleet.data("#!/bin/sh\n").build());
    server(
        Fleet.encoded(
            "#!/bin/bash\naws ec2 run-instances --launch-template"
                + " LaunchTemplateName=strange,Version='$Latest' --tag-specifications"
                + " 'ResourceType=instance,Tags=[{Key=Chaos,Value=yes}]'\n"));
    assertThat(fleet.strange().get(0).instanceTypeAsString()).isEqualTo("t3.small");
  }
}
