package dev.referee.networks;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The source or destination that a security group rule names.
 *
 * <p>Immutable.
 */
public sealed interface RulePeer {

  /**
   * A block of addresses that the rule names directly.
   *
   * @param addresses the addresses
   */
  record Block(Addresses addresses) implements RulePeer {
    @Override
    public String toString() {
      return addresses.toString();
    }
  }

  /**
   * A source or destination that cannot be read: missing, invalid, or of an unknown kind. Its
   * addresses are unknown.
   *
   * @param reason why it cannot be read
   */
  record Unknown(String reason) implements RulePeer {
    @Override
    public String toString() {
      return "an unknown source or destination";
    }
  }

  /**
   * A prefix list, of the customer or of AWS.
   *
   * @param id the list's id, for example {@code pl-0123}
   */
  record PrefixList(String id) implements RulePeer {
    /** Checks that there is an id. */
    public PrefixList {
      checkArgument(!id.isBlank(), "A prefix list has an id");
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * A security group, which stands for all its members.
   *
   * @param id the group's id, for example {@code sg-0123}
   * @param ownerId the account that it belongs to; empty for the judged account
   * @param stale whether its peering connection no longer exists
   */
  record Group(String id, String ownerId, boolean stale) implements RulePeer {
    /** Checks that there is an id. */
    public Group {
      checkArgument(!id.isBlank(), "A security group has an id");
    }

    /** Returns a group of the judged account. */
    public static Group of(String id) {
      return new Group(id, "", false);
    }

    /** Returns whether it belongs to another account, whose members cannot be seen. */
    public boolean isForeign() {
      return !ownerId.isEmpty();
    }

    @Override
    public String toString() {
      return isForeign() ? id + " of account " + ownerId : id;
    }
  }
}
