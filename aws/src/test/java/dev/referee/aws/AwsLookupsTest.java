package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

class AwsLookupsTest {
  private static AwsServiceException said(String code, String message) {
    return AwsServiceException.builder()
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "InvalidInstanceID.NotFound, The instance ID 'i-1' does not exist, true",
    "InvalidLaunchTemplateId.NotFound, , true",
    "InvalidLaunchTemplateName.NotFoundException, , true",
    "InvalidLaunchTemplateId.VersionNotFound, , true",
    "InvalidGroup.NotFound, , true",
    "NoSuchEntity, The role cannot be found, true",
    "NoSuchEntityException, , true",
    "ResourceNotFoundException, No cluster found, true",
    "TrailNotFoundException, , true",
    "NoSuchBucket, , true",
    "DoesNotExistException, , true",
    "AWS.SimpleQueueService.NonExistentQueue, , true",
    "ValidationError, Stack with id x does not exist, true",
    "ValidationError, AutoScalingGroup name not found - x, true",
    "ValidationError, 1 validation error detected, false",
    "InvalidInstanceID.Malformed, Invalid id, false",
    "InvalidParameterValue, The thing does not exist, false",
    "NotFoundation, , false"
  })
  void tellAbsenceByItsCode(String code, String message, boolean absent) {
    assertThat(AwsLookups.isNotFound(said(code, message))).isEqualTo(absent);
  }

  @Test
  void areEmptyForWhatDoesNotExist() {
    assertThat(
            AwsLookups.found(
                () -> {
                  throw said("NoSuchEntity", "");
                }))
        .isEmpty();
    assertThat(AwsLookups.found(() -> "there")).contains("there");
  }

  @Test
  void areNeverEmptyForWhatCouldNotBeSeen() {
    assertThatThrownBy(
            () ->
                AwsLookups.found(
                    () -> {
                      throw new Inconclusive(Cause.ACCESS_DENIED, "No");
                    }))
        .isInstanceOf(Inconclusive.class);
    assertThatThrownBy(
            () ->
                AwsLookups.found(
                    () -> {
                      throw said("InvalidParameterValue", "");
                    }))
        .isInstanceOf(AwsServiceException.class);
  }
}
