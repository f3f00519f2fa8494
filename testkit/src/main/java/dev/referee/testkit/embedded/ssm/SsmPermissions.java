package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The permissions of Systems Manager. */
final class SsmPermissions implements ServicePermissions {

  @Override
  public boolean lists(String operation) {
    return operation.startsWith("DescribeInstance") || operation.startsWith("List");
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>();
    request.texts(
        text -> {
          String arn = text.startsWith("arn:aws:") ? text : Ec2.arn(text, request.call());
          if (arn != null) {
            resources.add(arn);
          }
        });
    document(request, resources);
    request.add("SessionId", request.regional() + "session/", resources);
    if (request.operation().contains("Parameter")) {
      parameters(request, resources);
    }
    if (request.operation().contains("ServiceSetting")) {
      request.add("SettingId", request.regional() + "servicesetting/", resources);
    }
    return resources;
  }

  private static void parameters(AuthorizedRequest request, Set<String> resources) {
    String parameter = request.regional() + "parameter/";
    request.add("Name", parameter, resources);
    request.add("Path", parameter, resources);
    if (SdkFieldCopier.member(request.request(), "Names") instanceof Collection<?> names) {
      names.forEach(name -> resources.add(AuthorizedRequest.arn(name.toString(), parameter)));
    }
    if (request.operation().equals("DescribeParameters")) {
      resources.add(request.regional() + "*");
    }
    // A version or a label may follow the name of a parameter; permission is for all of them.
    List<String> named =
        resources.stream().map(one -> one.replaceFirst("(:parameter/[^:]*):.*", "$1")).toList();
    resources.clear();
    resources.addAll(named);
  }

  /** Adds a document; the ARNs of Amazon's own name no account. */
  private static void document(AuthorizedRequest request, Set<String> resources) {
    String member = request.operation().contains("Document") ? "Name" : "DocumentName";
    String name = request.text(member);
    String owner =
        name != null && name.startsWith("AWS-")
            ? "arn:aws:ssm:" + request.call().region() + "::"
            : request.regional();
    request.add(member, owner + "document/", resources);
  }

  @Override
  public List<NeededPermission> passedRoles(AuthorizedRequest request) {
    String value = request.text("SettingValue");
    if (!request.operation().equals("UpdateServiceSetting")
        || value == null
        || value.equals(HostManagement.NONE)) {
      return List.of();
    }
    String role = value.substring(value.lastIndexOf('/') + 1);
    return List.of(
        NeededPermission.passing(
            Iam.of(request.call()).roleArn(role, request.call()), "ssm.amazonaws.com"));
  }
}
