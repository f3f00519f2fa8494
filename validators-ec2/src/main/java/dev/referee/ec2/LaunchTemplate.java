package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;
import static java.util.Optional.ofNullable;

import com.google.common.collect.ImmutableList;
import dev.referee.aws.AwsLookups;
import dev.referee.ec2.userdata.UserData;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;

/**
 * A launch template with all its versions, the newest first, each unpacked once.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html">
 *     DescribeLaunchTemplateVersions</a>
 */
record LaunchTemplate(String id, String name, ImmutableList<Version> versions) {
  /** The largest page of EC2; otherwise an emulator may return fewer entries without a token. */
  private static final int PAGE = 200;

  /** A version of a launch template. */
  record Version(String number, boolean isDefault, Launch launch) {
    Version(LaunchTemplateVersion version) {
      this(
          version.versionNumber().toString(),
          Boolean.TRUE.equals(version.defaultVersion()),
          LaunchTemplate.launch(version));
    }
  }

  /** Reads a template by id, or by name if there is no id; empty if it does not exist. */
  static Optional<LaunchTemplate> read(Ec2Client ec2, String id, String name) {
    var request = DescribeLaunchTemplateVersionsRequest.builder().maxResults(PAGE);
    if (id.isEmpty()) {
      request.launchTemplateName(name);
    } else {
      request.launchTemplateId(id);
    }
    return AwsLookups.found(
            () ->
                ec2
                    .describeLaunchTemplateVersionsPaginator(request.build())
                    .launchTemplateVersions()
                    .stream()
                    .sorted(comparing(LaunchTemplateVersion::versionNumber).reversed())
                    .collect(toImmutableList()))
        .filter(versions -> !versions.isEmpty())
        .map(
            versions -> {
              LaunchTemplateVersion version = versions.iterator().next();
              return new LaunchTemplate(
                  version.launchTemplateId(),
                  version.launchTemplateName(),
                  versions.stream().map(Version::new).collect(toImmutableList()));
            });
  }

  /** Returns the version of a reference: a number, {@code $Default} or {@code $Latest}. */
  Optional<Launch> version(String reference) {
    return versions.stream()
        .filter(
            version ->
                switch (reference) {
                  case "$Latest" -> version.equals(versions.get(0));
                  case "$Default" -> version.isDefault();
                  default -> version.number().equals(reference);
                })
        .map(Version::launch)
        .findFirst();
  }

  /** Returns this template as the launch source of a group. */
  LaunchSource source(String reference) {
    return new LaunchSource(
        "launch template " + name,
        reference,
        version(reference),
        versions.stream().map(Version::launch).collect(toImmutableList()));
  }

  private static Launch launch(LaunchTemplateVersion version) {
    var data = version.launchTemplateData();
    return new Launch(
        "version " + version.versionNumber(),
        UserData.of(data.userData()),
        ofNullable(data.iamInstanceProfile())
            .flatMap(profile -> ofNullable(profile.arn()).or(() -> ofNullable(profile.name())))
            .filter(profile -> !profile.isBlank()),
        ofNullable(version.createTime()));
  }
}
