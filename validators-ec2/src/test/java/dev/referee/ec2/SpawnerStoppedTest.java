package dev.referee.ec2;

import static dev.referee.ec2.SpawnerStoppedExpectations.CAN_LAUNCH;
import static dev.referee.ec2.SpawnerStoppedExpectations.DEFAULT_MOVED;
import static dev.referee.ec2.SpawnerStoppedExpectations.GROUP_EXISTS;
import static dev.referee.ec2.SpawnerStoppedExpectations.HAS_INSTANCES;
import static dev.referee.ec2.SpawnerStoppedExpectations.LAUNCHES_CLEAN;
import static dev.referee.ec2.SpawnerStoppedExpectations.PROCESSES_RUN;
import static dev.referee.ec2.SpawnerStoppedExpectations.QUIET;
import static dev.referee.ec2.SpawnerStoppedExpectations.REPLACED;
import static dev.referee.ec2.SpawnerStoppedExpectations.SOURCE_EXISTS;
import static dev.referee.ec2.SpawnerStoppedExpectations.STRANGE_GONE;
import static dev.referee.ec2.SpawnerStoppedExpectations.TEMPLATE_CLEAN;
import static dev.referee.ec2.SpawnerStoppedExpectations.USER_DATA_VISIBLE;
import static dev.referee.ec2.UnicornFleet.NAME;
import static dev.referee.testkit.SpawningFleet.cleanScript;
import static dev.referee.testkit.SpawningFleet.specification;

import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.resources.Instances;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;
import java.time.Duration;
import java.util.List;

/** The scenarios of the check "No strange instance is running or coming back". */
class SpawnerStoppedTest extends CheckContract<UnicornFleet> {

  @Override
  protected UnicornFleet begin(Sandbox sandbox) {
    return new UnicornFleet(sandbox);
  }

  @Override
  protected Check check(UnicornFleet fleet) {
    return fleet.check().build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(SpawningFleet.secret());
  }

  @Override
  protected Worlds<UnicornFleet> worlds() {
    Worlds<UnicornFleet> worlds = new Worlds<>();
    broken(worlds);
    SpawnerWorlds.formerServers(worlds);
    SpawnerWorlds.changedServers(worlds);
    SpawnerWorlds.revokedPermissions(worlds);
    SpawnerWorlds.refreshesThatLeaveSome(worlds);
    SpawnerWorlds.otherRegions(worlds);
    SpawnerWorlds.unreadScripts(worlds);
    SpawnerWorlds.readScripts(worlds);
    hiddenScripts(worlds);
    fixed(worlds);
    overFixed(worlds);
    others(worlds);
    return worlds;
  }

