package dev.referee.testkit.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.service.RequiredMembers;
import dev.referee.testkit.embedded.service.Route;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import dev.referee.testkit.embedded.ssm.DataChannels;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Tests that every operation rejects requests without a required member, and never fails otherwise.
 */
class RequiredMembersTest {
  private static final ManualClock CLOCK = ManualClock.at(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Accounts ACCOUNTS = new Accounts();
  private static final Services SERVICES =
      new Services(ACCOUNTS, new DataChannels(CLOCK, ACCOUNTS, call -> {}));
  private static final Key KEY = ACCOUNTS.create("111122223333").ownKey();

  private final Dispatcher dispatcher =
      new Dispatcher(SERVICES::signedFor, ACCOUNTS, call -> {}, CLOCK);

  static List<String> services() {
    return List.copyOf(SERVICES.names());
  }

  @ParameterizedTest
  @MethodSource("services")
  void isKnownOfEveryOperation(String name) {
    Service service = SERVICES.signedFor(name);
    assertThat(service.operations())
        .isNotEmpty()
        .allMatch(operation -> RequiredMembers.knows(name, operation));
  }

  @ParameterizedTest
  @MethodSource("services")
  void isRefusedWithoutAnyInTheWordsOfTheService(String name) {
    Service service = SERVICES.signedFor(name);
    List<String> wrong = new ArrayList<>();
    for (String operation : service.operations()) {
      WireResponse answer = ask(service, operation, List.of());
      boolean needed = !RequiredMembers.of(name, operation).isEmpty();
      boolean named =
          answer
              .body()
              .asUtf8String()
              .contains(
                  service.protocol() == Protocol.EC2_QUERY
                      ? "MissingParameter"
                      : service.queryErrors() != null
                          ? "MissingRequiredParameterException"
                          : "failed to satisfy constraint: Member must not be null");
      if (needed ? answer.status() != 400 || !named : answer.status() >= 500) {
        wrong.add(operation + ": " + answer.status() + " " + answer.body().asUtf8String());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("services")
  void neverBreaksOverMembersWithoutSense(String name) {
    Service service = SERVICES.signedFor(name);
    List<String> wrong = new ArrayList<>();
    for (String operation : service.operations()) {
      WireResponse answer = ask(service, operation, RequiredMembers.of(name, operation));
      if (answer.status() >= 500) {
        wrong.add(operation + ": " + answer.status());
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Sends a request with this number of meaningless members. */
  private WireResponse ask(Service service, String operation, List<String> members) {
    boolean query =
        service.protocol() == Protocol.EC2_QUERY || service.protocol() == Protocol.AWS_QUERY;
    StringBuilder form = new StringBuilder("Action=" + operation);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    SdkPojo request = (SdkPojo) ((Buildable) service.operation(operation).builder().get()).build();
    for (SdkField<?> field : request.sdkFields()) {
      if (members.contains(field.memberName())) {
        MarshallingKnownType type = field.marshallingType().getKnownType();
        String value =
            switch (type) {
              case INTEGER, LONG -> "1";
              case BOOLEAN -> "true";
              case SDK_BYTES -> "AAAA";
              default -> "nonsense";
            };
        String list = service.protocol() == Protocol.EC2_QUERY ? ".1" : ".member.1";
        form.append('&')
            .append(field.locationName())
            .append(type == MarshallingKnownType.LIST ? list : "")
            .append('=')
            .append(URLEncoder.encode(value, UTF_8));
        switch (type) {
          case LIST -> json.putArray(field.locationName()).add(value);
          case MAP, SDK_POJO -> json.putObject(field.locationName());
          default -> json.put(field.locationName(), value);
        }
      }
    }
    Map<String, String> headers =
        Map.of(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/%s/aws4_request, Signature=0"
                .formatted(KEY.accessKeyId(), service.signingName()),
            "x-amz-target",
            "Service." + operation);
    byte[] body = (query ? form.toString() : json.toString()).getBytes(UTF_8);
    if (service.protocol() == Protocol.REST_JSON) {
      Route route = service.operation(operation).route();
      String path = route.path().replaceAll("\\{[^}]+}", "nonsense") + restQuery(request, members);
      return dispatcher.answer(WireRequest.of(route.method(), path, headers, body));
    }
    return dispatcher.answer(WireRequest.of("POST", "/", headers, body));
  }

  /** Returns those of some members that stand in the query of a REST operation. */
  private static String restQuery(SdkPojo request, List<String> members) {
    return request.sdkFields().stream()
        .filter(field -> field.location() == MarshallLocation.QUERY_PARAM)
        .filter(field -> members.contains(field.memberName()))
        .map(field -> field.locationName() + "=nonsense")
        .collect(Collectors.joining("&", "?", ""));
  }
}
