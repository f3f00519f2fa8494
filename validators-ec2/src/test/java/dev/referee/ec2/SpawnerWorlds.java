package dev.referee.ec2;

import static dev.referee.ec2.SpawnerStoppedExpectations.GROUP_EXISTS;
import static dev.referee.ec2.SpawnerStoppedExpectations.REPLACED;
import static dev.referee.ec2.SpawnerStoppedExpectations.STRANGE_GONE;
import static dev.referee.ec2.SpawnerStoppedExpectations.TEMPLATE_CLEAN;
import static dev.referee.ec2.SpawnerStoppedExpectations.USER_DATA_VISIBLE;
import static dev.referee.ec2.UnicornFleet.NAME;
import static dev.referee.ec2.UnicornFleet.SLEEPER;
import static dev.referee.testkit.SpawningFleet.cleanScript;
import static dev.referee.testkit.SpawningFleet.specification;

import dev.referee.Outcome;
import dev.referee.testkit.World;
import dev.referee.testkit.Worlds;
import java.time.Duration;
import java.util.List;

/** The scenarios in which running instances differ from what the group would launch now. */
final class SpawnerWorlds {
  private SpawnerWorlds() {}

  /** Servers that the group launched, and that are no longer its members. */
  static void formerServers(Worlds<UnicornFleet> worlds) {
    worlds
        .broken(
            "servers of a former template were detached, where they go on",
            REPLACED,
            it -> {
              it.builtWith(SLEEPER).template("unicorn-clean", cleanScript());
              List<String> former = it.servers();
              it.pointTo("unicorn-clean", "1");
              it.detach(former);
              it.later(10);
            })
        .broken(
            "servers of a former launch configuration were detached, where they go on",
            REPLACED,
            it -> {
              it.role().configuration("unicorn-1", SLEEPER);
              it.group(NAME, group -> group.launchConfigurationName("unicorn-1"));
              it.later(3).template(NAME, cleanScript());
              List<String> former = it.servers();
              it.pointTo("1");
              it.detach(former);
              it.later(10);
            })
        .broken(
            "a server that was launched by hand was attached and detached again",
            REPLACED,
            it -> {
              it.builtWith(cleanScript());
              String former = it.runWith(SLEEPER);
              it.attach(former);
              it.later(2);
              it.detach(List.of(former));
              it.later(10);
            })
        .fixedAnotherWay(
            "servers of a former template were detached and terminated",
            it -> {
              it.builtWith(SLEEPER).template("unicorn-clean", cleanScript());
              List<String> former = it.servers();
              it.pointTo("unicorn-clean", "1");
              it.detach(former);
              it.later(10).terminate(former).later(10);
            })
        .fixedAnotherWay(
            "clean servers of a former template were detached",
            it -> {
              it.builtWith(cleanScript()).template("unicorn-clean", cleanScript());
              List<String> former = it.servers();
              it.pointTo("unicorn-clean", "1");
              it.detach(former);
              it.later(10);
            })
        .several(
            "another group that launches from the same template has old servers",
            REPLACED,
            it -> {
              it.role().template(NAME, SLEEPER);
              it.group(NAME, group -> group.launchTemplate(specification(NAME, "1")));
              it.group("green", group -> group.launchTemplate(specification(NAME, "1")));
              it.later(3).version(cleanScript()).pointTo("2").refreshed();
            })
        .overFixed(
            "the group is being deleted",
            GROUP_EXISTS,
            it -> {
              it.built().version(cleanScript()).pointTo("2").refreshed().quiet();
              it.autoScaling.deleteAutoScalingGroup(
                  group -> group.autoScalingGroupName(NAME).forceDelete(true));
            });
  }

  /** Servers whose own user data differs from that of their template version. */
  static void changedServers(Worlds<UnicornFleet> worlds) {
    worlds
        .broken(
            "the user data of a server was changed while it was stopped",
            REPLACED,
            it -> {
              it.builtWith(cleanScript());
              it.changeWhileStopped(it.oneServer(), "#cloud-boothook\n" + SLEEPER);
              it.later(10);
            })
        .broken(
            "a server that was launched by hand with the script was attached",
            REPLACED,
            it -> {
              it.builtWith(cleanScript());
              it.attach(it.runWith(SLEEPER));
              it.later(10);
            })
        .broken(
            "a server that was launched from the clean template with the script was attached",
            REPLACED,
            it -> {
              it.builtWith(cleanScript());
              it.attach(it.runFromTemplate("1", SLEEPER));
              it.later(10);
            })
        .broken(
            "a server was launched from the clean template with the script, outside of the group",
            REPLACED,
            it -> {
              it.builtWith(cleanScript());
              it.runFromTemplate("1", SLEEPER);
              it.later(10);
            })
        .fixedAnotherWay(
            "a clean server that was launched by hand was attached",
            it -> {
              it.builtWith(cleanScript());
              it.attach(it.runWith(cleanScript()));
              it.later(10);
            })
        .fixedAnotherWay(
            "a server of the old version got clean user data while it was stopped",
            it -> {
              it.builtWith(SLEEPER).version(cleanScript()).pointTo("2");
              List<String> old = it.servers();
              it.terminate(old.subList(1, old.size())).later(5);
              it.changeWhileStopped(old.get(0), cleanScript());
              it.later(10);
            })
        .fixedAnotherWay(
            "a clean server was stopped and started again",
            it -> {
              it.builtWith(cleanScript());
              it.changeWhileStopped(it.oneServer(), cleanScript());
              it.later(10);
            });
  }