  private static void broken(Worlds<UnicornFleet> worlds) {
    worlds
        .broken("nothing was touched", TEMPLATE_CLEAN, it -> it.built())
        .broken(
            "strange instances were terminated, and come back",
            TEMPLATE_CLEAN,
            it -> it.built().terminateStrange().later(3))
        .broken(
            "strange instances were terminated a moment ago",
            TEMPLATE_CLEAN,
            it -> it.built().terminateStrange())
        .broken(
            "a new version carries the script as well",
            TEMPLATE_CLEAN,
            it -> it.built().version(it.spawn).pointTo("2"))
        .broken(
            "a clean version exists, and the group launches the numbered old one",
            LAUNCHES_CLEAN,
            it -> it.built().version(cleanScript()))
        .broken(
            "a clean version exists, and the group follows a default that was not moved",
            DEFAULT_MOVED,
            it -> it.built("$Default").version(cleanScript()))
        .broken(
            "the group follows the default because no version is named",
            DEFAULT_MOVED,
            it -> {
              it.role().template(NAME, it.spawn);
              it.group(NAME, group -> group.launchTemplate(spec -> spec.launchTemplateName(NAME)));
              it.later(10).version(cleanScript());
            })
        .broken(
            "the default was moved, and the group names the old number",
            LAUNCHES_CLEAN,
            it -> it.built().version(cleanScript()).defaultVersion("2"))
        .broken(
            "the group follows the latest, and a bad version came after the clean one",
            LAUNCHES_CLEAN,
            it -> it.built("$Latest").version(cleanScript()).version(it.spawn))
        .broken(
            "the clean version is launched, and old servers run: the mistake of the game",
            REPLACED,
            it -> it.built().version(cleanScript()).pointTo("2").terminateStrange().later(5))
        .broken(
            "the default was moved, and old servers run",
            REPLACED,
            it -> it.built("$Default").version(cleanScript()).defaultVersion("2"))
        .broken(
            "one of three servers was replaced by hand",
            REPLACED,
            it ->
                it.built()
                    .version(cleanScript())
                    .pointTo("2")
                    .terminate(List.of(it.oneServer()))
                    .later(9))
        .broken(
            "the instance refresh was cancelled",
            REPLACED,
            it -> {
              it.built().version(cleanScript()).pointTo("2").refresh();
              it.autoScaling.cancelInstanceRefresh(refresh -> refresh.autoScalingGroupName(NAME));
              it.later(10).terminateStrange();
            })
        .broken(
            "an old server was put on standby, where it goes on",
            REPLACED,
            it -> {
              String server = it.built().version(cleanScript()).pointTo("2").oneServer();
              it.autoScaling.enterStandby(
                  standby ->
                      standby
                          .autoScalingGroupName(NAME)
                          .instanceIds(server)
                          .shouldDecrementDesiredCapacity(false));
              it.later(3).refreshed();
            })
        .broken(
            "an old server was detached, where it goes on",
            REPLACED,
            it -> {
              String server = it.built().version(cleanScript()).pointTo("2").oneServer();
              it.autoScaling.detachInstances(
                  detach ->
                      detach
                          .autoScalingGroupName(NAME)
                          .instanceIds(server)
                          .shouldDecrementDesiredCapacity(false));
              it.later(3).refreshed();
            })
        .broken(
            "everything is replaced, and the strange instances are left",
            STRANGE_GONE,
            it -> it.built().version(cleanScript()).pointTo("2").refreshed())
        .broken(
            "one strange instance is left",
            STRANGE_GONE,
            it ->
                it.built()
                    .version(cleanScript())
                    .pointTo("2")
                    .refreshed()
                    .quiet()
                    .strangeInstance())
        .broken(
            "a strange instance is only stopped",
            STRANGE_GONE,
            it -> {
              it.built().version(cleanScript()).pointTo("2").refreshed();
              List<String> strange = it.strangeServers();
              it.ec2.stopInstances(stop -> stop.instanceIds(strange.subList(0, 1)));
              it.terminate(strange.subList(1, strange.size())).later(10);
            })
        .broken(
            "the launch configuration carries the script",
            TEMPLATE_CLEAN,
            it -> it.builtWithConfiguration())
        .broken(
            "the launch configuration was made anew under its old name, and old servers run",
            REPLACED,
            it -> {
              it.builtWithConfiguration().configuration("unicorn-2", cleanScript());
              it.update(group -> group.launchConfigurationName("unicorn-2"));
              it.autoScaling.deleteLaunchConfiguration(
                  old -> old.launchConfigurationName("unicorn-1"));
              it.configuration("unicorn-1", cleanScript());
              it.update(group -> group.launchConfigurationName("unicorn-1"));
              it.terminateStrange();
            })
        .broken(
            "the launch configuration was replaced, and old servers run",
            REPLACED,
            it -> {
              it.builtWithConfiguration().configuration("unicorn-2", cleanScript());
              it.update(group -> group.launchConfigurationName("unicorn-2"));
            })
        .broken(
            "mixed instances launch the old version",
            LAUNCHES_CLEAN,
            it -> it.builtWithMixedInstances("1").version(cleanScript()))
        .broken(
            "a template of an override is forgotten",
            TEMPLATE_CLEAN,
            it ->
                it.builtWithMixedInstances("$Latest", "unicorn-small", "unicorn-tiny")
                    .version(cleanScript())
                    .version("unicorn-small", cleanScript()))
        .broken(
            "the script's permission is taken away, which is not enough here",
            TEMPLATE_CLEAN,
            it -> {
              it.built();
              it.iam.deleteRolePolicy(policy -> policy.roleName(NAME).policyName("spawn"));
              it.quiet();
            })
        .broken(
            "the script's permission would do, and is still there",
            TEMPLATE_CLEAN,
            it -> {
              it.revokedAccepted = true;
              it.built().terminateStrange();
            });
  }

  private static void hiddenScripts(Worlds<UnicornFleet> worlds) {
    worlds
        .broken(
            "the script is in gzip",
            TEMPLATE_CLEAN,
            it -> {
              it.role().template(NAME, "");
              it.version("");
              it.ec2.createLaunchTemplateVersion(
                  version ->
                      version
                          .launchTemplateName(NAME)
                          .launchTemplateData(
                              data ->
                                  data.imageId(SpawningFleet.IMAGE)
                                      .userData(UserDataTest.gzipBase64(it.spawn))));
              it.ec2.deleteLaunchTemplateVersions(
                  versions -> versions.launchTemplateName(NAME).versions("2"));
              it.defaultVersion("3");
              it.ec2.deleteLaunchTemplateVersions(
                  versions -> versions.launchTemplateName(NAME).versions("1"));
              it.group(NAME, group -> group.launchTemplate(specification(NAME, "3")));
              it.later(10);
            })
        .broken(
            "the script is a part of multi-part MIME",
            TEMPLATE_CLEAN,
            it -> it.builtWith(UserDataTest.mime(it.spawn)))
        .broken(
            "the script is in a file that cloud-config writes",
            TEMPLATE_CLEAN,
            it -> it.builtWith(UserDataTest.cloudConfig(it.spawn)))
        .broken(
            "a Python script starts them",
            TEMPLATE_CLEAN,
            it ->
                it.builtWith(
                    """
                    #!/usr/bin/python3
                    import boto3
                    boto3.client('ec2').run_instances(MinCount=5)
                    """));
  }

