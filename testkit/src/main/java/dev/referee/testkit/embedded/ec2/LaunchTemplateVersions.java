package dev.referee.testkit.embedded.ec2;

import static java.util.Comparator.comparing;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseErrorItem;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseSuccessItem;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateErrorCode;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResponseError;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** The operations on the versions of launch templates. */
final class LaunchTemplateVersions {
  private static final Filters<LaunchTemplateVersion> FILTERS =
      new Filters<LaunchTemplateVersion>()
          .on("create-time", LaunchTemplateVersion::createTime)
          .on("is-default-version", LaunchTemplateVersion::defaultVersion)
          .on("ebs-optimized", version -> version.launchTemplateData().ebsOptimized())
          .on("image-id", version -> version.launchTemplateData().imageId())
          .on("instance-type", version -> version.launchTemplateData().instanceTypeAsString())
          .on("kernel-id", version -> version.launchTemplateData().kernelId())
          .on("ram-disk-id", version -> version.launchTemplateData().ramDiskId())
          .on(
              "iam-instance-profile",
              version -> {
                var profile = version.launchTemplateData().iamInstanceProfile();
                return profile == null || profile.arn() != null ? null : profile.name();
              });

  private final LaunchTemplates templates;
  private final ClientTokens<
          CreateLaunchTemplateVersionRequest, CreateLaunchTemplateVersionResponse>
      tokens = new ClientTokens<>();

  LaunchTemplateVersions(LaunchTemplates templates) {
    this.templates = templates;
  }

  /** Returns the data of a request as answers have it. */
  static ResponseLaunchTemplateData answered(RequestLaunchTemplateData data) {
    return SdkFieldCopier.overlay(data, ResponseLaunchTemplateData.builder()).build();
  }

  /** Adds a version: the data of the request, merged over the source version if it names one. */
  CreateLaunchTemplateVersionResponse create(
      CreateLaunchTemplateVersionRequest request, Call call) {
    return tokens.once(request.clientToken(), request, () -> make(request, call));
  }

  private CreateLaunchTemplateVersionResponse make(
      CreateLaunchTemplateVersionRequest request, Call call) {
    LaunchTemplate template =
        templates.requested(request.launchTemplateId(), request.launchTemplateName());
    if (request.launchTemplateData() == null) {
      throw new AwsError(
          400, "MissingParameter", "The request must contain the parameter LaunchTemplateData");
    }
    UserData.check(request.launchTemplateData().userData());
    ResponseLaunchTemplateData.Builder data =
        request.sourceVersion() == null
            ? ResponseLaunchTemplateData.builder()
            : templates.version(template, request.sourceVersion()).launchTemplateData().toBuilder();
    LaunchTemplateVersion added =
        templates.addVersion(
            template,
            LaunchTemplateVersion.builder()
                .versionDescription(request.versionDescription())
                .launchTemplateData(
                    SdkFieldCopier.overlay(request.launchTemplateData(), data).build())
                .build(),
            call);
    return CreateLaunchTemplateVersionResponse.builder().launchTemplateVersion(added).build();
  }

  DescribeLaunchTemplateVersionsResponse describe(
      DescribeLaunchTemplateVersionsRequest request, Call call) {
    List<LaunchTemplateVersion> selected =
        FILTERS.select(chosen(request), request.filters()).stream()
            .map(
                version ->
                    Boolean.TRUE.equals(request.resolveAlias()) ? resolved(version) : version)
            .toList();
    Page<LaunchTemplateVersion> page =
        Page.of(selected, request.maxResults(), request.nextToken(), call);
    return DescribeLaunchTemplateVersionsResponse.builder()
        .launchTemplateVersions(page.items())
        .nextToken(page.next())
        .build();
  }

  private List<LaunchTemplateVersion> chosen(DescribeLaunchTemplateVersionsRequest request) {
    if (request.launchTemplateId() == null && request.launchTemplateName() == null) {
      return acrossTemplates(request.versions());
    }
    LaunchTemplate template =
        templates.requested(request.launchTemplateId(), request.launchTemplateName());
    if (request.hasVersions() && !request.versions().isEmpty()) {
      return request.versions().stream()
          .map(version -> templates.version(template, version))
          .distinct()
          .toList();
    }
    long least = bound(template, request.minVersion(), 0);
    long most = bound(template, request.maxVersion(), Long.MAX_VALUE);
    return templates.versions(template).descendingMap().keySet().stream()
        .filter(number -> least <= number && number <= most)
        .map(number -> templates.version(template, Long.toString(number)))
        .toList();
  }

