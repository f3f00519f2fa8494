package dev.referee.testkit.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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

/** Keeps managed prefix lists, with AWS's own for S3 and DynamoDB. */
final class PrefixLists {
  private static final String AWS = "AWS";

  private final Ec2 ec2;
  private final Table<ManagedPrefixList> table;
  private final Map<String, List<PrefixListEntry>> entries = new TreeMap<>();

  PrefixLists(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new Table<>(
            ec2,
            new Table.Kind("pl", "prefix-list", "InvalidPrefixListID"),
            ManagedPrefixList::prefixListId,
            (list, tags) -> list.toBuilder().tags(tags).build(),
            new Filters<ManagedPrefixList>()
                .on("owner-id", ManagedPrefixList::ownerId)
                .on("prefix-list-id", ManagedPrefixList::prefixListId)
                .on("prefix-list-name", ManagedPrefixList::prefixListName));
    amazons("s3", "52.216.0.0/15", "3.5.0.0/19");
    amazons("dynamodb", "52.94.0.0/22", "52.119.224.0/20");
  }

  CreateManagedPrefixListResponse create(CreateManagedPrefixListRequest request, Call call) {
    if (request.prefixListName() == null || request.maxEntries() == null) {
      throw InstanceLauncher.missing(
          request.prefixListName() == null ? "PrefixListName" : "MaxEntries");
    }
    List<PrefixListEntry> given =
        request.entries().stream()
            .map(entry -> Members.overlay(entry, PrefixListEntry.builder()).build())
            .toList();
    fits(given, request.maxEntries());
    ManagedPrefixList made =
        make(
            request.prefixListName(),
            ec2.home.accountId(),
            request.addressFamily() == null ? "IPv4" : request.addressFamily(),
            request.maxEntries(),
            given);
    ec2.tags.specified(made.prefixListId(), request.tagSpecifications());
    return CreateManagedPrefixListResponse.builder().prefixList(table.tagged(made)).build();
  }

  ModifyManagedPrefixListResponse modify(ModifyManagedPrefixListRequest request, Call call) {
    ManagedPrefixList list = own(request.prefixListId());
    List<PrefixListEntry> changed = new ArrayList<>(entriesOf(list.prefixListId()));
    request
        .removeEntries()
        .forEach(gone -> changed.removeIf(entry -> entry.cidr().equals(gone.cidr())));
    request
        .addEntries()
        .forEach(entry -> changed.add(Members.overlay(entry, PrefixListEntry.builder()).build()));
    int most = request.maxEntries() == null ? list.maxEntries() : request.maxEntries();
    fits(changed, most);
    entries.put(list.prefixListId(), changed);
    ManagedPrefixList.Builder builder =
        list.toBuilder().version(list.version() + 1).maxEntries(most);
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

  /** Tells of AWS's own lists, in the elder form. */
  DescribePrefixListsResponse describeAws(DescribePrefixListsRequest request, Call call) {
    List<PrefixList> all =
        table.describe(request.prefixListIds(), request.filters()).stream()
            .filter(list -> list.ownerId().equals(AWS))
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
    ManagedPrefixList gone =
        table.tagged(list).toBuilder().state(PrefixListState.DELETE_COMPLETE).build();
    table.remove(list.prefixListId());
    entries.remove(list.prefixListId());
    return DeleteManagedPrefixListResponse.builder().prefixList(gone).build();
  }

  ManagedPrefixList get(String id) {
    return table.get(id);
  }

  /** Returns the id of AWS's list for a service, if there is one. */
  @Nullable String ofService(String serviceName) {
    return table.all(list -> list.prefixListName().equals(serviceName)).stream()
        .map(ManagedPrefixList::prefixListId)
        .findFirst()
        .orElse(null);
  }

  private ManagedPrefixList own(String id) {
    ManagedPrefixList list = get(id);
    if (list.ownerId().equals(AWS)) {
      throw new AwsError(
          403, "UnauthorizedOperation", "You are not authorized to perform this operation.");
    }
    return list;
  }

  private void amazons(String service, String... ranges) {
    make(
        "com.amazonaws." + ec2.home.region() + "." + service,
        AWS,
        "IPv4",
        null,
        List.of(ranges).stream()
            .map(range -> PrefixListEntry.builder().cidr(range).build())
            .toList());
  }

  private ManagedPrefixList make(
      String name,
      String owner,
      String family,
      @Nullable Integer most,
      List<PrefixListEntry> given) {
    String id = ec2.ids.next("pl");
    ManagedPrefixList made =
        ManagedPrefixList.builder()
            .prefixListId(id)
            .prefixListName(name)
            .prefixListArn(
                "arn:aws:ec2:%s:%s:prefix-list/%s"
                    .formatted(ec2.home.region(), owner.equals(AWS) ? "aws" : owner, id))
            .ownerId(owner)
            .addressFamily(family)
            .maxEntries(most)
            .version(owner.equals(AWS) ? null : 1L)
            .state(PrefixListState.CREATE_COMPLETE)
            .build();
    table.put(made);
    entries.put(id, given);
    return made;
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
