package dev.referee.testkit.embedded.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/** Tests of OpenID Connect providers. */
class OidcProvidersTest {
  private static final String ISSUER = "https://oidc.eks.us-east-1.amazonaws.com/id/0A1B";
  private static final String ARN =
      "arn:aws:iam::222222222222:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0A1B";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final IamClient iam = cloud.account("222222222222").client(IamClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void haveTheHostAndThePathOfTheirIssuerInTheArn() {
    assertThat(
            iam.createOpenIDConnectProvider(
                    r -> r.url(ISSUER).clientIDList("sts.amazonaws.com").thumbprintList("9e99"))
                .openIDConnectProviderArn())
        .isEqualTo(ARN);
    GetOpenIdConnectProviderResponse found =
        iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN));
    assertThat(found.url()).isEqualTo("oidc.eks.us-east-1.amazonaws.com/id/0A1B");
    assertThat(found.clientIDList()).containsExactly("sts.amazonaws.com");
    assertThat(found.thumbprintList()).containsExactly("9e99");
    assertThat(iam.listOpenIDConnectProviders().openIDConnectProviderList())
        .extracting(one -> one.arn())
        .containsExactly(ARN);
    assertThatThrownBy(() -> iam.createOpenIDConnectProvider(r -> r.url(ISSUER)))
        .isInstanceOf(EntityAlreadyExistsException.class)
        .hasMessageContaining("Provider with url " + ISSUER + " already exists.");
  }

  @Test
  void haveClients() {
    iam.createOpenIDConnectProvider(r -> r.url(ISSUER));
    iam.addClientIDToOpenIDConnectProvider(
        r -> r.openIDConnectProviderArn(ARN).clientID("sts.amazonaws.com"));
    assertThat(iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN)).clientIDList())
        .containsExactly("sts.amazonaws.com");
    iam.removeClientIDFromOpenIDConnectProvider(
        r -> r.openIDConnectProviderArn(ARN).clientID("sts.amazonaws.com"));
    iam.updateOpenIDConnectProviderThumbprint(
        r -> r.openIDConnectProviderArn(ARN).thumbprintList("9e99"));
    GetOpenIdConnectProviderResponse found =
        iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN));
    assertThat(found.clientIDList()).isEmpty();
    assertThat(found.thumbprintList()).containsExactly("9e99");
  }

  @Test
  void areDeleted() {
    iam.createOpenIDConnectProvider(r -> r.url(ISSUER));
    iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN));
    assertThatThrownBy(() -> iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN)))
        .isInstanceOf(NoSuchEntityException.class)
        .hasMessageContaining("OpenIDConnect Provider not found for arn " + ARN);
  }
}
