package dev.referee.testkit.embedded.iam;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.DeleteSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.DeleteSigningCertificateResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.SigningCertificate;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.UpdateSigningCertificateResponse;
import software.amazon.awssdk.services.iam.model.UploadSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.UploadSigningCertificateResponse;

/**
 * The signing certificates of IAM's users, as UploadSigningCertificate's page describes them.
 *
 * <p>Nothing here is signed by them: IAM keeps, lists and refuses them.
 */
final class IamSigningCertificates {
  private static final Set<String> STATUSES = Set.of("Active", "Inactive", "Expired");

  private IamSigningCertificates() {}

  static Service addTo(Service iam) {
    return iam.on(
            UploadSigningCertificateRequest.class,
            UploadSigningCertificateRequest::builder,
            IamSigningCertificates::upload)
        .on(
            ListSigningCertificatesRequest.class,
            ListSigningCertificatesRequest::builder,
            IamSigningCertificates::list)
        .on(
            UpdateSigningCertificateRequest.class,
            UpdateSigningCertificateRequest::builder,
            IamSigningCertificates::update)
        .on(
            DeleteSigningCertificateRequest.class,
            DeleteSigningCertificateRequest::builder,
            IamSigningCertificates::delete);
  }

  private static UploadSigningCertificateResponse upload(
      UploadSigningCertificateRequest request, Call call) {
    IamState iam = IamState.of(call);
    IamUser user = IamUsers.user(request.userName(), call);
    X509Certificate given = parsed(request.certificateBody());
    if (given.getNotAfter().toInstant().isBefore(call.clock().instant())) {
      throw malformed();
    }
    boolean known =
        iam.users().values().stream()
            .flatMap(one -> one.certificates().values().stream())
            .anyMatch(certificate -> parsed(certificate.certificateBody()).equals(given));
    if (known) {
      throw new AwsError(
          409,
          "DuplicateCertificate",
          "The request was rejected because the same certificate is associated with an IAM user in"
              + " the account.");
    }
    IamLimits.certificates(user.certificates().size() + 1);
    SigningCertificate made =
        SigningCertificate.builder()
            .userName(user.user().userName())
            .certificateId(iam.uniqueId("FAKECERTIFICATE"))
            .certificateBody(request.certificateBody())
            .status(StatusType.ACTIVE)
            .uploadDate(call.clock().instant())
            .build();
    user.certificates().put(made.certificateId(), made);
    return UploadSigningCertificateResponse.builder().certificate(made).build();
  }

  private static X509Certificate parsed(String body) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(body.getBytes(UTF_8)));
    } catch (CertificateException unreadable) {
      throw malformed();
    }
  }

  private static AwsError malformed() {
    return new AwsError(
        400,
        "MalformedCertificate",
        "The request was rejected because the certificate was malformed or expired.");
  }

  private static ListSigningCertificatesResponse list(
      ListSigningCertificatesRequest request, Call call) {
    Page<SigningCertificate> page =
        Page.of(
            List.copyOf(IamUsers.user(request.userName(), call).certificates().values()),
            request.maxItems(),
            request.marker(),
            call);
    return ListSigningCertificatesResponse.builder()
        .certificates(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static UpdateSigningCertificateResponse update(
      UpdateSigningCertificateRequest request, Call call) {
    if (!STATUSES.contains(request.statusAsString())) {
      throw new AwsError(
          400,
          "ValidationError",
          "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must"
              + " satisfy enum value set: [Active, Inactive, Expired]");
    }
    Map<String, SigningCertificate> all = IamUsers.user(request.userName(), call).certificates();
    String id = request.certificateId();
    SigningCertificate before = IamState.found(all.get(id), missing(id));
    all.put(id, before.toBuilder().status(request.statusAsString()).build());
    return UpdateSigningCertificateResponse.builder().build();
  }

  private static DeleteSigningCertificateResponse delete(
      DeleteSigningCertificateRequest request, Call call) {
    String id = request.certificateId();
    IamState.found(IamUsers.user(request.userName(), call).certificates().remove(id), missing(id));
    return DeleteSigningCertificateResponse.builder().build();
  }

  private static String missing(String id) {
    return "The Certificate with id " + id + " cannot be found.";
  }
}
