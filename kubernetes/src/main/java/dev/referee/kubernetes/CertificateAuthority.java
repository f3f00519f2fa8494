package dev.referee.kubernetes;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The certificate authority of a cluster, the only one that its API server is trusted by. */
final class CertificateAuthority {
  private CertificateAuthority() {}

  /**
   * Returns trust managers that trust nothing else.
   *
   * @param cluster the name of the cluster, for the message
   * @param data certificates as PEM in base64, as EKS returns them
   */
  static TrustManager[] trusting(String cluster, String data) {
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
      if (certificates.isEmpty()) {
        throw new GeneralSecurityException("it is empty");
      }
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        trusted.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      return trust.getTrustManagers();
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new Inconclusive(
          Cause.UNREACHABLE,
          "EKS's certificate authority of the cluster %s cannot be read: %s"
              .formatted(cluster, e.getMessage()),
          "",
          e);
    }
  }
}
