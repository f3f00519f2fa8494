package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of its own, with the certificate of one server on loopback.
 *
 * <p>Immutable. They are valid from 2000 to 2100: clients compare them with the machine's clock.
 *
 * @param authority the certificate of the authority
 * @param server the certificate of the server
 * @param key the key of the server
 */
record TestCertificates(X509Certificate authority, X509Certificate server, PrivateKey key) {
  private static final Date FROM = Date.from(Instant.parse("2000-01-01T00:00:00Z"));
  private static final Date UNTIL = Date.from(Instant.parse("2099-12-31T23:59:59Z"));
  private static final X500Name AUTHORITY = new X500Name("CN=kubernetes");
  private static final X500Name SERVER = new X500Name("CN=kube-apiserver");
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));

  static TestCertificates create() {
    KeyPair authority = keys();
    KeyPair server = keys();
    return new TestCertificates(
        sign(authority, authority, AUTHORITY),
        sign(authority, server, SERVER),
        server.getPrivate());
  }

  /** Returns a new pair of keys. */
  static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK cannot make keys", e);
    }
  }

  private static X509Certificate sign(KeyPair authority, KeyPair subject, X500Name name) {
    boolean own = name.equals(AUTHORITY);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              AUTHORITY,
              own ? BigInteger.ONE : BigInteger.TWO,
              FROM,
              UNTIL,
              name,
              subject.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(own));
      if (!own) {
        builder.addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                  new GeneralName(GeneralName.dNSName, "localhost")
                }));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a certificate", e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("Cannot make a certificate", e);
    }
  }

  /** Returns the certificate of the authority in PEM. */
  String authorityPem() {
    return pem("CERTIFICATE", encoded(authority));
  }

  /** Returns the certificate of the server in PEM. */
  String serverPem() {
    return pem("CERTIFICATE", encoded(server));
  }

  private static byte[] encoded(Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot encode a certificate", e);
    }
  }

  /** Returns a key in PEM: PKCS 8 of a private one, X.509 of a public one. */
  static String pem(Key key) {
    return pem(key instanceof PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY", key.getEncoded());
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(type, LINES.encodeToString(der));
  }

  /** Returns what a server needs to show the certificate. */
  SSLContext serving() {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("server", key, new char[0], new Certificate[] {server, authority});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot serve TLS", e);
    }
  }

  /** Returns what a client needs to trust the authority, and nobody else. */
  SSLContext trusting() {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry("authority", authority);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot trust a certificate", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a key store", e);
    }
    return store;
  }
}