  private static void fixed(Worlds<UnicornFleet> worlds) {
    worlds
        .fixed(
            "new version, group points to it, instance refresh, strange ones gone, quiet",
            it -> it.built().version(cleanScript()).pointTo("2").refreshed().quiet())
        .fixedAnotherWay(
            "the default version was moved",
            it ->
                it.built("$Default").version(cleanScript()).defaultVersion("2").refreshed().quiet())
        .fixedAnotherWay(
            "the group follows the latest",
            it -> it.built("$Latest").version(cleanScript()).refreshed().quiet())
        .fixedAnotherWay(
            "servers were replaced by hand",
            it ->
                it.built()
                    .version(cleanScript())
                    .pointTo("2")
                    .terminate(it.servers())
                    .terminateStrange()
                    .later(15))
        .fixedAnotherWay(
            "another template",
            it ->
                it.built()
                    .template("unicorn-clean", cleanScript())
                    .pointTo("unicorn-clean", "$Latest")
                    .refreshed()
                    .quiet())
        .fixedAnotherWay(
            "the launch configuration was replaced",
            it -> {
              it.builtWithConfiguration().configuration("unicorn-2", cleanScript());
              it.update(group -> group.launchConfigurationName("unicorn-2"));
              it.refreshed().quiet();
            })
        .fixedAnotherWay(
            "a template in place of the launch configuration",
            it ->
                it.builtWithConfiguration()
                    .template(NAME, cleanScript())
                    .pointTo("1")
                    .refreshed()
                    .quiet())
        .fixedAnotherWay(
            "a new group in place of the old one",
            it -> {
              it.built();
              it.autoScaling.deleteAutoScalingGroup(
                  group -> group.autoScalingGroupName(NAME).forceDelete(true));
              it.later(5).version(cleanScript());
              it.group("unicorn-new", group -> group.launchTemplate(specification(NAME, "2")));
              it.groupTag("unicorn-new", "service", "unicorn");
              it.judged = AutoScalingGroups.tagged("service", "unicorn");
              it.later(3).quiet();
            })
        .fixedAnotherWay(
            "mixed instances, all of whose templates are clean",
            it ->
                it.builtWithMixedInstances("$Latest", "unicorn-small")
                    .version(cleanScript())
                    .version("unicorn-small", cleanScript())
                    .refreshed()
                    .quiet())
        .fixedAnotherWay(
            "an instance refresh with a desired configuration",
            it -> it.built().version(cleanScript()).refreshTo("2").later(60).quiet())
        .fixedAnotherWay(
            "the script was commented out",
            it ->
                it.built()
                    .version(it.spawn.replaceAll("(?m)^", "# ").replace("# #!", "#!"))
                    .pointTo("2")
                    .refreshed()
                    .quiet())
        .fixedAnotherWay(
            "no user data at all",
            it -> it.built().version("#!/bin/sh\n").pointTo("2").refreshed().quiet())
        .fixedAnotherWay(
            "the script's permission was taken away, which is enough here",
            it -> {
              it.revokedAccepted = true;
              it.built();
              it.iam.deleteRolePolicy(policy -> policy.roleName(NAME).policyName("spawn"));
              it.quiet();
            })
        .fixedAnotherWay(
            "strange is whatever is not known, and nothing else runs",
            it -> {
              it.strange = Instances.otherThan("i-00000000000000000");
              it.built().version(cleanScript()).pointTo("2").refreshed().quiet();
            })
        .fixedAnotherWay(
            "the group is a resource of a stack",
            it -> {
              Stacks.create(it);
              it.judged = AutoScalingGroups.inStack(Stacks.NAME, Stacks.LOGICAL_ID);
              it.later(20);
            });
  }

