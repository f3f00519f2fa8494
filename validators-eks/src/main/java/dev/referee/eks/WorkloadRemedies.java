package dev.referee.eks;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * What to do about the messages of the scheduler, the kubelet and the admission chain. The first
 * entry whose text stands in a message applies.
 */
final class WorkloadRemedies {
  static final ImmutableMap<String, String> CREATION =
      ImmutableMap.<String, String>builder()
          .put(
              "exceeded quota",
              "Lower the requests or the replicas, or raise the ResourceQuota of the namespace:"
                  + " kubectl describe quota.")
          .put(
              "failed quota",
              "The ResourceQuota of the namespace wants requests and limits: set them on every"
                  + " container.")
          .put(
              "violates podsecurity",
              "The namespace enforces a Pod Security level: set the securityContext that the"
                  + " message names.")
          .put(
              "serviceaccount",
              "Create the service account, or correct serviceAccountName in the pod template.")
          .put(
              "usage per",
              "Bring the requests and limits into the range of the LimitRange: kubectl describe"
                  + " limitrange.")
          .put(
              "admission webhook",
              "A policy of the cluster refuses the pods: change the pod template as the message"
                  + " says.")
          .put(
              "validatingadmissionpolicy",
              "A policy of the cluster refuses the pods: change the pod template as the message"
                  + " says.")
          .put(
              "failed calling webhook",
              "An admission webhook does not answer: repair or remove it, kubectl get"
                  + " mutatingwebhookconfigurations,validatingwebhookconfigurations.")
          .buildOrThrow();

  static final ImmutableMap<String, String> SCHEDULING =
      ImmutableMap.<String, String>builder()
          .put(
              "volume node affinity conflict",
              "Its volume is in a zone without a fitting node: add a node there, or create the"
                  + " volume again with volumeBindingMode WaitForFirstConsumer.")
          .put(
              "unbound immediate persistentvolumeclaims",
              "Its PersistentVolumeClaim is not bound: look at its storage class and the EBS CSI"
                  + " driver with kubectl describe pvc.")
          .put(
              "persistentvolumeclaim",
              "Create the PersistentVolumeClaim, or correct its name in the pod template.")
          .put(
              "insufficient ",
              "No node has that much left: lower the requests of the containers, or add nodes.")
          .put(
              "too many pods",
              "The nodes have no room for more pods: add nodes, or enable prefix delegation.")
          .put(
              "untolerated taint",
              "Add a toleration to the pod template, remove the taint, or add other nodes.")
          .put(
              "node affinity/selector",
              "No node has the labels that nodeSelector or nodeAffinity asks for: compare them with"
                  + " kubectl get nodes --show-labels.")
          .put(
              "topology spread constraints",
              "The topology spread constraints leave no node: add nodes in other zones, or use"
                  + " ScheduleAnyway.")
          .put(
              "anti-affinity rules",
              "Every node already has a pod that the anti-affinity excludes: add nodes, or make the"
                  + " rule preferred.")
          .put("unschedulable", "The nodes are cordoned: kubectl uncordon them, or add nodes.")
          .put("no nodes available", "The cluster has no nodes: add a node group or a NodePool.")
          .buildOrThrow();

  /**
   * For the messages of Karpenter and of Cluster Autoscaler about pods that they add no node for.
   */
  static final ImmutableMap<String, String> SCALING =
      ImmutableMap.<String, String>builder()
          .put("exceed limits", "Raise spec.limits of the NodePool: kubectl edit nodepool.")
          .put(
              "max node group size reached",
              "Raise the maximum of the node group: aws eks update-nodegroup-config, or aws"
                  + " autoscaling update-auto-scaling-group.")
          .put(
              "max limit reached",
              "Raise the maximum of the node group: aws eks update-nodegroup-config, or aws"
                  + " autoscaling update-auto-scaling-group.")
          .put(
              "max cluster cpu",
              "Raise the limits of Cluster Autoscaler: --cores-total and --memory-total.")
          .put("max total nodes", "Raise --max-nodes-total of Cluster Autoscaler.")
          .put(
              "backoff after failed scale-up",
              "The last launch failed, and Cluster Autoscaler waits before the next try: read the"
                  + " activities of the Auto Scaling group.")
          .put(
              "did not tolerate",
              "Give the pod template a toleration for the taints of the NodePool, or make a"
                  + " NodePool without them.")
          .put(
              "untolerated taint",
              "Give the pod template a toleration for the taint of the node group, or make a group"
                  + " without it.")
          .put(
              "no instance type",
              "No instance type that the NodePool allows is right for the pod: lower its requests,"
                  + " or widen the requirements of the NodePool.")
          .put(
              "incompatible requirements",
              "The pod asks for labels that no NodePool gives: correct nodeSelector and"
                  + " nodeAffinity, or the requirements of the NodePool.")
          .put(
              "node affinity/selector",
              "The pod asks for labels that no node group gives: correct nodeSelector and"
                  + " nodeAffinity, or label a node group.")
          .put(
              "volume node affinity conflict",
              "Its volume is in a zone in which no node can be added: add that zone's subnet, or"
                  + " create the volume again.")
          .put(
              "unsatisfiable topology",
              "The topology spread constraints cannot be met by new nodes: allow more zones, or use"
                  + " ScheduleAnyway.")
          .put(
              "insufficient ",
              "A new node would be too small: lower the requests of the containers, or use larger"
                  + " instance types.")
          .buildOrThrow();

