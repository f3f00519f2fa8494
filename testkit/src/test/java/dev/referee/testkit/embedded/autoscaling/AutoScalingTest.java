package dev.referee.testkit.embedded.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import dev.referee.testkit.embedded.ec2.Images;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

class AutoScalingTest {
  private final Fleet fleet = new Fleet();
  private String template = "";

  @BeforeEach
  void template() {
    template = fleet.template("web", fleet.data("#!/bin/sh\n").build());
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private List<Activity> activities() {
    return fleet.scaling.describeScalingActivities(r -> r.autoScalingGroupName("web")).activities();
  }

  private void desire(int capacity) {
    fleet.scaling.setDesiredCapacity(r -> r.autoScalingGroupName("web").desiredCapacity(capacity));
    fleet.passMinutes(2);
  }

  @Nested
  class Launches {
    @Test
    void whatIsWantedOverAllZones() {
      fleet.group("web", "$Latest", 3);
      assertThat(fleet.group().instances())
          .allSatisfy(
              one -> {
                assertThat(one.lifecycleState()).isEqualTo(LifecycleState.IN_SERVICE);
                assertThat(one.healthStatus()).isEqualTo("Healthy");
                assertThat(one.launchTemplate())
                    .isEqualTo(
                        LaunchTemplateSpecification.builder()
                            .launchTemplateId(template)
                            .launchTemplateName("web")
                            .version("1")
                            .build());
              })
          .extracting(Instance::availabilityZone)
          .containsExactlyInAnyOrder("us-east-1a", "us-east-1b", "us-east-1c");
      assertThat(fleet.group().launchTemplate().version()).isEqualTo("$Latest");
      assertThat(fleet.instance(fleet.members().get(0)).tags())
          .extracting(tag -> tag.key() + "=" + tag.value())
          .contains(
              "aws:autoscaling:groupName=web",
              "aws:ec2launchtemplate:id=" + template,
              "aws:ec2launchtemplate:version=1");
    }

    @Test
    void theVersionThatIsTheDefaultAtThatTime() {
      fleet.group("web", "$Default", 1);
      fleet.ec2.createLaunchTemplateVersion(
          r ->
              r.launchTemplateName("web")
                  .sourceVersion("1")
                  .launchTemplateData(d -> d.instanceType("t3.small")));
      desire(2);
      fleet.ec2.modifyLaunchTemplate(r -> r.launchTemplateName("web").defaultVersion("2"));
      desire(3);
      assertThat(fleet.group().instances())
          .extracting(one -> one.launchTemplate().version())
          .containsExactly("1", "1", "2");
    }

    @Test
    void theTemplateOfAnOverride() {
      fleet.template("arm", fleet.data("#!/bin/sh\n").imageId(Images.AL2023_ARM).build());
      LaunchTemplateOverrides override =
          LaunchTemplateOverrides.builder()
              .instanceType("t4g.small")
              .launchTemplateSpecification(t -> t.launchTemplateName("arm").version("1"))
              .build();
      fleet.scaling.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName("web")
                  .minSize(1)
                  .maxSize(1)
                  .availabilityZones("us-east-1a")
                  .mixedInstancesPolicy(
                      m ->
                          m.launchTemplate(
                              t ->
                                  t.launchTemplateSpecification(s -> s.launchTemplateName("web"))
                                      .overrides(override))));
      fleet.passMinutes(1);
      Instance member = fleet.group().instances().get(0);
      assertThat(member.launchTemplate().launchTemplateName()).isEqualTo("arm");
      assertThat(fleet.instance(member.instanceId()).imageId()).isEqualTo(Images.AL2023_ARM);
      assertThat(member.instanceType()).isEqualTo("t4g.small");
    }

    @Test
    void aLaunchConfiguration() {
      fleet.scaling.createLaunchConfiguration(
          r ->
              r.launchConfigurationName("old")
                  .imageId(Images.AL2023)
                  .instanceType("t2.micro")
                  .userData(Fleet.encoded("#!/bin/sh\n")));
      fleet.scaling.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName("web")
                  .launchConfigurationName("old")
                  .minSize(1)
                  .maxSize(1)
                  .availabilityZones("us-east-1b"));
      Instance member = fleet.group().instances().get(0);
      assertThat(member.launchConfigurationName()).isEqualTo("old");
      assertThat(member.launchTemplate()).isNull();
      fails(
          "ResourceInUse",
          () -> fleet.scaling.deleteLaunchConfiguration(r -> r.launchConfigurationName("old")));
    }