  private static void overFixed(Worlds<UnicornFleet> worlds) {
    worlds
        .overFixed(
            "the group was scaled to zero",
            HAS_INSTANCES,
            it -> {
              it.built().version(cleanScript()).pointTo("2");
              it.update(group -> group.minSize(0).desiredCapacity(0));
              it.later(5).quiet();
            })
        .overFixed(
            "the group was scaled to zero, and nothing else was done",
            TEMPLATE_CLEAN,
            it -> {
              it.built();
              it.update(group -> group.minSize(0).desiredCapacity(0));
              it.later(5).quiet();
            })
        .overFixed(
            "the group was deleted",
            GROUP_EXISTS,
            it -> {
              it.built();
              it.autoScaling.deleteAutoScalingGroup(
                  group -> group.autoScalingGroupName(NAME).forceDelete(true));
              it.later(5).quiet();
            })
        .overFixed(
            "launching was suspended",
            PROCESSES_RUN,
            it ->
                it.built()
                    .version(cleanScript())
                    .pointTo("2")
                    .refreshed()
                    .suspend("Launch")
                    .quiet())
        .overFixed(
            "all processes were suspended and the servers terminated",
            PROCESSES_RUN,
            it -> {
              it.built().version(cleanScript()).pointTo("2").suspend();
              it.terminate(it.servers()).later(5).quiet();
            })
        .overFixed(
            "the launch template was deleted",
            SOURCE_EXISTS,
            it -> {
              it.built();
              it.ec2.deleteLaunchTemplate(template -> template.launchTemplateName(NAME));
              it.terminate(it.servers()).later(5).quiet();
            })
        .overFixed(
            "the group cannot launch any more",
            CAN_LAUNCH,
            it -> {
              it.built().version(cleanScript());
              String image =
                  it.ec2
                      .registerImage(
                          r -> r.name("gone").architecture("x86_64").rootDeviceName("/dev/xvda"))
                      .imageId();
              it.ec2.createLaunchTemplateVersion(
                  version ->
                      version
                          .launchTemplateName(NAME)
                          .sourceVersion("2")
                          .launchTemplateData(data -> data.imageId(image)));
              it.pointTo("3");
              it.ec2.deregisterImage(r -> r.imageId(image));
              it.terminate(it.servers()).later(5).quiet();
            });
  }

  private static void others(Worlds<UnicornFleet> worlds) {
    worlds
        .absent("there is no such group", Outcome.FAILED, GROUP_EXISTS, it -> it.role())
        .absent(
            "there is no such stack",
            Outcome.FAILED,
            GROUP_EXISTS,
            it -> it.judged = AutoScalingGroups.inStack("unicorn", "Group"))
        .settling(
            "CloudFormation has not begun to create the group",
            GROUP_EXISTS,
            it -> {
              Stacks.take(it.sandbox, Duration.ofMinutes(5));
              Stacks.create(it);
              it.judged = AutoScalingGroups.inStack(Stacks.NAME, Stacks.LOGICAL_ID);
            })
        .several(
            "a second group with the tag is not fixed",
            TEMPLATE_CLEAN,
            it -> {
              it.built().version(cleanScript()).pointTo("2").refreshed();
              it.groupTag(NAME, "service", "unicorn");
              it.template("unicorn-api", it.spawn);
              it.group(
                  "unicorn-api", group -> group.launchTemplate(specification("unicorn-api", "1")));
              it.groupTag("unicorn-api", "service", "unicorn");
              it.judged = AutoScalingGroups.tagged("service", "unicorn");
              it.later(5);
            })
        .pageTwo(
            "the strange instance is the last of many",
            STRANGE_GONE,
            it -> {
              it.built().version(cleanScript()).pointTo("2").refreshed().quiet();
              for (int i = 0; i < 12; i++) {
                it.ec2.runInstances(
                    run -> run.imageId(SpawningFleet.IMAGE).minCount(1).maxCount(1));
              }
              it.strangeInstance().later(2);
            })
        .settling(
            "the instance refresh is running",
            REPLACED,
            it -> it.built().version(cleanScript()).pointTo("2").refresh().later(1))
        .settling(
            "an instance refresh brings the clean version",
            LAUNCHES_CLEAN,
            it -> it.built().version(cleanScript()).refreshTo("2").later(1))
        .settling(
            "the strange instances are shutting down",
            STRANGE_GONE,
            it -> it.built().version(cleanScript()).pointTo("2").refreshed().terminateStrange())
        .settling(
            "the quiet period is not over",
            QUIET,
            it ->
                it.built()
                    .version(cleanScript())
                    .pointTo("2")
                    .refreshed()
                    .terminateStrange()
                    .later(3))
        .settling(
            "the group is still launching",
            REPLACED,
            it -> it.built().version(cleanScript()).pointTo("2").quiet().terminate(it.servers()))
        .add(
            Kind.ABSENT,
            "the user data is fetched at boot, and cannot be seen",
            Outcome.INCONCLUSIVE,
            USER_DATA_VISIBLE.code(),
            it -> it.builtWith("#include\nhttps://files.example.com/boot.sh\n"));
  }
}
