package dev.referee.ec2;

import static dev.referee.ec2.UnicornFleet.NAME;
import static dev.referee.ec2.UnicornFleet.SLEEPER;
import static dev.referee.testkit.SpawningFleet.cleanScript;
import static dev.referee.testkit.SpawningFleet.specification;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import dev.referee.Check;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.spi.Facts;
import dev.referee.testkit.EmbeddedSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.autoscaling.model.Tag;

/**
 * A test of the findings of {@code ec2.spawner-stopped}, step by step, against {@code spawner.txt}.
 *
 * <p>With {@code -Dreferee.write=true} it writes the file instead, which is then to be read before
 * it is kept.
 */
class SpawnerStoppedSaysTest {
  private static final Path FILE = Path.of("src/test/resources/dev/referee/ec2/spawner.txt");

  private final Map<String, Consumer<UnicornFleet>> fleets = new LinkedHashMap<>();

  private void add(String title, Consumer<UnicornFleet> story) {
    assertThat(fleets.put(title, story)).as(title).isNull();
  }

  @TestFactory
  Stream<DynamicTest> saysOfEachStepWhatTheFileSays() throws IOException {
    launching();
    running();
    severalGroups();
    strange();
    if (Boolean.getBoolean("referee.write")) {
      Files.writeString(
          FILE, fleets.keySet().stream().map(this::section).collect(Collectors.joining("\n")));
      return Stream.of();
    }
    String file = Resources.toString(Resources.getResource(getClass(), "spawner.txt"), UTF_8);
    assertThat(file.lines().filter(line -> line.startsWith("# ")).map(line -> line.substring(2)))
        .containsExactlyElementsOf(fleets.keySet());
    return fleets.keySet().stream()
        .map(
            title ->
                DynamicTest.dynamicTest(
                    title, () -> assertThat(file + "\n").contains(section(title) + "\n")));
  }

