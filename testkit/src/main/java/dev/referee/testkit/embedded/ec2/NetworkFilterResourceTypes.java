package dev.referee.testkit.embedded.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** The CloudFormation types of network ACLs, security group rules and endpoints. */
final class NetworkFilterResourceTypes {
  private static final String SEPARATOR = "|";

  private NetworkFilterResourceTypes() {}

  static Made ingress(Properties properties, Call call) {
    return rule(properties, false, call);
  }

  static Made egress(Properties properties, Call call) {
    return rule(properties, true, call);
  }

  private static Made rule(Properties properties, boolean egress, Call call) {
    Ec2 ec2 = Ec2.of(call);
    String group = properties.json().path("GroupId").asText();
    List<SecurityGroupRule> rules =
        new PermissionRules(ec2).rules(List.of(NetworkResourceTypes.permission(properties.json())));
    String id = ec2.rules.authorize(group, egress, rules).get(0).securityGroupRuleId();
    return new Made(id, Map.of("Id", id));
  }

  static void deleteRule(String id, Call call) {
    Ec2.of(call).rules.remove(id);
  }

  static Made acl(Properties properties, Call call) {
    String id =
        Ec2.of(call)
            .networkAcls
            .create(
                CreateNetworkAclRequest.builder()
                    .vpcId(properties.json().path("VpcId").asText())
                    .build(),
                call)
            .networkAcl()
            .networkAclId();
    NetworkResourceTypes.tag(id, properties, call);
    return new Made(id, Map.of("Id", id));
  }

  static void deleteAcl(String id, Call call) {
    Ec2.of(call)
        .networkAcls
        .delete(DeleteNetworkAclRequest.builder().networkAclId(id).build(), call);
  }

  /** Creates an entry; a template calls its codes of ICMP as no operation does. */
  static Made aclEntry(Properties properties, Call call) {
    ObjectNode json = properties.json().deepCopy();
    JsonNode codes = json.remove("Icmp");
    if (codes != null) {
      json.set("IcmpTypeCode", codes);
    }
    if (!json.has("Egress")) {
      json.put("Egress", false);
    }
    CreateNetworkAclEntryRequest request =
        new Properties(json, "")
            .as(CreateNetworkAclEntryRequest.class, CreateNetworkAclEntryRequest.builder());
    Ec2.of(call).networkAcls.createEntry(request, call);
    return new Made(
        request.networkAclId() + SEPARATOR + request.ruleNumber() + SEPARATOR + request.egress(),
        Map.of());
  }

  static void deleteAclEntry(String id, Call call) {
    int number = id.indexOf(SEPARATOR);
    int egress = id.lastIndexOf(SEPARATOR);
    Ec2.of(call)
        .networkAcls
        .deleteEntry(
            DeleteNetworkAclEntryRequest.builder()
                .networkAclId(id.substring(0, number))
                .ruleNumber(Integer.valueOf(id.substring(number + 1, egress)))
                .egress(Boolean.valueOf(id.substring(egress + 1)))
                .build(),
            call);
  }

  static Made aclAssociation(Properties properties, Call call) {
    NetworkAcls acls = Ec2.of(call).networkAcls;
    String subnet = properties.json().path("SubnetId").asText();
    String id =
        acls.replaceAssociation(
                ReplaceNetworkAclAssociationRequest.builder()
                    .associationId(acls.associationOf(subnet))
                    .networkAclId(properties.json().path("NetworkAclId").asText())
                    .build(),
                call)
            .newAssociationId();
    return new Made(id, Map.of("AssociationId", id));
  }

  /** Gives a subnet back to the default ACL of its network. */
  static void endAclAssociation(String id, Call call) {
    NetworkAcls acls = Ec2.of(call).networkAcls;
    String standard = acls.defaultFor(id);
    if (standard != null) {
      acls.replaceAssociation(
          ReplaceNetworkAclAssociationRequest.builder()
              .associationId(id)
              .networkAclId(standard)
              .build(),
          call);
    }
  }

  /** Creates an endpoint; a template may write its policy as an object. */
  static Made endpoint(Properties properties, Call call) {
    ObjectNode json = properties.json().deepCopy();
    JsonNode policy = json.path("PolicyDocument");
    if (policy.isObject()) {
      json.put("PolicyDocument", policy.toString());
    }
    json.remove("Tags");
    String id =
        Ec2.of(call)
            .endpoints
            .create(
                new Properties(json, "")
                    .as(CreateVpcEndpointRequest.class, CreateVpcEndpointRequest.builder()),
                call)
            .vpcEndpoint()
            .vpcEndpointId();
    NetworkResourceTypes.tag(id, properties, call);
    return new Made(id, Map.of("Id", id));
  }

  static void deleteEndpoint(String id, Call call) {
    Ec2.of(call)
        .endpoints
        .delete(DeleteVpcEndpointsRequest.builder().vpcEndpointIds(id).build(), call);
  }
}