  private List<LaunchTemplateVersion> acrossTemplates(List<String> versions) {
    if (versions.isEmpty() || !List.of("$Latest", "$Default").containsAll(versions)) {
      throw new AwsError(
          400,
          versions.isEmpty() ? "MissingParameter" : "InvalidParameterValue",
          "To describe the launch template data for all your launch templates, for ‘--versions’"
              + " specify ‘$Latest’, ‘$Default’, or both, and omit ‘--launch-template-id’,"
              + " ‘--launch-template-name’, and version numbers. To describe the launch template"
              + " data for a specific launch template, specify ‘--launch-template-id’ or"
              + " ‘--launch-template-name’, and for ‘--versions’ specify one or more of the"
              + " following values: ‘$Latest’, ‘$Default’, or one or more version numbers.");
    }
    return templates.all().stream()
        .sorted(comparing(LaunchTemplate::launchTemplateId))
        .flatMap(
            template ->
                versions.stream().map(version -> templates.version(template, version)).distinct())
        .toList();
  }

  private long bound(LaunchTemplate template, String version, long otherwise) {
    return version == null || version.isEmpty()
        ? otherwise
        : version.matches("[0-9]{1,18}")
            ? Long.parseLong(version)
            : templates.version(template, version).versionNumber();
  }

  private static LaunchTemplateVersion resolved(LaunchTemplateVersion version) {
    ResponseLaunchTemplateData data = version.launchTemplateData();
    return data.imageId() == null
        ? version
        : version.toBuilder()
            .launchTemplateData(data.toBuilder().imageId(Images.resolved(data.imageId())).build())
            .build();
  }

  /** Deletes versions; never the default one, which is answered as an error of its own. */
  DeleteLaunchTemplateVersionsResponse delete(
      DeleteLaunchTemplateVersionsRequest request, Call call) {
    LaunchTemplate template =
        templates.requested(request.launchTemplateId(), request.launchTemplateName());
    List<DeleteLaunchTemplateVersionsResponseSuccessItem> done = new ArrayList<>();
    List<DeleteLaunchTemplateVersionsResponseErrorItem> failed = new ArrayList<>();
    Stream<Long> numbers = request.versions().stream().map(LaunchTemplateVersions::number);
    for (Long number : numbers.toList()) {
      if (number.equals(template.defaultVersionNumber())) {
        failed.add(
            failure(
                template,
                number,
                LaunchTemplateErrorCode.UNEXPECTED_ERROR,
                "The default version of a launch template cannot be deleted."));
      } else if (!templates.removeVersion(template, number)) {
        failed.add(
            failure(
                template,
                number,
                LaunchTemplateErrorCode.LAUNCH_TEMPLATE_VERSION_DOES_NOT_EXIST,
                "Could not find the specified version."));
      } else {
        done.add(
            DeleteLaunchTemplateVersionsResponseSuccessItem.builder()
                .launchTemplateId(template.launchTemplateId())
                .launchTemplateName(template.launchTemplateName())
                .versionNumber(number)
                .build());
      }
    }
    return DeleteLaunchTemplateVersionsResponse.builder()
        .successfullyDeletedLaunchTemplateVersions(done)
        .unsuccessfullyDeletedLaunchTemplateVersions(failed)
        .build();
  }

  private static Long number(String version) {
    if (!version.matches("[0-9]{1,18}")) {
      throw new AwsError(
          400, "InvalidParameterValue", "Invalid launch template version: " + version);
    }
    return Long.valueOf(version);
  }

  private static DeleteLaunchTemplateVersionsResponseErrorItem failure(
      LaunchTemplate template, Long number, LaunchTemplateErrorCode code, String message) {
    return DeleteLaunchTemplateVersionsResponseErrorItem.builder()
        .launchTemplateId(template.launchTemplateId())
        .launchTemplateName(template.launchTemplateName())
        .versionNumber(number)
        .responseError(ResponseError.builder().code(code).message(message).build())
        .build();
  }
}