    @Test
    void nothingWithAReasonIfTheTemplateWasDeleted() {
      fleet.group("web", "$Latest", 0);
      fleet.ec2.deleteLaunchTemplate(r -> r.launchTemplateName("web"));
      desire(1);
      assertThat(fleet.members()).isEmpty();
      assertThat(activities())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.statusCodeAsString()).isEqualTo("Failed");
                assertThat(one.statusMessage()).contains("does not exist");
              });
    }

    @Test
    void withTheTagsThatAreToPropagate() {
      fleet.scaling.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName("web")
                  .launchTemplate(t -> t.launchTemplateId(template))
                  .minSize(1)
                  .maxSize(1)
                  .availabilityZones("us-east-1a")
                  .tags(tag("Name", "web server", true), tag("Team", "red", false)));
      assertThat(fleet.instance(fleet.members().get(0)).tags())
          .extracting(tag -> tag.key())
          .contains("Name")
          .doesNotContain("Team");
    }
  }

  private static Tag tag(String key, String value, boolean propagate) {
    return Tag.builder()
        .resourceId("web")
        .resourceType("auto-scaling-group")
        .key(key)
        .value(value)
        .propagateAtLaunch(propagate)
        .build();
  }

  @Nested
  class Replaces {
    @BeforeEach
    void three() {
      fleet.group("web", "$Latest", 3);
    }

    @Test
    void whatIsTerminatedFromOutside() {
      List<String> before = fleet.members();
      fleet.ec2.terminateInstances(r -> r.instanceIds(before.get(0)));
      fleet.passMinutes(3);
      assertThat(fleet.members())
          .hasSize(3)
          .doesNotContain(before.get(0))
          .contains(before.get(1), before.get(2));
      assertThat(activities().get(0).description()).startsWith("Launching a new EC2 instance: i-");
    }

    @Test
    void whatIsStopped() {
      String stopped = fleet.members().get(0);
      fleet.ec2.stopInstances(r -> r.instanceIds(stopped));
      fleet.passMinutes(3);
      assertThat(fleet.members()).hasSize(3).doesNotContain(stopped);
      assertThat(fleet.instance(stopped).state().name()).isEqualTo(InstanceStateName.TERMINATED);
    }

    @Test
    void whatIsCalledUnhealthy() {
      String sick = fleet.members().get(0);
      fleet.scaling.setInstanceHealth(r -> r.instanceId(sick).healthStatus("Unhealthy"));
      fleet.passMinutes(3);
      assertThat(fleet.members()).hasSize(3).doesNotContain(sick);
    }

    @Test
    void nothingWhileItsProcessesAreSuspended() {
      fleet.scaling.suspendProcesses(r -> r.autoScalingGroupName("web").scalingProcesses("Launch"));
      fleet.ec2.terminateInstances(r -> r.instanceIds(fleet.members().get(0)));
      fleet.passMinutes(5);
      assertThat(fleet.members()).hasSize(2);
      assertThat(fleet.group().suspendedProcesses())
          .extracting(one -> one.processName())
          .containsExactly("Launch");
      fleet.scaling.resumeProcesses(r -> r.autoScalingGroupName("web"));
      fleet.passMinutes(1);
      assertThat(fleet.members()).hasSize(3);
    }

    @Test
    void nothingOnlyBecauseItsTemplateChanged() {
      List<String> before = fleet.members();
      fleet.ec2.createLaunchTemplateVersion(
          r ->
              r.launchTemplateName("web")
                  .sourceVersion("1")
                  .launchTemplateData(d -> d.instanceType("t3.small")));
      fleet.pass(Duration.ofHours(5));
      assertThat(fleet.members()).isEqualTo(before);
    }
  }

  @Nested
  class ChangesSize {
    @BeforeEach
    void three() {
      fleet.group("web", "$Latest", 3);
    }

    @Test
    void downToWhatIsDesired() {
      String kept = fleet.members().get(1);
      fleet.scaling.setInstanceProtection(
          r -> r.autoScalingGroupName("web").instanceIds(kept).protectedFromScaleIn(true));
      desire(1);
      assertThat(fleet.members()).containsExactly(kept);
    }

    @Test
    void onlyWithinItsBounds() {
      fails("ValidationError", () -> desire(11));
      fails(
          "ValidationError",
          () ->
              fleet.scaling.updateAutoScalingGroup(
                  r -> r.autoScalingGroupName("web").maxSize(2).desiredCapacity(5)));
      fleet.scaling.updateAutoScalingGroup(r -> r.autoScalingGroupName("web").maxSize(2));
      assertThat(fleet.group().desiredCapacity()).isEqualTo(2);
    }

    @Test
    void whenAnInstanceIsTerminatedThroughIt() {
      String id = fleet.members().get(0);
      fleet.scaling.terminateInstanceInAutoScalingGroup(
          r -> r.instanceId(id).shouldDecrementDesiredCapacity(true));
      fleet.passMinutes(2);
      assertThat(fleet.members()).hasSize(2).doesNotContain(id);
    }

    @Test
    void whenInstancesComeAndGo() {
      String id = fleet.members().get(0);
      fleet.scaling.detachInstances(
          r -> r.autoScalingGroupName("web").instanceIds(id).shouldDecrementDesiredCapacity(false));
      fleet.passMinutes(1);
      assertThat(fleet.members()).hasSize(3).doesNotContain(id);
      assertThat(fleet.instance(id).tags())
          .extracting(tag -> tag.key())
          .contains("aws:ec2launchtemplate:version")
          .doesNotContain("aws:autoscaling:groupName");
      fleet.scaling.attachInstances(r -> r.autoScalingGroupName("web").instanceIds(id));
      fleet.passMinutes(1);
      assertThat(fleet.members()).hasSize(4).contains(id);
    }

    @Test
    void notWhileAnInstanceIsInStandby() {
      String id = fleet.members().get(0);
      fleet.scaling.enterStandby(
          r -> r.autoScalingGroupName("web").instanceIds(id).shouldDecrementDesiredCapacity(true));
      fleet.passMinutes(2);
      assertThat(fleet.members()).hasSize(3);
      fleet.scaling.exitStandby(r -> r.autoScalingGroupName("web").instanceIds(id));
      fleet.passMinutes(1);
      assertThat(fleet.group().instances())
          .hasSize(3)
          .allMatch(one -> one.lifecycleState() == LifecycleState.IN_SERVICE);
    }
  }

  @Nested
  class IsDeleted {
    @Test
    void onlyWhenEmptyOrByForce() {
      fleet.group("web", "$Latest", 2);
      fails(
          "ResourceInUse",
          () -> fleet.scaling.deleteAutoScalingGroup(r -> r.autoScalingGroupName("web")));
      fleet.scaling.deleteAutoScalingGroup(r -> r.autoScalingGroupName("web").forceDelete(true));
      assertThat(fleet.group().status()).isEqualTo("Delete in progress");
      fleet.passMinutes(2);
      assertThat(fleet.scaling.describeAutoScalingGroups().autoScalingGroups()).isEmpty();
      assertThat(fleet.instances())
          .allMatch(one -> one.state().name() == InstanceStateName.TERMINATED);
    }
  }

  @Test
  void isFoundByNameTagAndPage() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String name = "group-" + i;
      names.add(name);
      fleet.scaling.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName(name)
                  .launchTemplate(t -> t.launchTemplateId(template))
                  .minSize(0)
                  .maxSize(0)
                  .availabilityZones("us-east-1a")
                  .tags(tag("Team", name, true).toBuilder().resourceId(name).build()));
    }
    assertThat(
            fleet.scaling.describeAutoScalingGroupsPaginator(r -> r.maxRecords(2)).stream()
                .flatMap(page -> page.autoScalingGroups().stream())
                .map(AutoScalingGroup::autoScalingGroupName))
        .containsExactlyElementsOf(names);
    assertThat(
            fleet
                .scaling
                .describeAutoScalingGroups(
                    r -> r.filters(Filter.builder().name("tag:Team").values("group-3").build()))
                .autoScalingGroups())
        .extracting(AutoScalingGroup::autoScalingGroupName)
        .containsExactly("group-3");
    assertThat(fleet.scaling.describeTags().tags()).hasSize(5);
  }

  @Test
  void refusesATemplateThatIsNotThere() {
    fails(
        "ValidationError",
        () ->
            fleet.scaling.createAutoScalingGroup(
                r ->
                    r.autoScalingGroupName("web")
                        .launchTemplate(t -> t.launchTemplateName("none"))
                        .minSize(0)
                        .maxSize(1)
                        .availabilityZones("us-east-1a")));
  }

  @Test
  void refusesATemplateThatIsNamedTwiceOrNotAtAll() {
    for (LaunchTemplateSpecification template :
        List.of(
            LaunchTemplateSpecification.builder().version("1").build(),
            LaunchTemplateSpecification.builder()
                .launchTemplateId(templateId())
                .launchTemplateName("web")
                .build())) {
      assertThatThrownBy(
              () ->
                  fleet.scaling.createAutoScalingGroup(
                      r ->
                          r.autoScalingGroupName("web")
                              .launchTemplate(template)
                              .minSize(0)
                              .maxSize(1)
                              .availabilityZones("us-east-1a")))
          .hasMessageContaining(
              "Valid requests must contain either launchTemplateId or LaunchTemplateName");
    }
    fleet.group("web", "$Latest", 0);
    fails(
        "ValidationError",
        () ->
            fleet.scaling.updateAutoScalingGroup(
                r -> r.autoScalingGroupName("web").launchTemplate(t -> t.version("1"))));
    fleet.scaling.updateAutoScalingGroup(r -> r.autoScalingGroupName("web").maxSize(2));
    assertThat(fleet.group().maxSize()).isEqualTo(2);
  }

  private String templateId() {
    return fleet
        .ec2
        .describeLaunchTemplates(r -> r.launchTemplateNames("web"))
        .launchTemplates()
        .get(0)
        .launchTemplateId();
  }
}
