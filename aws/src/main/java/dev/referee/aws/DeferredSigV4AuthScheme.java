package dev.referee.aws;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.spi.scheme.AuthScheme;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * An auth scheme that signs a request only when it is sent. The SDK signs before it hands a request
 * to the HTTP client, but most reads of a sweep are answered from its cache. Thread-safe.
 */
final class DeferredSigV4AuthScheme implements AuthScheme<AwsCredentialsIdentity> {
  private static final AwsV4AuthScheme SIGV4 = AwsV4AuthScheme.create();

  private final HttpSigner<AwsCredentialsIdentity> signer;

  DeferredSigV4AuthScheme(Supplier<SdkCall> calls) {
    this.signer = new Signer(calls);
  }

  /** A signature that was asked for. */
  record Signature(SignRequest<? extends AwsCredentialsIdentity> asked) {

    /** Returns the request with the signature. */
    HttpExecuteRequest on(HttpExecuteRequest request) {
      SignedRequest signed = SIGV4.signer().sign(asked);
      return HttpExecuteRequest.builder()
          .request(signed.request())
          .contentStreamProvider(signed.payload().orElse(null))
          .metricCollector(request.metricCollector().orElse(null))
          .build();
    }
  }

  /** A signer that leaves the signature to the call of the thread. */
  private record Signer(Supplier<SdkCall> calls) implements HttpSigner<AwsCredentialsIdentity> {

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> asked) {
      calls.get().needs(new Signature(asked));
      return SignedRequest.builder()
          .request(asked.request())
          .payload(asked.payload().orElse(null))
          .build();
    }

    /** Signs at once: a client of an account is synchronous. */
    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(
        AsyncSignRequest<? extends AwsCredentialsIdentity> asked) {
      return SIGV4.signer().signAsync(asked);
    }
  }

  @Override
  public String schemeId() {
    return AwsV4AuthScheme.SCHEME_ID;
  }

  @Override
  public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
    return SIGV4.identityProvider(providers);
  }

  @Override
  public HttpSigner<AwsCredentialsIdentity> signer() {
    return signer;
  }
}
