package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;

/**
 * The hosts and buckets from which a server may fetch what it runs, by the organiser's word.
 *
 * @param names host names, which stand for what is below them too, and names of S3 buckets
 */
public record TrustedSources(ImmutableSet<String> names) {
  /** Trusts nothing. */
  public static final TrustedSources NONE = new TrustedSources(ImmutableSet.of());

  /** Makes trusted sources of their names, in any letter case. */
  public static TrustedSources of(Collection<String> names) {
    return new TrustedSources(
        names.stream().map(Ascii::toLowerCase).collect(ImmutableSet.toImmutableSet()));
  }
}
