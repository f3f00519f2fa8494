package dev.referee.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.Fact;
import dev.referee.Finding;
import dev.referee.Progress;
import dev.referee.ec2.userdata.UserData;
import dev.referee.spi.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;

/** Tests of the launches of groups and their progress. */
class LaunchesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static LaunchTemplateVersion version(long number, boolean isDefault) {
    return LaunchTemplateVersion.builder()
        .launchTemplateId("lt-1")
        .launchTemplateName("web")
        .versionNumber(number)
        .defaultVersion(isDefault)
        .createTime(NOW)
        .launchTemplateData(it -> it.iamInstanceProfile(profile -> profile.name("web-" + number)))
        .build();
  }

  @Nested
  class Templates {
    private final LaunchTemplate template =
        new LaunchTemplate(
            "lt-1",
            "web",
            Stream.of(version(3, false), version(2, true), version(1, false))
                .map(LaunchTemplate.Version::new)
                .collect(ImmutableList.toImmutableList()));

    @ParameterizedTest
    @CsvSource({
      "$Latest, version 3, $Latest of the launch template web (version 3)",
      "$Default, version 2, $Default of the launch template web (version 2)",
      "1, version 1, version 1 of the launch template web",
      "7, none, 'version 7 of the launch template web, which does not exist'",
    })
    void areReferredTo(String reference, String label, String words) {
      LaunchSource source = template.source(reference);

      assertThat(source.current().map(Launch::label).orElse("none")).isEqualTo(label);
      assertThat(source.reference()).isEqualTo(words);
      assertThat(source.hasVersions()).isTrue();
      assertThat(source.versions())
          .extracting(source::of)
          .containsExactly(
              "version 3 of the launch template web",
              "version 2 of the launch template web",
              "version 1 of the launch template web");
      assertThat(source.newest(launch -> !launch.label().endsWith("3")).orElseThrow().label())
          .isEqualTo("version 2");
    }

    @Test
    void knowWhoseProfileTheirScriptsUse() {
      assertThat(template.version("1").orElseThrow().instanceProfile()).contains("web-1");
    }
  }

  @Test
  void aLaunchConfigurationHasNoVersions() {
    Launch launch =
        new Launch("launch configuration web", UserData.NONE, Optional.empty(), Optional.of(NOW));
    LaunchSource source =
        new LaunchSource(
            "launch configuration web", "", Optional.of(launch), ImmutableList.of(launch));

    assertThat(source.hasVersions()).isFalse();
    assertThat(source.reference()).isEqualTo("the launch configuration web");
    assertThat(source.of(launch)).isEqualTo("launch configuration web");
  }

  @Test
  void wasThereOnlyOnceItWasMade() {
    Launch launch = new Launch("version 1", UserData.NONE, Optional.empty(), Optional.of(NOW));

    assertThat(launch.wasThereAt(NOW.minusSeconds(1))).isFalse();
    assertThat(launch.wasThereAt(NOW)).isTrue();
    assertThat(launch.wasThereAt(NOW.plusSeconds(1))).isTrue();
  }

  @Nested
  class Refreshes {
    @ParameterizedTest
    @CsvSource({
      "Pending, , true, 0/1, an instance refresh is at 0 %",
      "InProgress, 40, true, 2/5, an instance refresh is at 40 %",
      "Baking, 100, true, 99/100, an instance refresh is at 100 %",
      "Cancelling, 40, false, 2/5, the last instance refresh is cancelling",
      "Successful, 100, false, 99/100, the last instance refresh is successful",
      "RollbackFailed, -1, false, 0/1, the last instance refresh is rollbackfailed",
    })
    void tellHowFarTheyAre(
        String status, Integer percent, boolean active, String progress, String words) {
      SpawnerStoppedRefresh refresh =
          new SpawnerStoppedRefresh(
              Optional.of(
                  InstanceRefresh.builder().status(status).percentageComplete(percent).build()),
              false);

      assertThat(refresh.isActive()).isEqualTo(active);
      assertThat(refresh.progress()).isEqualTo(Progress.parse(progress));
      assertThat(refresh.words()).isEqualTo(words);
    }

    @Test
    void mayNeverHaveBeen() {
      SpawnerStoppedRefresh none = new SpawnerStoppedRefresh(Optional.empty(), false);

      assertThat(none.isActive()).isFalse();
      assertThat(none.progress()).isEqualTo(Progress.NONE);
      assertThat(none.words()).isEqualTo("no instance refresh was started");
    }
  }

  @Test
  void serversTellWhatTheyRun() {
    Launch launch = new Launch("version 1", UserData.NONE, Optional.empty(), Optional.empty());

    Instance member = Instance.builder().lifecycleState("InService").build();

    assertThat(server(launch, true, member).runs()).isEqualTo("version 1");
    assertThat(server(launch, false, member).runs()).isEqualTo("its own user data");
    assertThat(server(launch, true, member.toBuilder().lifecycleState("Standby").build()).runs())
        .isEqualTo("version 1, in Standby");
    assertThat(server(launch, true, member.toBuilder().protectedFromScaleIn(true).build()).runs())
        .isEqualTo("version 1, protected from scale-in");
    assertThat(server(launch, true, null).runs()).isEqualTo("version 1, no longer in the group");
  }

  @ParameterizedTest
  @CsvSource({
    "Terminating, true",
    "Terminating:Wait, true",
    "Terminating:Retained, false",
    "Detaching, false",
    "InService, false",
  })
  void serversAreLeavingWhenTheirGroupTerminatesThem(String state, boolean leaving) {
    Instance member = Instance.builder().lifecycleState(state).build();
    Launch launch = new Launch("version 1", UserData.NONE, Optional.empty(), Optional.empty());

    assertThat(server(launch, true, member).isLeaving()).isEqualTo(leaving);
  }

  @Nested
  class Histories {
    private final Activity launching = activity("Launching a new EC2 instance: i-0a", "Successful");

    private Activity activity(String description, String status) {
      return Activity.builder().description(description).statusCode(status).startTime(NOW).build();
    }

    @Test
    void knowWhatWasLaunchedAndTakenIn() {
      GroupHistory history =
          GroupHistory.of(
              List.of(
                  launching,
                  activity("Attaching an existing EC2 instance: i-0b", "Successful"),
                  activity("Launching a new EC2 instance from warm pool: i-0c", "Successful"),
                  activity("Detaching EC2 instance: i-0a", "Successful")));

      assertThat(history.launched()).containsExactlyInAnyOrder("i-0a", "i-0c");
      assertThat(history.notTerminated()).containsExactlyInAnyOrder("i-0a", "i-0b", "i-0c");
      assertThat(history.failedLaunch()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
      "Terminating EC2 instance: i-0a, Successful, false",
      "Terminating EC2 instance: i-0a - Waiting for ELB Connection Draining., Successful, false",
      "Terminating EC2 instance: i-0a, InProgress, true",
      "Terminating EC2 instance: i-0a, Failed, true",
      "Terminating EC2 instance: i-0ab, Successful, true",
    })
    void knowWhatWasTerminated(String description, String status, boolean there) {
      GroupHistory history = GroupHistory.of(List.of(activity(description, status), launching));

      assertThat(history.notTerminated().contains("i-0a")).isEqualTo(there);
    }
  }

  private static SpawnerStoppedGroupInstance server(
      Launch launch, boolean unchanged, @Nullable Instance member) {
    return new SpawnerStoppedGroupInstance(
        "i-1",
        new SpawnerStoppedGroupInstance.Launched(NOW, Optional.of(launch), unchanged),
        new SpawnerStoppedGroupInstance.Place(Optional.ofNullable(member), Optional.empty(), true),
        Optional.empty(),
        true,
        Optional.empty());
  }

  @Nested
  class FactsOfMany {
    private final Expectation expectation = Expectation.of("NotThere", "thing", "It is there");

    private List<Fact> facts(int howMany) {
      Finding.Builder finding = expectation.unsatisfied();
      List<String> ids = IntStream.range(0, howMany).mapToObj(i -> "i-" + i).toList();
      Facts.add(finding, ids, id -> id, id -> "is " + id);
      return finding.build().facts();
    }

    @Test
    void areTenAndACount() {
      assertThat(facts(10)).hasSize(10).contains(new Fact("i-9", "is i-9", false));
      assertThat(facts(12)).hasSize(11).endsWith(new Fact("and", "2 more", false));
    }

    @Test
    void areTimesAsPeopleReadThem() {
      assertThat(Facts.time(NOW.plusMillis(1500))).isEqualTo("2026-11-22 10:00:01 UTC");
      assertThat(Facts.duration(Duration.ofMinutes(5))).isEqualTo("5 min");
      assertThat(Facts.duration(Duration.ofSeconds(90))).isEqualTo("90 s");
    }
  }
}
