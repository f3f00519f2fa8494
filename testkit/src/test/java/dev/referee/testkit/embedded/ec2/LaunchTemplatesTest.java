package dev.referee.testkit.embedded.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.Tag;

class LaunchTemplatesTest {
  private final Fleet fleet = new Fleet();
  private String id = "";

  @BeforeEach
  void twoVersionsOfWhichTheFirstIsTheDefault() {
    id = fleet.template("web", fleet.data("#!/bin/sh\necho first\n").build());
    fleet.passMinutes(5);
    fleet.ec2.createLaunchTemplateVersion(
        r ->
            r.launchTemplateName("web")
                .sourceVersion("1")
                .versionDescription("clean")
                .launchTemplateData(d -> d.userData(Fleet.encoded("#!/bin/sh\necho second\n"))));
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private List<LaunchTemplateVersion> versions(String... versions) {
    return fleet
        .ec2
        .describeLaunchTemplateVersions(r -> r.launchTemplateId(id).versions(versions))
        .launchTemplateVersions();
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  @Test
  void keepTheDefaultUntilItIsMoved() {
    assertThat(versions("$Latest").get(0).versionNumber()).isEqualTo(2);
    assertThat(versions("$Default").get(0).versionNumber()).isEqualTo(1);
    fleet.ec2.modifyLaunchTemplate(r -> r.launchTemplateId(id).defaultVersion("2"));
    assertThat(versions("$Default").get(0).versionNumber()).isEqualTo(2);
    assertThat(versions("2").get(0).defaultVersion()).isTrue();
    assertThat(versions("1").get(0).defaultVersion()).isFalse();
  }

  @Test
  void takeFromTheSourceVersionWhatANewOneDoesNotSay() {
    LaunchTemplateVersion second = versions("2").get(0);
    assertThat(second.launchTemplateData().imageId()).isEqualTo(Images.AL2023);
    assertThat(second.launchTemplateData().userData())
        .isEqualTo(Fleet.encoded("#!/bin/sh\necho second\n"));
    assertThat(second.createTime()).isEqualTo(versions("1").get(0).createTime().plusSeconds(300));
  }

  @Test
  void listVersionsNewestFirstAndPageByPage() {
    assertThat(versions()).extracting(LaunchTemplateVersion::versionNumber).containsExactly(2L, 1L);
    assertThat(
            fleet
                .ec2
                .describeLaunchTemplateVersionsPaginator(
                    r -> r.launchTemplateName("web").maxResults(1))
                .stream())
        .hasSize(2);
    assertThat(
            fleet
                .ec2
                .describeLaunchTemplateVersions(r -> r.launchTemplateId(id).minVersion("2"))
                .launchTemplateVersions())
        .hasSize(1);
  }

  @Test
  void tellOneVersionOfEachWhenNoneIsNamed() {
    fleet.template("other", fleet.data("#!/bin/sh\n").build());
    assertThat(
            fleet
                .ec2
                .describeLaunchTemplateVersions(r -> r.versions("$Latest"))
                .launchTemplateVersions())
        .extracting(LaunchTemplateVersion::launchTemplateName)
        .containsExactlyInAnyOrder("web", "other");
  }

  @Test
  void launchWithTheVersionAndTheOverridesOfTheRequest() {
    Instance launched =
        fleet
            .ec2
            .runInstances(
                r ->
                    r.launchTemplate(t -> t.launchTemplateName("web").version("$Latest"))
                        .instanceType("t3.large")
                        .minCount(1)
                        .maxCount(1))
            .instances()
            .get(0);
    assertThat(launched.imageId()).isEqualTo(Images.AL2023);
    assertThat(launched.instanceTypeAsString()).isEqualTo("t3.large");
    assertThat(launched.tags())
        .contains(
            Tag.builder().key("aws:ec2launchtemplate:id").value(id).build(),
            Tag.builder().key("aws:ec2launchtemplate:version").value("2").build());
  }

  @Test
  void refuseWhatIsNotThere() {
    fails(
        "InvalidLaunchTemplateId.NotFound",
        () -> fleet.ec2.describeLaunchTemplates(r -> r.launchTemplateIds("lt-00000000000000000")));
    fails(
        "InvalidLaunchTemplateName.NotFoundException",
        () -> fleet.ec2.deleteLaunchTemplate(r -> r.launchTemplateName("none")));
    fails("InvalidLaunchTemplateId.VersionNotFound", () -> versions("7"));
    fails(
        "InvalidLaunchTemplateName.AlreadyExistsException",
        () -> fleet.template("web", fleet.data("").build()));
  }

  /** Confirmed against AWS by moto's tests of launch templates. */
  @Test
  void refuseWhatIsUnclear() {
    fails(
        "MissingParameter",
        "To describe the launch template data for all your launch templates, for ‘--versions’",
        () -> fleet.ec2.describeLaunchTemplateVersions(r -> {}));
    fails(
        "InvalidParameterValue",
        "To describe the launch template data for all your launch templates, for ‘--versions’",
        () -> fleet.ec2.describeLaunchTemplateVersions(r -> r.versions("1")));
    fails(
        "InvalidLaunchTemplateName.NotFoundException",
        "At least one of the launch templates specified in the request does not exist.",
        () -> fleet.ec2.describeLaunchTemplates(r -> r.launchTemplateNames("web", "none")));
    fails(
        "InvalidParameterCombination",
        "Either provide launch template ID or launch template name to modify the template.",
        () ->
            fleet.ec2.modifyLaunchTemplate(
                r -> r.launchTemplateId(id).launchTemplateName("web").defaultVersion("2")));
    fails(
        "InvalidLaunchTemplateId.VersionNotFound",
        "The launch template version 7 is not found for the specified launch template.",
        () -> fleet.ec2.modifyLaunchTemplate(r -> r.launchTemplateId(id).defaultVersion("7")));
  }

  private static void fails(String code, String message, ThrowingCallable call) {
    fails(code, call);
    assertThatThrownBy(call).hasMessageContaining(message);
  }

  @Test
  void areCreatedOnceForOneClientToken() {
    CreateLaunchTemplateRequest request =
        CreateLaunchTemplateRequest.builder()
            .clientToken("once")
            .launchTemplateName("again")
            .launchTemplateData(fleet.data("#!/bin/sh\n").build())
            .build();
    assertThat(fleet.ec2.createLaunchTemplate(request).launchTemplate())
        .isEqualTo(fleet.ec2.createLaunchTemplate(request).launchTemplate());
    fails(
        "IdempotentParameterMismatch",
        "Arguments on this idempotent request are inconsistent with arguments used in previous"
            + " request(s).",
        () ->
            fleet.ec2.createLaunchTemplate(
                request.toBuilder().launchTemplateName("another").build()));
  }

  @Test
  void getOneVersionForOneClientToken() {
    CreateLaunchTemplateVersionRequest request =
        CreateLaunchTemplateVersionRequest.builder()
            .clientToken("once")
            .launchTemplateId(id)
            .launchTemplateData(fleet.data("#!/bin/sh\n").build())
            .build();
    for (int i = 0; i < 2; i++) {
      assertThat(
              fleet
                  .ec2
                  .createLaunchTemplateVersion(request)
                  .launchTemplateVersion()
                  .versionNumber())
          .isEqualTo(3);
    }
    assertThat(versions()).hasSize(3);
    fails(
        "IdempotentParameterMismatch",
        "Arguments on this idempotent request are inconsistent with arguments used in previous"
            + " request(s).",
        () ->
            fleet.ec2.createLaunchTemplateVersion(
                request.toBuilder().versionDescription("other").build()));
  }

  @Test
  void areNamedByIdOrByName() {
    String message = "Either provide launch template ID or launch template name in the request.";
    fails(
        "InvalidParameterCombination",
        message,
        () ->
            fleet.ec2.describeLaunchTemplateVersions(
                r -> r.launchTemplateId(id).launchTemplateName("web")));
    fails(
        "InvalidParameterCombination",
        message,
        () ->
            fleet.ec2.deleteLaunchTemplate(r -> r.launchTemplateId(id).launchTemplateName("web")));
    fails(
        "InvalidParameterCombination",
        message,
        () ->
            fleet.ec2.runInstances(
                r ->
                    r.launchTemplate(t -> t.launchTemplateId(id).launchTemplateName("web"))
                        .minCount(1)
                        .maxCount(1)));
    fails("MissingParameter", () -> fleet.ec2.deleteLaunchTemplate(r -> {}));
    fails(
        "MissingParameter",
        () ->
            fleet.ec2.createLaunchTemplateVersion(
                r -> r.launchTemplateData(d -> d.instanceType("t3.small"))));
  }

  @Test
  void neverDeleteTheDefaultVersion() {
    var answer =
        fleet.ec2.deleteLaunchTemplateVersions(
            r -> r.launchTemplateId(id).versions(Arrays.asList("1", "2", "9")));
    assertThat(answer.successfullyDeletedLaunchTemplateVersions())
        .extracting(one -> one.versionNumber())
        .containsExactly(2L);
    assertThat(answer.unsuccessfullyDeletedLaunchTemplateVersions())
        .extracting(one -> one.responseError().codeAsString())
        .containsExactly("unexpectedError", "launchTemplateVersionDoesNotExist");
  }
}
