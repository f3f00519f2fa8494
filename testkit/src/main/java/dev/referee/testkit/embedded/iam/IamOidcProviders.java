package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;

/** An emulation of IAM's OpenID Connect providers, such as the issuers of EKS clusters. */
final class IamOidcProviders {
  private static final String SCHEME = "https://";

  /** The providers by ARN. */
  private final Map<String, Provider> byArn = new TreeMap<>();

  private IamOidcProviders() {}

  /** A provider. */
  private static final class Provider {
    final String url;
    final Set<String> clientIds;
    final Instant created;
    final Map<String, Tag> tags = new LinkedHashMap<>();
    List<String> thumbprints;

    Provider(String url, List<String> clientIds, List<String> thumbprints, Instant created) {
      this.url = url;
      this.clientIds = new LinkedHashSet<>(clientIds);
      this.thumbprints = thumbprints;
      this.created = created;
    }
  }

  static Service addTo(Service iam) {
    return iam.on(
            CreateOpenIdConnectProviderRequest.class,
            CreateOpenIdConnectProviderRequest::builder,
            (r, c) -> of(c).create(r, c))
        .on(
            GetOpenIdConnectProviderRequest.class,
            GetOpenIdConnectProviderRequest::builder,
            (r, c) -> of(c).get(r))
        .on(
            ListOpenIdConnectProvidersRequest.class,
            ListOpenIdConnectProvidersRequest::builder,
            (r, c) -> of(c).list())
        .on(
            DeleteOpenIdConnectProviderRequest.class,
            DeleteOpenIdConnectProviderRequest::builder,
            (r, c) -> of(c).delete(r))
        .on(
            AddClientIdToOpenIdConnectProviderRequest.class,
            AddClientIdToOpenIdConnectProviderRequest::builder,
            (r, c) -> of(c).addClientId(r))
        .on(
            RemoveClientIdFromOpenIdConnectProviderRequest.class,
            RemoveClientIdFromOpenIdConnectProviderRequest::builder,
            (r, c) -> of(c).removeClientId(r))
        .on(
            UpdateOpenIdConnectProviderThumbprintRequest.class,
            UpdateOpenIdConnectProviderThumbprintRequest::builder,
            (r, c) -> of(c).updateThumbprint(r));
  }

  private static IamOidcProviders of(Call call) {
    return call.global(IamOidcProviders.class, IamOidcProviders::new);
  }

  private CreateOpenIdConnectProviderResponse create(
      CreateOpenIdConnectProviderRequest request, Call call) {
    String url = request.url();
    if (!url.startsWith(SCHEME) || url.length() == SCHEME.length()) {
      throw new AwsError(400, "ValidationError", "Invalid Open ID Connect Provider URL");
    }
    String host = url.substring(SCHEME.length());
    String arn = IamState.arn(call, "oidc-provider", null, host);
    IamState.absent(byArn.get(arn), "Provider with url " + url + " already exists.");
    Provider made =
        new Provider(host, request.clientIDList(), request.thumbprintList(), call.now());
    request.tags().forEach(tag -> made.tags.put(tag.key(), tag));
    byArn.put(arn, made);
    return CreateOpenIdConnectProviderResponse.builder()
        .openIDConnectProviderArn(arn)
        .tags(made.tags.values())
        .build();
  }

  private Provider provider(String arn) {
    return IamState.found(byArn.get(arn), "OpenIDConnect Provider not found for arn " + arn);
  }

  private GetOpenIdConnectProviderResponse get(GetOpenIdConnectProviderRequest request) {
    Provider found = provider(request.openIDConnectProviderArn());
    return GetOpenIdConnectProviderResponse.builder()
        .url(found.url)
        .clientIDList(found.clientIds)
        .thumbprintList(found.thumbprints)
        .createDate(found.created)
        .tags(found.tags.values())
        .build();
  }

  private ListOpenIdConnectProvidersResponse list() {
    return ListOpenIdConnectProvidersResponse.builder()
        .openIDConnectProviderList(
            byArn.keySet().stream()
                .map(arn -> OpenIDConnectProviderListEntry.builder().arn(arn).build())
                .toList())
        .build();
  }

  private DeleteOpenIdConnectProviderResponse delete(DeleteOpenIdConnectProviderRequest request) {
    provider(request.openIDConnectProviderArn());
    byArn.remove(request.openIDConnectProviderArn());
    return DeleteOpenIdConnectProviderResponse.builder().build();
  }

  private AddClientIdToOpenIdConnectProviderResponse addClientId(
      AddClientIdToOpenIdConnectProviderRequest request) {
    provider(request.openIDConnectProviderArn()).clientIds.add(request.clientID());
    return AddClientIdToOpenIdConnectProviderResponse.builder().build();
  }

  private RemoveClientIdFromOpenIdConnectProviderResponse removeClientId(
      RemoveClientIdFromOpenIdConnectProviderRequest request) {
    provider(request.openIDConnectProviderArn()).clientIds.remove(request.clientID());
    return RemoveClientIdFromOpenIdConnectProviderResponse.builder().build();
  }

  private UpdateOpenIdConnectProviderThumbprintResponse updateThumbprint(
      UpdateOpenIdConnectProviderThumbprintRequest request) {
    provider(request.openIDConnectProviderArn()).thumbprints = request.thumbprintList();
    return UpdateOpenIdConnectProviderThumbprintResponse.builder().build();
  }
}
