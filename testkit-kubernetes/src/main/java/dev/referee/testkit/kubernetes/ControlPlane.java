package dev.referee.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.kubernetes.AuthorizationWebhook.Authorizer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.net.http.HttpClient;

/** A server of the Kubernetes API with its state, behind the proxy that clients see. */
sealed interface ControlPlane extends AutoCloseable permits RealControlPlane, MockControlPlane {

  /** Returns where it listens on loopback. */
  URI address();

  /** Returns an HTTP client that trusts its certificate. */
  HttpClient http();

  /** Returns the bearer token of an administrator; empty if it asks for none. */
  String adminToken();

  /** Returns a client of an administrator. */
  KubernetesClient client();

  /** Says whether it is Kubernetes itself. */
  boolean isReal();

  /** Says whether an object's status is what was written, as no controller writes another. */
  boolean isLite();

  /** Sets who decides on requests that RBAC does not allow. */
  void authorizer(Authorizer authorizer);

  /**
   * Gives an object the metadata of its manifest that an API server sets by itself: its age, its
   * generation, when its deletion began. Without an age, it was created now by the account's clock.
   *
   * @param manifest the object as it was to be applied
   * @param stored the object as the server returned it
   */
  void setHistory(ObjectNode manifest, JsonNode stored);

  /** Removes a namespace with all that it has, at once. */
  void removeNamespace(String name);

  /** Goes back to the state after its start. */
  void reset();

  /** Returns whether it still answers. */
  boolean isUsable();

  @Override
  void close();
}
