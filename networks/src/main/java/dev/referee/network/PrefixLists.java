package dev.referee.network;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;

/** Reads what is in a prefix list, be it a customer's or AWS's own. */
final class PrefixLists {
  private PrefixLists() {}

  /** Returns its CIDR blocks, in the order in which EC2 tells them. */
  static ImmutableList<String> blocks(Ec2Client ec2, String prefixListId) {
    return ec2
        .getManagedPrefixListEntriesPaginator(request -> request.prefixListId(prefixListId))
        .entries()
        .stream()
        .map(PrefixListEntry::cidr)
        .collect(toImmutableList());
  }
}
