package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A request whose permissions are asked for.
 *
 * @param service the signing name of the service that is called
 * @param operation the operation
 * @param request the request
 * @param call who calls
 */
public record AuthorizedRequest(String service, String operation, SdkPojo request, Call call) {

  /** Returns the action that policies know the operation by. */
  public String action() {
    return service + ":" + operation;
  }

  /** Returns a member of the request that is a text; null if it is not set. */
  public @Nullable String text(String member) {
    return SdkFieldCopier.member(request, member) instanceof String text ? text : null;
  }

  /** Returns how the ARNs of the service begin in the caller's account and Region. */
  public String regional() {
    return "arn:aws:" + service + ":" + call.region() + ":" + call.accountId() + ":";
  }

  /** Adds the resource that a member names, by its ARN or by what follows a prefix in it. */
  public void add(String member, String prefix, Set<String> resources) {
    String name = text(member);
    if (name != null) {
      resources.add(arn(name, prefix));
    }
  }

  /** Returns the ARN of a resource that is named by it or by what follows a prefix in it. */
  public static String arn(String name, String prefix) {
    return name.startsWith("arn:")
        ? name
        : prefix + (name.startsWith("/") ? name.substring(1) : name);
  }

  /** Returns every ARN in the request, in any member. */
  Set<String> arns() {
    Set<String> arns = new LinkedHashSet<>();
    texts(
        request,
        text -> {
          if (text.startsWith("arn:aws:")) {
            arns.add(text);
          }
        });
    return arns;
  }

  /** Shows each text of the request but those of its tags. */
  public void texts(Consumer<String> to) {
    texts(request, to);
  }

  private static void texts(@Nullable Object value, Consumer<String> to) {
    if (value instanceof SdkPojo pojo) {
      for (SdkField<?> field : pojo.sdkFields()) {
        if (!field.memberName().startsWith("Tag")) {
          texts(Pojos.valueOf(field, pojo), to);
        }
      }
    } else if (value instanceof Collection<?> list) {
      list.forEach(entry -> texts(entry, to));
    } else if (value instanceof String text) {
      to.accept(text);
    }
  }
}
