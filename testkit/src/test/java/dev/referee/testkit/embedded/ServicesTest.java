package dev.referee.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.service.ResourceType.Operations;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.ssm.DataChannels;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;

/** Tests the registered services of a cloud, and their declarations. */
class ServicesTest {
  private final Accounts accounts = new Accounts();
  private final Services services =
      new Services(accounts, new DataChannels(ManualClock.at(Instant.EPOCH), accounts, call -> {}));

  @Test
  void everyServiceIsRegisteredByTheNameThatItsCallsAreSignedFor() {
    assertThat(services.names()).hasSizeGreaterThan(7).doesNotHaveDuplicates();
    assertThat(services.all().map(Service::signingName)).isEqualTo(services.names());
  }

  @Test
  void everyResourceTypeIsFoundByItsNamespace() {
    List<String> types =
        services.all().flatMap(one -> one.resourceTypes().keySet().stream()).toList();
    assertThat(types).hasSizeGreaterThan(29);
    for (String type : types) {
      Service owner = services.ofNamespace(type.substring(0, type.lastIndexOf("::")));
      assertThat(owner).as(type).isNotNull();
      assertThat(owner.resourceTypes()).containsKey(type);
    }
  }

  @Test
  void everyResourceTypeNamesOperationsOfItsService() {
    services
        .all()
        .forEach(
            service ->
                service
                    .resourceTypes()
                    .forEach(
                        (name, type) -> {
                          Operations needs = type.operations();
                          assertThat(service.operations())
                              .as(name)
                              .contains(needs.create(), needs.delete());
                        }));
  }

  @Test
  void everyResourceTypeAnswersATemplateWithoutProperties() {
    try (EmbeddedCloud cloud = EmbeddedCloud.start()) {
      CloudFormationClient client =
          cloud.account("222222222222").client(CloudFormationClient::builder);
      services
          .all()
          .flatMap(service -> service.resourceTypes().keySet().stream())
          .forEach(
              type -> {
                client.createStack(
                    r ->
                        r.stackName("game")
                            .templateBody("Resources: {A: {Type: '" + type + "'}}")
                            .capabilities(Capability.CAPABILITY_NAMED_IAM));
                client.deleteStack(r -> r.stackName("game"));
                assertThat(client.listStacks().stackSummaries()).as(type).isNotEmpty();
              });
    }
  }
}
