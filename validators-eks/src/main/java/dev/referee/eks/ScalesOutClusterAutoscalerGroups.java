package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ScalesOutExpectations.GROUPS;
import static dev.referee.eks.ScalesOutExpectations.ROOM;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.spi.Facts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstancesDistribution;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/**
 * The Auto Scaling groups that Cluster Autoscaler manages: those with the tags of its flag {@code
 * --node-group-auto-discovery}, and those that its flags {@code --nodes} name.
 *
 * @see <a
 *     href="https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md">Cluster
 *     Autoscaler on AWS</a>
 */
final class ScalesOutClusterAutoscalerGroups {
  static final Permissions READS =
      Permissions.ofReads("autoscaling:DescribeAutoScalingGroups", "eks:DescribeNodegroup");

  /** The number of names that may be asked for at once. */
  private static final int MOST = 50;

  /** The number of flags that are followed, each by a call. */
  private static final int MOST_FLAGS = 5;

  private static final String DISCOVERY = "node-group-auto-discovery";
  private static final String TAGS = "asg:tag=";

  /** A minimum, a maximum and a name; they count in place of the group's own limits. */
  private static final Pattern NODES = Pattern.compile("\\d{1,6}:(\\d{1,6}):(.{1,255})");

  private static final String NODEGROUP = "eks:nodegroup-name";

  private final ActiveCluster cluster;
  private final ImmutableList<ImmutableList<String>> discovered;
  private final ImmutableMap<String, Integer> named;
  private final ImmutableList<Group> all;

  /**
   * A group.
   *
   * @param max the number of nodes that Cluster Autoscaler may give it
   * @param tags its tags by their keys
   * @param instances the ids of its instances
   */
  record Group(
      AutoScalingGroup described,
      int max,
      ImmutableMap<String, String> tags,
      ImmutableSet<String> instances) {
    static Group of(AutoScalingGroup from, Map<String, Integer> maxima) {
      AutoScalingGroup described =
          AnswerReader.complete(
              "DescribeAutoScalingGroups", from, "AutoScalingGroupName", "AutoScalingGroupARN");
      int max = Workload.count(described.maxSize());
      return new Group(
          described,
          Math.min(max, maxima.getOrDefault(described.autoScalingGroupName(), max)),
          described.tags().stream()
              .collect(
                  ImmutableMap.toImmutableMap(
                      TagDescription::key,
                      description -> description.value() == null ? "" : description.value(),
                      (first, second) -> first)),
          described.instances().stream()
              .map(Instance::instanceId)
              .collect(ImmutableSet.toImmutableSet()));
    }

    String name() {
      return described.autoScalingGroupName();
    }

    int min() {
      return Workload.count(described.minSize());
    }

    int desired() {
      return Workload.count(described.desiredCapacity());
    }

    boolean hasRoom() {
      return desired() < max();
    }

    String words() {
      return "%d nodes, between %d and %d".formatted(desired(), min(), max());
    }
  }

  ScalesOutClusterAutoscalerGroups(ActiveCluster cluster, ScalesOutDeployment controller) {
    this.cluster = cluster;
    this.discovered =
        controller.flags(DISCOVERY).stream()
            .filter(it -> it.startsWith(TAGS))
            .map(ScalesOutClusterAutoscalerGroups::tags)
            .filter(it -> !it.isEmpty())
            .limit(MOST_FLAGS)
            .collect(toImmutableList());
    this.named =
        controller.flags("nodes").stream()
            .map(NODES::matcher)
            .filter(Matcher::matches)
            .limit(MOST)
            .collect(
                ImmutableMap.toImmutableMap(
                    matcher -> matcher.group(2),
                    matcher -> Integer.parseInt(matcher.group(1)),
                    (first, second) -> second));
    this.all = read();
  }

  /** Returns the tags of a flag, each a key or {@code key=value}; AWS refuses one without a key. */
  private static ImmutableList<String> tags(String flag) {
    return Splitter.on(',')
        .splitToStream(flag.substring(TAGS.length()))
        .filter(it -> !it.isBlank() && !it.startsWith("="))
        .collect(toImmutableList());
  }

  private ImmutableList<Group> read() {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (ImmutableList<String> tags : discovered) {
      describe(
              it ->
                  it.filters(
                      tags.stream()
                          .map(ScalesOutClusterAutoscalerGroups::filter)
                          .collect(toImmutableList())))
          .forEach(group -> groups.put(group.name(), group));
    }
    if (!named.isEmpty()) {
      describe(it -> it.autoScalingGroupNames(named.keySet()))
          .forEach(group -> groups.put(group.name(), group));
    }
    return ImmutableList.copyOf(groups.values());
  }

  private static Filter filter(String tag) {
    int equals = tag.indexOf('=');
    return equals < 0
        ? Filter.builder().name("tag-key").values(tag).build()
        : Filter.builder()
            .name("tag:" + tag.substring(0, equals))
            .values(tag.substring(equals + 1))
            .build();
  }

  private List<Group> describe(Consumer<DescribeAutoScalingGroupsRequest.Builder> which) {
    AutoScalingClient client = cluster.account().client(AutoScalingClient::builder);
    return AwsLookups.foundOrInconclusive(
            () ->
                client.describeAutoScalingGroupsPaginator(which).autoScalingGroups().stream()
                    .map(group -> Group.of(group, named))
                    .collect(toImmutableList()))
        .orElseGet(ImmutableList::of);
  }

  ImmutableList<Group> all() {
    return all;
  }

