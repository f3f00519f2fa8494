package dev.referee.testkit.embedded.iam;

import static dev.referee.testkit.embedded.iam.IamRefusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedCloud;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.SigningCertificate;
import software.amazon.awssdk.services.iam.model.StatusType;

/** Tests the signing certificates of IAM's users. */
class SigningCertificatesTest {
  private static final String FIRST =
      """
      -----BEGIN CERTIFICATE-----
      MIIBezCCASGgAwIBAgIULIMWCMGxPybkOpNTbcMEIqyyziMwCgYIKoZIzj0EAwIw
      EjEQMA4GA1UEAwwHc2lnbmVyMTAgFw0yNjExMjkwOTA0MjRaGA8yMTI2MTEwNTA5
      MDQyNFowEjEQMA4GA1UEAwwHc2lnbmVyMTBZMBMGByqGSM49AgEGCCqGSM49AwEH
      A0IABCJxtL2X6f7NcGFsM/wtSTeyrm6PfmRtZECqx8km5HDmdyxLeI6UJXFVeVuF
      8C+zizzRhfhQy+t5h+jKnHIwDtajUzBRMB0GA1UdDgQWBBQYrxTd3ROhFrhVcFLH
      euuIaNzXSDAfBgNVHSMEGDAWgBQYrxTd3ROhFrhVcFLHeuuIaNzXSDAPBgNVHRMB
      Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIA3HU+A+W0GjTUqaNQD0QcYuZ96R
      tmt3XjZaMlJvfYAcAiEAgOwuF4T9nHOgAggL9hBzU+T4WpUN2c65V1NlU9pyAGA=
      -----END CERTIFICATE-----
      """;
  private static final String SECOND =
      """
      -----BEGIN CERTIFICATE-----
      MIIBezCCASGgAwIBAgIUGyvwdrnuf4wlhr0+wOXEtcKW2CIwCgYIKoZIzj0EAwIw
      EjEQMA4GA1UEAwwHc2lnbmVyMjAgFw0yNjExMjkwOTA0MjRaGA8yMTI2MTEwNTA5
      MDQyNFowEjEQMA4GA1UEAwwHc2lnbmVyMjBZMBMGByqGSM49AgEGCCqGSM49AwEH
      A0IABOTmUjGcmfww6lTUVcJMWjcvRO1qYFiqHlHMDj25RgLRPNTxbts+pUMLRB/s
      XcgNIPRuvlxuAAzBh5Hx9C01x6ajUzBRMB0GA1UdDgQWBBQpMJwuPhLdTynoPBVF
      DGK8lhoncTAfBgNVHSMEGDAWgBQpMJwuPhLdTynoPBVFDGK8lhoncTAPBgNVHRMB
      Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIDQm1/AQfjr1Gu8UdI++0vYNpiAC
      47B6rr9zLIF04MVfAiEAzktno1Mfo6yEDVWcC7dS5lSBqp1PYAtFm0JTzFlHNKo=
      -----END CERTIFICATE-----
      """;
  private static final String THIRD =
      """
      -----BEGIN CERTIFICATE-----
      MIIBezCCASGgAwIBAgIUSuHQY5xbcE9iy4NvcW/jHN1aeFQwCgYIKoZIzj0EAwIw
      EjEQMA4GA1UEAwwHc2lnbmVyMzAgFw0yNjExMjkwOTA0MjRaGA8yMTI2MTEwNTA5
      MDQyNFowEjEQMA4GA1UEAwwHc2lnbmVyMzBZMBMGByqGSM49AgEGCCqGSM49AwEH
      A0IABKb198FSa/eNjMIXLrhK5mBZm7E+ZrNepjVER9dejheaFDMsht/gwX3KMqAs
      c8+rwcRmwc/s+meQYTEyJVAee+ejUzBRMB0GA1UdDgQWBBR/KzEH8Rr9vtKGxa2a
      LHor2PAaeTAfBgNVHSMEGDAWgBR/KzEH8Rr9vtKGxa2aLHor2PAaeTAPBgNVHRMB
      Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDkWvaNaesv0zCrTM3AT9pEloLv
      r30yHDWvsBhYBHZtpQIgPFRe0mmBhnDyxNkEcUJNRAC+b3WoqWrKC3Na4wSvDhk=
      -----END CERTIFICATE-----
      """;
  private static final String UNKNOWN = "x".repeat(32);

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final IamClient iam = cloud.account("111111111111").client(IamClient::builder);