  private String section(String title) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleets.get(title).accept(fleet);
      Check check = fleet.check().build();
      Verdict verdict = sandbox.referee().build().judge(check, sandbox.account());
      return "# %s\n%sfixed at: %s\n"
          .formatted(
              title,
              verdict.findings().stream()
                  .map(SpawnerStoppedSaysTest::told)
                  .collect(Collectors.joining()),
              verdict.fixedAt().map(Facts::time).orElse("nobody knows"));
    }
  }

  private static String told(Finding finding) {
    StringBuilder told = new StringBuilder(finding.code());
    told.append(finding.isSatisfied() ? "" : " " + finding.state());
    finding.subject().ifPresent(it -> told.append(" of ").append(it));
    told.append('\n');
    if (finding.isSatisfied()) {
      finding.seen().ifPresent(it -> told.append("  seen: ").append(it).append('\n'));
    } else {
      finding.expected().ifPresent(it -> told.append("  expected: ").append(it).append('\n'));
      finding.seen().ifPresent(it -> told.append("  seen: ").append(it).append('\n'));
      finding
          .facts()
          .forEach(
              it ->
                  told.append(
                      "  %s%s: %s\n"
                          .formatted(
                              it.forOrganiser() ? "for organisers, " : "", it.name(), it.value())));
      finding.remedy().ifPresent(it -> told.append("  to do: ").append(it).append('\n'));
      told.append("  progress: ").append(finding.progress()).append('\n');
    }
    return told.toString()
        .replaceAll("\\b(i|lt)-[0-9a-f]{17}\\b", "$1-*")
        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:*");
  }

  private void launching() {
    add("nothing was touched", it -> it.built());
    add("a launch configuration carries the script", it -> it.builtWithConfiguration());
    add("a clean version is not launched", it -> it.built().version(cleanScript()));
    add("the default version was not moved", it -> it.built("$Default").version(cleanScript()));
    add(
        "a bad version came after the clean one",
        it -> it.built("$Latest").version(cleanScript()).version(it.spawn));
    add(
        "two templates are mixed, and one is clean",
        it ->
            it.builtWithMixedInstances("$Latest", "unicorn-small")
                .version("unicorn-small", cleanScript()));
    add(
        "an instance refresh brings the clean version",
        it -> it.built().version(cleanScript()).refreshTo("2").later(1));
    add(
        "an instance refresh brings the bad version",
        it -> it.built().version(cleanScript()).refreshTo("1").later(1));
    add(
        "the script's permission was taken away",
        it -> {
          it.built();
          it.iam.deleteRolePolicy(policy -> policy.roleName(NAME).policyName("spawn"));
        });
    add(
        "the script's permission was taken away, which is accepted",
        it -> {
          it.revokedAccepted = true;
          it.built();
          it.iam.deleteRolePolicy(policy -> policy.roleName(NAME).policyName("spawn"));
          it.quiet();
        });
    add(
        "the launch template was deleted",
        it -> {
          it.built();
          it.ec2.deleteLaunchTemplate(template -> template.launchTemplateName(NAME));
        });
    add(
        "the user data is fetched at boot",
        it -> it.builtWith("#include\nhttps://files.example.com/boot.sh\n"));
    add(
        "the group stands still, and wants nothing",
        it -> {
          it.built().version(cleanScript()).pointTo("2").suspend();
          it.update(group -> group.minSize(0).desiredCapacity(0));
        });
    add("there is no such group", it -> it.role());
    add("a group was not touched, and has started nothing yet", it -> it.builtWith(SLEEPER));
    add(
        "the script's permission would do, and the role may start some instances",
        it -> {
          it.revokedAccepted = true;
          it.builtWith(SLEEPER);
          it.policy(
              """
              {"Effect":"Allow","Action":"ec2:Run*","Resource":"arn:aws:ec2:us-east-1:*:*"}\
              """);
        });
    add(
        "the script's permission would do, and there is no role",
        it -> {
          it.revokedAccepted = true;
          it.builtWith(SLEEPER);
          it.iam.removeRoleFromInstanceProfile(
              profile -> profile.instanceProfileName(NAME).roleName(NAME));
        });
    add(
        "user data that cannot be read is accepted later",
        it -> {
          it.further = check -> check.unseenQuietPeriod(Duration.ofMinutes(20));
          it.builtWith("#include\nhttps://files.example.com/boot.sh\n").later(5);
        });
    add(
        "user data that cannot be read is accepted",
        it -> {
          it.further = check -> check.unseenQuietPeriod(Duration.ofMinutes(20));
          it.builtWith("#include\nhttps://files.example.com/boot.sh\n").later(15);
        });
  }

  private void running() {
    add(
        "servers run the old version",
        it -> it.built().version(cleanScript()).pointTo("2").terminateStrange());
    add(
        "a server that was detached goes on",
        it -> {
          String server = it.built().version(cleanScript()).pointTo("2").oneServer();
          it.autoScaling.detachInstances(
              detach ->
                  detach
                      .autoScalingGroupName(NAME)
                      .instanceIds(server)
                      .shouldDecrementDesiredCapacity(false));
          it.later(3).refreshed();
        });
    add(
        "servers of a former template were detached",
        it -> {
          it.builtWith(SLEEPER).template("unicorn-clean", cleanScript());
          List<String> former = it.servers();
          it.pointTo("unicorn-clean", "1");
          it.detach(former);
          it.later(10);
        });
    add(
        "another group launches from the same template",
        it -> {
          it.role().template(NAME, SLEEPER);
          it.group(NAME, group -> group.launchTemplate(specification(NAME, "1")));
          it.group("green", group -> group.launchTemplate(specification(NAME, "1")));
          it.later(3).version(cleanScript()).pointTo("2").refreshed();
        });
    add(
        "a server got other user data while it was stopped",
        it -> {
          it.builtWith(cleanScript());
          it.changeWhileStopped(it.oneServer(), "#cloud-boothook\n" + SLEEPER);
        });
    add(
        "a server was launched from the template outside of the group",
        it -> {
          it.builtWith(cleanScript());
          it.runFromTemplate("1", SLEEPER);
        });
    add(
        "an instance refresh waits for a protected server",
        it -> {
          it.builtWith(SLEEPER).version(cleanScript()).pointTo("2");
          it.protect(List.of(it.oneServer()));
          it.refresh().later(40);
        });
    add(
        "an instance refresh failed at a server in Standby",
        it -> {
          it.builtWith(SLEEPER).version(cleanScript()).pointTo("2");
          it.standby(it.oneServer());
          it.refresh().later(180);
        });
    add(
        "EC2 does not list a member",
        it -> {
          it.builtWith(cleanScript()).suspend("HealthCheck", "ReplaceUnhealthy");
          it.terminate(List.of(it.oneServer())).later(120);
        });
    add(
        "an instance refresh is running",
        it -> it.built().version(cleanScript()).pointTo("2").refresh().later(3));
    add(
        "an instance refresh was cancelled",
        it -> {
          it.built().version(cleanScript()).pointTo("2").refresh();
          it.autoScaling.cancelInstanceRefresh(refresh -> refresh.autoScalingGroupName(NAME));
          it.later(10);
        });
    add(
        "no server runs, and the group is launching",
        it -> it.built().version(cleanScript()).pointTo("2").quiet().terminate(it.servers()));
    add(
        "no server runs, and the group launches none",
        it ->
            it.built()
                .version(cleanScript())
                .pointTo("2")
                .suspend("Launch")
                .terminate(it.servers())
                .quiet());
    add(
        "no server runs, and the group cannot launch",
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

  private void severalGroups() {
    add(
        "a second group is not fixed",
        it -> {
          it.built().version(cleanScript()).pointTo("2").refreshed();
          it.groupTag(NAME, "service", "unicorn");
          it.template("unicorn-api", it.spawn);
          it.group("unicorn-api", group -> group.launchTemplate(specification("unicorn-api", "1")));
          it.groupTag("unicorn-api", "service", "unicorn");
          it.judged = AutoScalingGroups.tagged("service", "unicorn");
          it.later(5);
        });
    add(
        "a second group is fixed, and the first is being replaced",
        it -> {
          it.built();
          it.template("unicorn-api", cleanScript());
          it.group("unicorn-api", group -> group.launchTemplate(specification("unicorn-api", "1")));
          it.groupTag(NAME, "service", "unicorn");
          it.groupTag("unicorn-api", "service", "unicorn");
          it.judged = AutoScalingGroups.tagged("service", "unicorn");
          it.later(5).version(cleanScript()).pointTo("2").refresh().later(1);
        });
  }

  private static void strangeGroup(UnicornFleet fleet) {
    fleet.template("odd", cleanScript());
    fleet.group("forgotten", group -> group.launchTemplate(specification("odd", "1")));
    fleet.autoScaling.createOrUpdateTags(
        tags ->
            tags.tags(
                Tag.builder()
                    .resourceId("forgotten")
                    .resourceType("auto-scaling-group")
                    .key("team")
                    .value("strange")
                    .propagateAtLaunch(true)
                    .build()));
    fleet.autoScaling.setDesiredCapacity(
        group -> group.autoScalingGroupName("forgotten").desiredCapacity(5));
  }

  private void strange() {
    add(
        "strange instances are left",
        it -> it.built().version(cleanScript()).pointTo("2").refreshed());
    add(
        "one strange instance is left",
        it -> it.built().version(cleanScript()).pointTo("2").refreshed().quiet().strangeInstance());
    add(
        "strange instances are shutting down",
        it -> it.built().version(cleanScript()).pointTo("2").refreshed().terminateStrange());
    add(
        "the quiet period is not over",
        it ->
            it.built().version(cleanScript()).pointTo("2").refreshed().terminateStrange().later(3));
    add(
        "strange instances are kept by a forgotten group",
        it -> {
          it.builtWith(cleanScript());
          strangeGroup(it);
          it.later(3);
        });
    add(
        "a strange instance is in another Region",
        it -> {
          it.further = check -> check.regions(List.of("eu-west-1", "eu-west-2"));
          it.builtWith(cleanScript()).strangeInstance();
          it.strangeInstanceIn("eu-west-1");
        });
    add(
        "other Regions are clean",
        it -> {
          it.further = check -> check.regions(List.of("eu-west-1", "eu-west-2"));
          it.builtWith(cleanScript());
        });
    add("it is fixed", it -> it.built().version(cleanScript()).pointTo("2").refreshed().quiet());
    add(
        "it was fixed long ago",
        it -> it.built().version(cleanScript()).pointTo("2").refreshed().quiet().later(200));
  }
}