  /** Scripts that still exist, whose permission may have been revoked. */
  static void revokedPermissions(Worlds<UnicornFleet> worlds) {
    accepting(
        worlds,
        "there is no instance profile, and the script brings keys",
        it -> {
          withoutProfile(
              it,
              """
              #!/bin/bash
              export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=x
              sleep 86400
              aws ec2 run-instances --image-id ami-0abcdef1234567890
              """);
        });
    accepting(worlds, "there is no instance profile", it -> withoutProfile(it, SLEEPER));
    accepting(
        worlds,
        "the role was taken out of the instance profile",
        it -> {
          it.builtWith(SLEEPER);
          it.iam.removeRoleFromInstanceProfile(
              profile -> profile.instanceProfileName(NAME).roleName(NAME));
        });
    accepting(
        worlds,
        "the role may do another call of the script",
        it -> {
          it.builtWith(
              """
              #!/bin/bash
              sleep 86400
              aws ec2 request-spot-fleet --spot-fleet-request-config file:///fleet.json
              """);
          it.policy(
              """
              {"Effect":"Allow","Action":["ec2:RequestSpotFleet","iam:PassRole"],"Resource":"*"}\
              """);
        });
    accepting(
        worlds,
        "the role may still start instances in one Region, by their ARNs",
        it -> {
          it.builtWith(SLEEPER);
          it.policy(
              """
              {"Effect":"Allow","Action":"ec2:Run*","Resource":"arn:aws:ec2:us-east-1:*:*"}\
              """);
        });
    accepting(
        worlds,
        "the role may still start instances under a condition",
        it -> {
          it.builtWith(SLEEPER);
          it.policy(
              """
              {"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*",
               "Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}}\
              """);
        });
    accepting(
        worlds,
        "the role is denied to start instances of some kinds only",
        it -> {
          it.builtWith(SLEEPER);
          it.policy(
              """
              {"Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:*"},
              {"Effect":"Deny","Action":"ec2:RunInstances","Resource":"*",
               "Condition":{"StringEquals":{"ec2:InstanceType":"t3.nano"}}}\
              """);
        });
    worlds
        .fixedAnotherWay(
            "the role is denied to start instances, which is enough here",
            it -> {
              it.revokedAccepted = true;
              it.builtWith(SLEEPER);
              it.policy(
                  """
                  {"Effect":"Allow","Action":"ec2:*","Resource":"*"},
                  {"Effect":"Deny","Action":"ec2:RunInstances","Resource":"*"}\
                  """);
              it.quiet();
            })
        .fixedAnotherWay(
            "a permissions boundary does not let the role start instances, which is enough here",
            SpawnerWorlds::bounded)
        .fixedAnotherWay(
            "the role may do something else, which is enough here",
            it -> {
              it.revokedAccepted = true;
              it.builtWith(SLEEPER);
              it.policy(
                  """
                  {"Effect":"Allow","Action":["s3:GetObject","ec2:Describe*"],"Resource":"*"}\
                  """);
              it.iam.attachRolePolicy(
                  policy ->
                      policy
                          .roleName(NAME)
                          .policyArn("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"));
              it.quiet();
            });
  }

  /** Strange instances in other Regions that the organiser has added. */
  static void otherRegions(Worlds<UnicornFleet> worlds) {
    worlds
        .broken(
            "a strange instance is in another Region that is looked at",
            STRANGE_GONE,
            it -> {
              it.further = check -> check.regions(List.of("us-east-1", "eu-west-1"));
              it.builtWith(cleanScript());
              it.strangeInstanceIn("eu-west-1");
            })
        .fixedAnotherWay(
            "a strange instance is in a Region that is not looked at",
            it -> {
              it.further = check -> check.regions(List.of("eu-west-1"));
              it.builtWith(cleanScript());
              it.strangeInstanceIn("eu-west-2");
            });
  }