  @BeforeEach
  void createUser() {
    iam.createUser(request -> request.userName("player"));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private SigningCertificate upload(String user, String body) {
    return iam.uploadSigningCertificate(request -> request.userName(user).certificateBody(body))
        .certificate();
  }

  @Test
  void areUploadedChangedListedAndDeleted() {
    SigningCertificate made = upload("player", FIRST);
    assertThat(made.certificateId()).matches("\\w{32}");
    assertThat(made.status()).isEqualTo(StatusType.ACTIVE);
    assertThat(made.certificateBody()).isEqualTo(FIRST);
    iam.updateSigningCertificate(
        request ->
            request
                .userName("player")
                .certificateId(made.certificateId())
                .status(StatusType.INACTIVE));
    assertThat(iam.listSigningCertificates(request -> request.userName("player")).certificates())
        .containsExactly(made.toBuilder().status(StatusType.INACTIVE).build());
    refused(
        () -> iam.deleteUser(request -> request.userName("player")),
        409,
        "DeleteConflict",
        "Cannot delete entity, must delete certificates first.");
    iam.deleteSigningCertificate(
        request -> request.userName("player").certificateId(made.certificateId()));
    assertThat(iam.listSigningCertificates(request -> request.userName("player")).certificates())
        .isEmpty();
    iam.deleteUser(request -> request.userName("player"));
  }

  @Test
  void areTwoOfAUserAtMost() {
    upload("player", FIRST);
    upload("player", SECOND);
    refused(
        () -> upload("player", THIRD),
        409,
        "LimitExceeded",
        "Cannot exceed quota for CertificatesPerUser: 2");
  }

  @Test
  void belongToOneUser() {
    iam.createUser(request -> request.userName("other"));
    upload("player", FIRST);
    refused(
        () -> upload("other", FIRST),
        409,
        "DuplicateCertificate",
        "The request was rejected because the same certificate is associated with an IAM user in"
            + " the account.");
  }

  @Test
  void canBeReadAndHaveNotExpired() {
    String words = "The request was rejected because the certificate was malformed or expired.";
    refused(() -> upload("player", "notacert"), 400, "MalformedCertificate", words);
    cloud.clock().advance(Duration.ofDays(40_000));
    refused(() -> upload("player", FIRST), 400, "MalformedCertificate", words);
  }

  @Test
  void belongToAUserWhoIsThere() {
    String words = "The user with name nobody cannot be found.";
    refused(() -> upload("nobody", FIRST), 404, "NoSuchEntity", words);
    refused(
        () -> iam.listSigningCertificates(request -> request.userName("nobody")),
        404,
        "NoSuchEntity",
        words);
    refused(
        () ->
            iam.updateSigningCertificate(
                request ->
                    request.userName("nobody").certificateId(UNKNOWN).status(StatusType.INACTIVE)),
        404,
        "NoSuchEntity",
        words);
  }

  @Test
  void areFoundByTheirIds() {
    String words = "The Certificate with id " + UNKNOWN + " cannot be found.";
    refused(
        () ->
            iam.updateSigningCertificate(
                request ->
                    request.userName("player").certificateId(UNKNOWN).status(StatusType.INACTIVE)),
        404,
        "NoSuchEntity",
        words);
    refused(
        () ->
            iam.deleteSigningCertificate(
                request -> request.userName("player").certificateId(UNKNOWN)),
        404,
        "NoSuchEntity",
        words);
  }
}
