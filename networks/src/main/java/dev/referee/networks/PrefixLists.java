package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.aws.AwsLookups;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A reader of the entries of prefix lists of customers and of AWS. */
final class PrefixLists {
  private static final int PAGE = 100;
  private static final String OPERATION = "GetManagedPrefixListEntries";

  private PrefixLists() {}

  /** Returns its CIDR blocks, in EC2's order; none if there is no such list. */
  static ImmutableList<String> blocks(Ec2Client ec2, String prefixListId) {
    return AwsLookups.found(
            () ->
                ec2
                    .getManagedPrefixListEntriesPaginator(
                        request -> request.prefixListId(prefixListId).maxResults(PAGE))
                    .entries()
                    .stream()
                    .map(entry -> Cidr.ofAnswer(OPERATION, entry.cidr()))
                    .collect(toImmutableList()))
        .orElse(ImmutableList.of());
  }
}
