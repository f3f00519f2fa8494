package dev.referee.testkit.embedded.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputRequest;
import software.amazon.awssdk.services.ec2.model.GetConsoleOutputResponse;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;

/**
 * The EC2 operations on key pairs, instance types and consoles, mapped to their implementations.
 */
final class Ec2Machines {
  private static final Filters<InstanceTypeOffering> OFFERINGS =
      new Filters<InstanceTypeOffering>()
          .on("instance-type", InstanceTypeOffering::instanceTypeAsString)
          .on("location", InstanceTypeOffering::location);
  private static final Filters<InstanceTypeInfo> TYPES =
      new Filters<InstanceTypeInfo>()
          .on("instance-type", InstanceTypeInfo::instanceTypeAsString)
          .any(
              "processor-info.supported-architecture",
              type -> type.processorInfo().supportedArchitecturesAsStrings())
          .on("current-generation", InstanceTypeInfo::currentGeneration);

  private Ec2Machines() {}

  static void addTo(Service service) {
    Ec2Service.on(
        service,
        DescribeVolumesRequest.class,
        DescribeVolumesRequest::builder,
        (r, c) -> Ec2.of(c).volumes.describe(r, c));
    Ec2Service.on(
        service,
        CreateKeyPairRequest.class,
        CreateKeyPairRequest::builder,
        (r, c) -> Ec2.of(c).keyPairs.create(r, c));
    Ec2Service.on(
        service,
        ImportKeyPairRequest.class,
        ImportKeyPairRequest::builder,
        (r, c) -> Ec2.of(c).keyPairs.importKey(r, c));
    Ec2Service.on(
        service,
        DescribeKeyPairsRequest.class,
        DescribeKeyPairsRequest::builder,
        (r, c) -> Ec2.of(c).keyPairs.describe(r, c));
    Ec2Service.on(
        service,
        DeleteKeyPairRequest.class,
        DeleteKeyPairRequest::builder,
        (r, c) -> Ec2.of(c).keyPairs.delete(r, c));
    Ec2Service.on(
        service,
        DescribeInstanceTypesRequest.class,
        DescribeInstanceTypesRequest::builder,
        Ec2Machines::types);
    Ec2Service.on(
        service,
        DescribeInstanceTypeOfferingsRequest.class,
        DescribeInstanceTypeOfferingsRequest::builder,
        Ec2Machines::offerings);
    Ec2Service.on(
        service,
        GetConsoleOutputRequest.class,
        GetConsoleOutputRequest::builder,
        Ec2Machines::consoleOutput);
  }

  private static Stream<String> all() {
    return InstanceType.knownValues().stream().map(InstanceType::toString).sorted();
  }

  private static DescribeInstanceTypesResponse types(
      DescribeInstanceTypesRequest request, Call call) {
    List<String> named = request.instanceTypesAsStrings();
    List<String> unknown = named.stream().filter(type -> !InstanceTypes.exists(type)).toList();
    if (!unknown.isEmpty()) {
      throw new AwsError(
          400,
          "InvalidInstanceType",
          "The following supplied instance types do not exist: " + unknown);
    }
    List<InstanceTypeInfo> types =
        (named.isEmpty() ? all() : named.stream()).map(Ec2Machines::type).toList();
    Page<InstanceTypeInfo> page =
        Page.of(
            TYPES.select(types, request.filters()),
            request.maxResults() == null ? Integer.valueOf(100) : request.maxResults(),
            request.nextToken(),
            call);
    return DescribeInstanceTypesResponse.builder()
        .instanceTypes(page.items())
        .nextToken(page.next())
        .build();
  }

  private static InstanceTypeInfo type(String name) {
    return InstanceTypeInfo.builder()
        .instanceType(name)
        .currentGeneration(true)
        .bareMetal(name.contains("metal"))
        .processorInfo(
            info -> info.supportedArchitecturesWithStrings(InstanceTypes.architecture(name)))
        .build();
  }

  private static DescribeInstanceTypeOfferingsResponse offerings(
      DescribeInstanceTypeOfferingsRequest request, Call call) {
    String kind =
        request.locationTypeAsString() == null ? "region" : request.locationTypeAsString();
    List<String> places =
        switch (kind) {
          case "availability-zone" ->
              Ec2.of(call).zones.all().stream().map(AvailabilityZone::zoneName).toList();
          case "availability-zone-id" ->
              Ec2.of(call).zones.all().stream().map(AvailabilityZone::zoneId).toList();
          default -> List.of(call.region());
        };
    List<InstanceTypeOffering> all =
        all()
            .flatMap(
                type ->
                    places.stream()
                        .map(
                            place ->
                                InstanceTypeOffering.builder()
                                    .instanceType(type)
                                    .locationType(kind)
                                    .location(place)
                                    .build()))
            .toList();
    Page<InstanceTypeOffering> page =
        Page.of(
            OFFERINGS.select(all, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeInstanceTypeOfferingsResponse.builder()
        .instanceTypeOfferings(page.items())
        .nextToken(page.next())
        .build();
  }

  private static GetConsoleOutputResponse consoleOutput(
      GetConsoleOutputRequest request, Call call) {
    Instance instance = Ec2.of(call).instances.get(request.instanceId());
    String text = "Booted " + instance.imageId() + " on " + instance.instanceTypeAsString() + "\n";
    return GetConsoleOutputResponse.builder()
        .instanceId(instance.instanceId())
        .timestamp(call.clock().instant())
        .output(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)))
        .build();
  }
}
