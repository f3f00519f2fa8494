package dev.referee.eks;

import dev.referee.aws.Account;
import dev.referee.kubernetes.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import software.amazon.awssdk.services.eks.EksClient;

/**
 * A cluster that exists, with the clients that read it. Only for the thread that judges.
 *
 * @param target the cluster of the team
 * @param described the cluster as EKS describes it
 */
record ActiveCluster(Cluster target, software.amazon.awssdk.services.eks.model.Cluster described) {
  String name() {
    return described.name();
  }

  Account account() {
    return target.account();
  }

  EksClient eks() {
    return account().client(EksClient::builder);
  }

  KubernetesClient kubernetes() {
    return target.client(described);
  }
}
