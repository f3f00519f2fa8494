package dev.referee.testkit.embedded.common;

import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.Region;

/** The Regions and Availability Zones, with three zones in every Region. */
public final class Zones {
  private static final List<String> REGIONS =
      List.of(
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-northeast-3",
          "ap-south-1",
          "ap-southeast-1",
          "ap-southeast-2",
          "ca-central-1",
          "eu-central-1",
          "eu-north-1",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-west-1",
          "us-west-2");
  private static final Filters<Region> REGION_FILTERS =
      new Filters<Region>()
          .on("region-name", Region::regionName)
          .on("endpoint", Region::endpoint)
          .on("opt-in-status", Region::optInStatus);
  private static final Filters<AvailabilityZone> FILTERS =
      new Filters<AvailabilityZone>()
          .on("region-name", AvailabilityZone::regionName)
          .on("zone-name", AvailabilityZone::zoneName)
          .on("zone-id", AvailabilityZone::zoneId)
          .on("zone-type", AvailabilityZone::zoneType)
          .on("group-name", AvailabilityZone::groupName)
          .on("opt-in-status", AvailabilityZone::optInStatusAsString)
          .on("group-long-name", AvailabilityZone::groupLongName)
          .any(
              "message",
              zone -> zone.messages().stream().map(message -> message.message()).toList())
          .on("parent-zone-id", AvailabilityZone::parentZoneId)
          .on("parent-zone-name", AvailabilityZone::parentZoneName)
          .on("state", AvailabilityZone::stateAsString);

  private final List<AvailabilityZone> zones;

  public Zones(String region) {
    this.zones = Stream.of("a", "b", "c").map(letter -> zone(region, letter)).toList();
  }

  private static AvailabilityZone zone(String region, String letter) {
    String id =
        region
                .replace("central", "c")
                .replace("north", "n")
                .replace("south", "s")
                .replace("east", "e")
                .replace("west", "w")
                .replace("-", "")
            + "-az"
            + (letter.charAt(0) - 'a' + 1);
    return AvailabilityZone.builder()
        .regionName(region)
        .zoneName(region + letter)
        .zoneId(id)
        .zoneType("availability-zone")
        .groupName(region)
        .networkBorderGroup(region)
        .optInStatus("opt-in-not-required")
        .state("available")
        .messages(List.of())
        .build();
  }

  public List<AvailabilityZone> all() {
    return zones;
  }

  /** Returns the zone of that name or id, or throws AWS's error. */
  public AvailabilityZone get(String nameOrId) {
    return zones.stream()
        .filter(zone -> zone.zoneName().equals(nameOrId) || zone.zoneId().equals(nameOrId))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "InvalidParameterValue",
                    "Value ("
                        + nameOrId
                        + ") for parameter availabilityZone is invalid. Subnets can currently only"
                        + " be created in the following availability zones: "
                        + String.join(", ", zones.stream().map(AvailabilityZone::zoneName).toList())
                        + "."));
  }

  public DescribeAvailabilityZonesResponse describe(
      DescribeAvailabilityZonesRequest request, Call call) {
    List<AvailabilityZone> named =
        request.zoneNames().isEmpty() && request.zoneIds().isEmpty()
            ? zones
            : Stream.concat(request.zoneNames().stream(), request.zoneIds().stream())
                .map(this::get)
                .distinct()
                .toList();
    return DescribeAvailabilityZonesResponse.builder()
        .availabilityZones(FILTERS.select(named, request.filters()))
        .build();
  }

  public static DescribeRegionsResponse describeRegions(DescribeRegionsRequest request, Call call) {
    for (String name : request.regionNames()) {
      if (!REGIONS.contains(name)) {
        throw new AwsError(400, "InvalidParameterValue", "Invalid region names: [" + name + "]");
      }
    }
    List<Region> regions =
        REGIONS.stream()
            .filter(name -> request.regionNames().isEmpty() || request.regionNames().contains(name))
            .map(
                name ->
                    Region.builder()
                        .regionName(name)
                        .endpoint("ec2." + name + ".amazonaws.com")
                        .optInStatus("opt-in-not-required")
                        .build())
            .toList();
    return DescribeRegionsResponse.builder()
        .regions(REGION_FILTERS.select(regions, request.filters()))
        .build();
  }
}