  /** For the messages of EC2 when no instance is launched. */
  static final ImmutableMap<String, String> LAUNCHES =
      ImmutableMap.<String, String>builder()
          .put(
              "servicelinkedrole",
              "The account lacks the role of EC2 Spot: aws iam create-service-linked-role"
                  + " --aws-service-name spot.amazonaws.com.")
          .put(
              "unauthorized",
              "The role of the controller may not do what the message names: add it to its policy.")
          .put(
              "not authorized",
              "The role of the controller may not do what the message names: add it to its policy.")
          .put(
              "accessdenied",
              "The role of the controller may not do what the message names: add it to its policy.")
          .put(
              "insufficient capacity",
              "EC2 has no capacity of these instance types: allow more types, zones or capacity"
                  + " types in the requirements of the NodePool.")
          .put(
              "insufficientinstancecapacity",
              "EC2 has no capacity of these instance types: allow more types, zones or capacity"
                  + " types in the requirements of the NodePool.")
          .put(
              "limitexceeded",
              "A quota of the account is used up: use smaller or fewer instances, or ask for a"
                  + " higher quota.")
          .put("instance profile", "Correct the role or the instance profile of the NodeClass.")
          .put("subnet", "Correct the subnets of the NodeClass; they need free IP addresses.")
          .put("of amis", "Let amiSelectorTerms of the NodeClass find AMIs for the instance types.")
          .put("invalidami", "Correct amiSelectorTerms of the NodeClass.")
          .buildOrThrow();

  static final ImmutableMap<String, String> IMAGES =
      ImmutableMap.<String, String>builder()
          .put("no match for platform", "Build the image for the architecture of the nodes.")
          .put(
              "i/o timeout",
              "The node cannot reach the registry: look at its route, security groups, and the"
                  + " endpoints for ECR (api, dkr) and S3.")
          .put("no such host", "The name of the registry is wrong, or DNS in the VPC is off.")
          .put(
              "no basic auth",
              "The node may not pull it: give its role AmazonEC2ContainerRegistryPullOnly, or set"
                  + " imagePullSecrets.")
          .put(
              "403 forbidden",
              "The node may not pull it: give its role AmazonEC2ContainerRegistryPullOnly, and look"
                  + " at the policy of the repository.")
          .put(
              "denied",
              "The node may not pull it, or there is no such repository: check its name, the node's"
                  + " role and imagePullSecrets.")
          .put("unauthorized", "The registry wants credentials: set imagePullSecrets.")
          .put("toomanyrequests", "The registry limits pulls: use ECR or a pull through cache.")
          .put("not found", "There is no such image or tag: correct it with kubectl set image.")
          .buildOrThrow();

  static final ImmutableMap<String, String> STARTS =
      ImmutableMap.<String, String>builder()
          .put("couldn't find key", "Add the key to the ConfigMap or Secret, or correct its name.")
          .put("configmap", "Create the ConfigMap, or correct its name in the pod template.")
          .put("secret", "Create the Secret, or correct its name in the pod template.")
          .put(
              "runasnonroot",
              "The image runs as root, which the securityContext forbids: set runAsUser, or use an"
                  + " image that does not.")
          .put(
              "multi-attach",
              "Its volume is still attached to another node: delete the pod that uses it.")
          .put(
              "failed to assign an ip address",
              "The subnet or the node has no free IP addresses: enable prefix delegation, or use"
                  + " larger subnets.")
          .put(
              "attachvolume",
              "The volume cannot be attached: look at the EBS CSI driver and its role.")
          .put(
              "mount.nfs",
              "The file system does not answer: look at its mount targets and their security groups"
                  + " (tcp 2049).")
          .put(
              "executable file not found",
              "The command does not exist in the image: correct command in the pod template.")
          .put(
              "no such file or directory",
              "The command does not exist in the image: correct command in the pod template.")
          .put("permission denied", "The command may not be executed: check its file mode.")
          .buildOrThrow();

  private WorkloadRemedies() {}

  /** Returns the hint for a message; the other text if there is none. */
  static String hint(Map<String, String> hints, String message, String otherwise) {
    String lower = Ascii.toLowerCase(message);
    return hints.entrySet().stream()
        .filter(entry -> lower.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }
}