  /** Returns the finding that there are such groups. */
  Finding found() {
    if (!all.isEmpty()) {
      Finding.Builder finding =
          GROUPS
              .satisfied()
              .subject(all.get(0).name())
              .seen("Cluster Autoscaler manages %d Auto Scaling groups.".formatted(all.size()));
      Facts.add(finding, all, Group::name, Group::words);
      return finding.build();
    }
    if (discovered.isEmpty() && named.isEmpty()) {
      return GROUPS
          .unsatisfied()
          .expected("the flag --%s or --nodes".formatted(DISCOVERY))
          .seen("Cluster Autoscaler has neither, so it manages no node group.")
          .remedy(
              "Add the argument --%s=%sk8s.io/cluster-autoscaler/enabled,"
                      .formatted(DISCOVERY, TAGS)
                  + "k8s.io/cluster-autoscaler/%s.".formatted(cluster.name()))
          .build();
    }
    return discovered.isEmpty() ? notNamed() : notTagged();
  }

  private Finding notNamed() {
    return GROUPS
        .unsatisfied()
        .expected("Auto Scaling groups with these names: " + shown(named.keySet()))
        .seen("There is none.")
        .remedy("Correct --nodes=MIN:MAX:NAME: aws autoscaling describe-auto-scaling-groups.")
        .build();
  }

  private static String shown(Iterable<String> texts) {
    return Workload.shown(String.join(", ", texts));
  }

  private Finding notTagged() {
    List<String> wanted = discovered.get(0);
    List<Group> ofCluster =
        describe(it -> it.filters(filter("kubernetes.io/cluster/" + cluster.name())));
    Finding.Builder finding =
        GROUPS
            .unsatisfied()
            .expected("Auto Scaling groups with all of these tags: " + shown(wanted))
            .seen(
                wanted.stream().anyMatch(it -> !it.equals(it.strip()))
                    ? "There is none. The flag has a space in a tag."
                    : "There is none.")
            .remedy(
                "Tag the Auto Scaling groups themselves, or correct the tags in --%s: aws"
                        .formatted(DISCOVERY)
                    + " autoscaling create-or-update-tags. EKS tags only the groups of managed node"
                    + " groups, with k8s.io/cluster-autoscaler/enabled and"
                    + " k8s.io/cluster-autoscaler/%s.".formatted(cluster.name()));
    Facts.add(
        finding,
        ofCluster,
        Group::name,
        group ->
            "lacks "
                + shown(
                    wanted.stream().filter(tag -> !has(group, tag)).collect(Collectors.toList())));
    return finding.build();
  }

  private static boolean has(Group group, String tag) {
    int equals = tag.indexOf('=');
    return equals < 0
        ? group.tags().containsKey(tag)
        : tag.substring(equals + 1).equals(group.tags().get(tag.substring(0, equals)));
  }

  /**
   * Returns the finding that a group can grow. A maximum matters if pods wait, or if no group has
   * ever had room.
   */
  Finding room(boolean waiting) {
    boolean room = all.stream().anyMatch(Group::hasRoom);
    boolean grown = all.stream().anyMatch(group -> group.desired() > group.min());
    Finding.Builder finding =
        (room || (grown && !waiting) ? ROOM.satisfied() : ROOM.unsatisfied())
            .expected("a maximum above the number of nodes")
            .seen(room ? "There is room." : "Every group has its maximum of nodes.")
            .remedy(
                "Raise the maximum: aws eks update-nodegroup-config --scaling-config maxSize=N, or"
                    + " aws autoscaling update-auto-scaling-group --max-size N.");
    Facts.add(finding, all, Group::name, Group::words);
    return finding.build();
  }

  /** Returns what each of some groups can launch. */
  ImmutableMap<String, ScalesOutCapacity.Offer> offers(List<Group> groups) {
    ImmutableMap.Builder<String, ScalesOutCapacity.Offer> offers = ImmutableMap.builder();
    groups.forEach(group -> offers.put(group.name(), offer(group)));
    return offers.buildOrThrow();
  }

  private ScalesOutCapacity.Offer offer(Group group) {
    return Optional.ofNullable(group.tags().get(NODEGROUP))
        .flatMap(
            name ->
                AwsLookups.foundOrInconclusive(
                    () ->
                        cluster
                            .eks()
                            .describeNodegroup(
                                it -> it.clusterName(cluster.name()).nodegroupName(name))
                            .nodegroup()))
        .map(nodegroup -> "SPOT".equals(nodegroup.capacityTypeAsString()))
        .map(spot -> new ScalesOutCapacity.Offer(spot, !spot, true))
        .orElseGet(() -> ofSelfManaged(group));
  }

  /** A launch template alone does not tell; a mixed instances policy does. */
  private static ScalesOutCapacity.Offer ofSelfManaged(Group group) {
    if (group.described().mixedInstancesPolicy() == null) {
      return new ScalesOutCapacity.Offer(true, true, false);
    }
    InstancesDistribution shares = group.described().mixedInstancesPolicy().instancesDistribution();
    Integer above = shares == null ? null : shares.onDemandPercentageAboveBaseCapacity();
    Integer base = shares == null ? null : shares.onDemandBaseCapacity();
    boolean spot = above != null && above < 100;
    return new ScalesOutCapacity.Offer(
        spot, above == null || above > 0 || (base != null && base > 0), true);
  }

  /** Returns the groups that have one of these instances. */
  List<Group> having(Iterable<String> instances) {
    List<Group> found = new ArrayList<>();
    for (Group group : all) {
      for (String instance : instances) {
        if (group.instances().contains(instance) && !found.contains(group)) {
          found.add(group);
        }
      }
    }
    return found;
  }
}
