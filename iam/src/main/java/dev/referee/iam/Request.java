package dev.referee.iam;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.util.List;

/** A request of a principal for an action on a resource, in a context. */
record Request(Principal principal, String action, String resource, RequestContext context) {
  /** Returns the service that is asked, as actions name it. */
  String service() {
    return Ascii.toLowerCase(Splitter.on(':').splitToList(action).get(0));
  }

  /** Returns the account that the resource's ARN names, or an empty text. */
  String accountOfResource() {
    List<String> arn = Splitter.on(':').splitToList(resource);
    return arn.size() > 5 ? arn.get(4) : "";
  }

  /** Says whether the resource's own policy has to let its account's policies speak. */
  boolean isKeyOrTrust() {
    return (service().equals("kms") && resource.contains(":key/"))
        || (service().equals("sts") && resource.contains(":role/"));
  }
}
