package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Ordering;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.List;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;

/**
 * A reader of the instance information in Systems Manager, with all pages. It has no information
 * about stopped instances.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html">DescribeInstanceInformation</a>
 */
final class ManagedNodes {
  static final Permissions READS = Permissions.ofReads(ManagedNodes.OPERATION);

  static final String OPERATION = "ssm:DescribeInstanceInformation";

  /** The number of entries of a full page, and of ids in one call. */
  private static final int PAGE = 50;

  private final SsmClient ssm;

  ManagedNodes(Account account) {
    this.ssm = account.client(SsmClient::builder);
  }

  /** Reads the registered instances. */
  ImmutableMap<String, InstanceInformation> byId(List<String> instanceIds) {
    ImmutableMap.Builder<String, InstanceInformation> found = ImmutableMap.builder();
    for (List<String> some :
        Iterables.partition(Ordering.natural().sortedCopy(instanceIds), PAGE)) {
      read(some)
          .forEach(
              node -> {
                Required.member(OPERATION, "PingStatus", node.pingStatusAsString());
                found.put(Required.member(OPERATION, "InstanceId", node.instanceId()), node);
              });
    }
    return found.buildKeepingLast();
  }

  private ImmutableList<InstanceInformation> read(List<String> instanceIds) {
    InstanceInformationStringFilter filter =
        InstanceInformationStringFilter.builder().key("InstanceIds").values(instanceIds).build();
    return ssm
        .describeInstanceInformationPaginator(request -> request.filters(filter).maxResults(PAGE))
        .stream()
        .flatMap(
            page ->
                Required.list(
                    OPERATION,
                    "InstanceInformationList",
                    page.hasInstanceInformationList(),
                    page.instanceInformationList())
                    .stream())
        .collect(toImmutableList());
  }
}
