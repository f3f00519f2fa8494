package dev.referee.testkit.embedded.ec2;

import com.google.common.collect.SetMultimap;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;

/**
 * Finds the resources of EC2 that a request names by something other than their ids: a name, an
 * address, or an association.
 *
 * @param ec2 the resources of the account
 */
record NamedEc2Resources(Ec2 ec2) {

  /** Adds their ids, by type. */
  void add(SdkPojo request, SetMultimap<String, String> ids) {
    String key = text(request, "KeyName");
    if (key != null) {
      ids.put("key-pair", key);
    }
    template(request, ids);
    if (SdkFieldCopier.member(request, "LaunchTemplate") instanceof SdkPojo template) {
      template(template, ids);
    }
    if (request instanceof CreateFleetRequest fleet) {
      fleet.launchTemplateConfigs().stream()
          .map(CapacityPool::specification)
          .forEach(template -> template(template, ids));
    }
    String group = text(request, "GroupName");
    if (group != null && text(request, "Description") == null) {
      group(group, ids);
    }
    if (SdkFieldCopier.member(request, "SecurityGroups") instanceof Collection<?> names) {
      names.forEach(name -> group(name.toString(), ids));
    }
    known(
        text(request, "PublicIp"), ids, "elastic-ip", ip -> ec2.addresses.byIp(ip).allocationId());
    String association = text(request, "AssociationId");
    known(association, ids, "instance", id -> ec2.profiles.get(id).instanceId());
    known(association, ids, "route-table", id -> ec2.routeTables.byAssociation(id).routeTableId());
  }

  private void template(SdkPojo holder, SetMultimap<String, String> ids) {
    String name = text(holder, "LaunchTemplateName");
    ec2.templates.all().stream()
        .filter(template -> template.launchTemplateName().equals(name))
        .forEach(template -> ids.put("launch-template", template.launchTemplateId()));
  }

  private void group(String name, SetMultimap<String, String> ids) {
    known(name, ids, "security-group", it -> ec2.securityGroups.inDefaultVpc(it).groupId());
  }

  /**
   * Adds the resources that a name stands for; the operation itself reports that there are none.
   */
  private static void known(
      @Nullable String name,
      SetMultimap<String, String> ids,
      String type,
      Function<String, String> find) {
    if (name != null) {
      try {
        ids.put(type, find.apply(name));
      } catch (AwsError absent) {
        return;
      }
    }
  }

  private static @Nullable String text(SdkPojo holder, String member) {
    return SdkFieldCopier.member(holder, member) instanceof String text ? text : null;
  }
}