  /** Scripts that cannot be read. */
  static void unreadScripts(Worlds<UnicornFleet> worlds) {
    String fetched = "#include\nhttps://files.example.com/boot.sh\n";
    worlds
        .fixedAnotherWay(
            "user data that cannot be read has been quiet for as long as the organiser wants",
            it -> {
              it.further = check -> check.unseenQuietPeriod(Duration.ofMinutes(20));
              it.builtWith(fetched).later(15);
            })
        .settling(
            "user data that cannot be read has not been quiet for as long as the organiser wants",
            USER_DATA_VISIBLE,
            it -> {
              it.further = check -> check.unseenQuietPeriod(Duration.ofMinutes(20));
              it.builtWith(fetched).later(5);
            })
        .add(
            World.Kind.BROKEN,
            "user data that cannot be read starts strange instances",
            Outcome.INCONCLUSIVE,
            USER_DATA_VISIBLE.code(),
            it -> {
              it.further = check -> check.unseenQuietPeriod(Duration.ofMinutes(5));
              it.builtWith(fetched).strangeInstance().later(15);
            })
        .add(
            World.Kind.BROKEN,
            "the own user data of a server cannot be read",
            Outcome.INCONCLUSIVE,
            USER_DATA_VISIBLE.code(),
            it -> {
              it.builtWith(cleanScript());
              it.attach(it.runWith(fetched));
              it.later(10);
            });
  }

  /** Scripts whose source is trusted or not, and scripts that are long or do nothing. */
  static void readScripts(Worlds<UnicornFleet> worlds) {
    String curl =
        """
        #!/bin/bash
        curl -s https://files.example.com/boot.sh | bash
        """;
    worlds
        .fixedAnotherWay(
            "the servers run a script from a host that the organiser trusts",
            it -> {
              it.further = check -> check.trusted(List.of("files.example.com"));
              it.builtWith(curl).later(10);
            })
        .add(
            World.Kind.BROKEN,
            "the servers run a script from a host that the organiser does not trust",
            Outcome.INCONCLUSIVE,
            USER_DATA_VISIBLE.code(),
            it -> {
              it.further = check -> check.trusted(List.of("boot.example.com"));
              it.builtWith(curl).later(10);
            })
        .broken(
            "12 KB of comments stand before the call",
            TEMPLATE_CLEAN,
            it ->
                it.builtWith("#!/bin/bash\n" + "# no more than a comment\n".repeat(490) + SLEEPER))
        .fixedAnotherWay(
            "the call stands in comments only",
            it -> it.builtWith("#!/bin/bash\n# " + SLEEPER.replace("\n", "\n# ")).later(10));
  }

  private static void accepting(
      Worlds<UnicornFleet> worlds, String name, java.util.function.Consumer<UnicornFleet> story) {
    worlds.broken(
        "the script's permission would do, and " + name,
        TEMPLATE_CLEAN,
        it -> {
          it.revokedAccepted = true;
          story.accept(it);
          it.quiet();
        });
  }

  private static void withoutProfile(UnicornFleet fleet, String userData) {
    fleet.ec2.createLaunchTemplate(
        template ->
            template
                .launchTemplateName(NAME)
                .launchTemplateData(
                    data ->
                        data.imageId(UnicornFleet.IMAGE).userData(UnicornFleet.base64(userData))));
    fleet.group(NAME, group -> group.launchTemplate(specification(NAME, "1")));
    fleet.later(5);
  }

  private static void bounded(UnicornFleet fleet) {
    fleet.revokedAccepted = true;
    fleet.builtWith(SLEEPER);
    String arn =
        fleet
            .iam
            .createPolicy(
                policy ->
                    policy
                        .policyName("edge")
                        .policyDocument(
                            """
                            {"Version":"2012-10-17","Statement":[
                             {"Effect":"Allow","Action":"s3:*","Resource":"*"}]}\
                            """))
            .policy()
            .arn();
    fleet.iam.putRolePermissionsBoundary(role -> role.roleName(NAME).permissionsBoundary(arn));
    fleet.quiet();
  }

  /** Instance refreshes that have finished, or wait, and leave servers with the script. */
  static void refreshesThatLeaveSome(Worlds<UnicornFleet> worlds) {
    worlds
        .broken(
            "the instance refresh waits for a server that is protected from scale-in",
            REPLACED,
            it -> {
              it.builtWith(SLEEPER).version(cleanScript()).pointTo("2");
              it.protect(List.of(it.oneServer()));
              it.refresh().later(40);
            })
        .broken(
            "the instance refresh waits for a server in Standby",
            REPLACED,
            it -> {
              it.builtWith(SLEEPER).version(cleanScript()).pointTo("2");
              it.standby(it.oneServer());
              it.refresh().later(40);
            });
  }
}
