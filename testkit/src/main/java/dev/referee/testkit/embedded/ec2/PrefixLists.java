package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import dev.referee.testkit.embedded.common.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.PrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.PrefixListState;

/**
 * An emulation of managed prefix lists: the account's own, and those of AWS, which customers cannot
 * change.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html">Managed
 *     prefix lists</a>
 */
final class PrefixLists {
  private static final String AWS = "AWS";
  private static final String AWS_NAMES = "com.amazonaws";
  private static final Set<String> FAMILIES = Set.of("IPv4", "IPv6");

  private final Ec2 ec2;
  private final ResourceTable<ManagedPrefixList> table;
  private final Map<String, List<PrefixListEntry>> entries = new TreeMap<>();
  private final Map<String, Integer> weights = new TreeMap<>();

  PrefixLists(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "pl",
                "prefix-list",
                "InvalidPrefixListID.NotFound",
                "InvalidPrefixListId.Malformed",
                "The prefix list (%s) does not exist."),
            ManagedPrefixList::prefixListId,
            (list, tags) -> list.toBuilder().tags(tags).build(),
            new Filters<ManagedPrefixList>()
                .on("owner-id", ManagedPrefixList::ownerId)
                .on("prefix-list-id", ManagedPrefixList::prefixListId)
                .on("prefix-list-name", ManagedPrefixList::prefixListName));
    AwsPrefixList.of(ec2.context.region()).forEach(this::addAws);
  }

  CreateManagedPrefixListResponse create(CreateManagedPrefixListRequest request, Call call) {
    if (request.prefixListName() == null || request.maxEntries() == null) {
      throw AwsError.missing(request.prefixListName() == null ? "PrefixListName" : "MaxEntries");
    }
    if (request.prefixListName().startsWith(AWS_NAMES)) {
      throw invalid("The prefix list name cannot start with " + AWS_NAMES + ".");
    }
    if (!FAMILIES.contains(request.addressFamily())) {
      throw invalid(
          "Value (" + request.addressFamily() + ") for parameter addressFamily is invalid.");
    }
    List<PrefixListEntry> given = entries(request.entries(), request.addressFamily());
    fits(given, request.maxEntries());
    ManagedPrefixList made =
        make(
            ec2.ids.next("pl"),
            request.prefixListName(),
            ec2.context.accountId(),
            request.addressFamily(),
            given);
    made = made.toBuilder().maxEntries(request.maxEntries()).version(1L).build();
    table.put(made);
    ec2.tags.specified(made.prefixListId(), request.tagSpecifications());
    return CreateManagedPrefixListResponse.builder().prefixList(table.tagged(made)).build();
  }

  ModifyManagedPrefixListResponse modify(ModifyManagedPrefixListRequest request, Call call) {
    ManagedPrefixList list = own(request.prefixListId());
    if (request.currentVersion() != null && !request.currentVersion().equals(list.version())) {
      throw new AwsError(
          400, "PrefixListVersionMismatch", "The prefix list has the incorrect version number.");
    }
    List<PrefixListEntry> changed = new ArrayList<>(entriesOf(list.prefixListId()));
    request
        .removeEntries()
        .forEach(removed -> changed.removeIf(entry -> entry.cidr().equals(removed.cidr())));
    changed.addAll(entries(request.addEntries(), list.addressFamily()));
    int most = request.maxEntries() == null ? list.maxEntries() : request.maxEntries();
    fits(changed, most);
    boolean asBefore = changed.equals(entries.put(list.prefixListId(), changed));
    ManagedPrefixList.Builder builder =
        list.toBuilder().version(list.version() + (asBefore ? 0 : 1)).maxEntries(most);
    if (request.prefixListName() != null) {
      builder.prefixListName(request.prefixListName());
    }
    table.put(builder.state(PrefixListState.MODIFY_COMPLETE).build());
    return ModifyManagedPrefixListResponse.builder()
        .prefixList(table.tagged(table.get(list.prefixListId())))
        .build();
  }

  DescribeManagedPrefixListsResponse describe(
      DescribeManagedPrefixListsRequest request, Call call) {
    Page<ManagedPrefixList> page =
        Page.of(
            table.describe(request.prefixListIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeManagedPrefixListsResponse.builder()
        .prefixLists(page.items())
        .nextToken(page.next())
        .build();
  }

  /** Describes AWS's own lists, in the format of the older operation. */
  DescribePrefixListsResponse describeAws(DescribePrefixListsRequest request, Call call) {
    List<PrefixList> all =
        table.describe(request.prefixListIds(), request.filters()).stream()
            .filter(PrefixLists::isAws)
            .map(
                list ->
                    PrefixList.builder()
                        .prefixListId(list.prefixListId())
                        .prefixListName(list.prefixListName())
                        .cidrs(
                            entriesOf(list.prefixListId()).stream()
                                .map(PrefixListEntry::cidr)
                                .toList())
                        .build())
            .toList();
    Page<PrefixList> page = Page.of(all, request.maxResults(), request.nextToken(), call);
    return DescribePrefixListsResponse.builder()
        .prefixLists(page.items())
        .nextToken(page.next())
        .build();
  }

  GetManagedPrefixListEntriesResponse entries(
      GetManagedPrefixListEntriesRequest request, Call call) {
    Page<PrefixListEntry> page =
        Page.of(
            entriesOf(get(request.prefixListId()).prefixListId()),
            request.maxResults(),
            request.nextToken(),
            call);
    return GetManagedPrefixListEntriesResponse.builder()
        .entries(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteManagedPrefixListResponse delete(DeleteManagedPrefixListRequest request, Call call) {
    ManagedPrefixList list = own(request.prefixListId());
    ManagedPrefixList removed =
        table.tagged(list).toBuilder().state(PrefixListState.DELETE_COMPLETE).build();
    table.remove(list.prefixListId());
    entries.remove(list.prefixListId());
    return DeleteManagedPrefixListResponse.builder().prefixList(removed).build();
  }

  ManagedPrefixList get(@Nullable String id) {
    return table.get(id);
  }

  /** Returns the id of AWS's list for a service, if there is one. */
  @Nullable String ofService(String serviceName) {
    return table.all(list -> isAws(list) && list.prefixListName().equals(serviceName)).stream()
        .map(ManagedPrefixList::prefixListId)
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns how many rules or routes of a quota a list counts for: a list of the account's for as
   * many as it may have entries, one of AWS's for its weight.
   */
  int weight(String id) {
    ManagedPrefixList list = get(id);
    return isAws(list) ? weights.getOrDefault(id, 1) : list.maxEntries();
  }

  boolean isIpv6(String id) {
    return get(id).addressFamily().equals("IPv6");
  }

  private static boolean isAws(ManagedPrefixList list) {
    return list.ownerId().equals(AWS);
  }

  private ManagedPrefixList own(String id) {
    ManagedPrefixList list = get(id);
    if (isAws(list)) {
      throw new AwsError(
          403, "UnauthorizedOperation", "You are not authorized to perform this operation.");
    }
    return list;
  }

  private void addAws(AwsPrefixList list) {
    weights.put(list.id(), list.weight());
    make(
        list.id(),
        list.name(),
        AWS,
        list.addressFamily(),
        list.ranges().stream()
            .map(range -> PrefixListEntry.builder().cidr(range).build())
            .toList());
  }

  private ManagedPrefixList make(
      String id, String name, String owner, String family, List<PrefixListEntry> given) {
    ManagedPrefixList made =
        ManagedPrefixList.builder()
            .prefixListId(id)
            .prefixListName(name)
            .prefixListArn(
                "arn:aws:ec2:%s:%s:prefix-list/%s"
                    .formatted(ec2.context.region(), owner.equals(AWS) ? "aws" : owner, id))
            .ownerId(owner)
            .addressFamily(family)
            .state(PrefixListState.CREATE_COMPLETE)
            .build();
    table.put(made);
    entries.put(id, given);
    return made;
  }

  private static List<PrefixListEntry> entries(List<AddPrefixListEntry> given, String family) {
    return given.stream()
        .map(
            entry ->
                PrefixListEntry.builder()
                    .cidr(
                        family.equals("IPv6")
                            ? Ipv6Cidr.of(entry.cidr()).toString()
                            : Cidr.of(entry.cidr()).toString())
                    .description(entry.description())
                    .build())
        .toList();
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterValue", message);
  }

  List<PrefixListEntry> entriesOf(String id) {
    return entries.getOrDefault(id, List.of());
  }

  private static void fits(List<PrefixListEntry> given, int most) {
    if (given.size() > most) {
      throw new AwsError(
          400,
          "PrefixListMaxEntriesExceeded",
          "The prefix list may have at most " + most + " entries");
    }
  }
}
