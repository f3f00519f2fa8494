package dev.referee.iam;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.util.List;

/** A request of a principal for an action on a resource, in a context. */
record Request(Principal principal, String action, String resource, RequestContext context) {
  /** Returns the requested service, as in the names of actions. */
  String service() {
    return Ascii.toLowerCase(Splitter.on(':').splitToList(action).get(0));
  }

  /** Returns the account in the resource's ARN; empty if there is none. */
  String accountOfResource() {
    List<String> arn = Splitter.on(':').splitToList(resource);
    return arn.size() > 5 ? arn.get(4) : "";
  }

  /** Returns whether the resource's own policy has to enable its account's policies. */
  boolean isKeyOrTrust() {
    return (service().equals("kms") && resource.contains(":key/"))
        || (service().equals("sts") && resource.contains(":role/"));
  }
}
