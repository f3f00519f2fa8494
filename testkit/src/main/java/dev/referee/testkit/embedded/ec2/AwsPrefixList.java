package dev.referee.testkit.embedded.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.util.List;
import java.util.Map;

/**
 * A prefix list that AWS keeps for one of its services: the same one in every account of a Region.
 *
 * <p>Names and weights are AWS's; of the addresses there are as few as show what the list is for.
 *
 * @param name the name, as {@code com.amazonaws.us-east-1.s3}
 * @param id the id
 * @param addressFamily {@code IPv4} or {@code IPv6}
 * @param weight how many rules or routes it counts for where it is used
 * @param ranges the addresses
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html">AWS-managed
 *     prefix lists</a>
 */
record AwsPrefixList(
    String name, String id, String addressFamily, int weight, List<String> ranges) {

  /** The ids of prefix lists in us-east-1 that many templates contain. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "com.amazonaws.us-east-1.s3", "pl-63a5400a",
          "com.amazonaws.us-east-1.dynamodb", "pl-02cd2c6b",
          "us-east-1/com.amazonaws.global.cloudfront.origin-facing", "pl-3b927c52");

  /** Returns the lists of a Region. */
  static List<AwsPrefixList> of(String region) {
    return List.of(
        regional(region, "s3", 1, "52.216.0.0/15", "3.5.0.0/19"),
        regional(region, "dynamodb", 1, "52.94.0.0/22", "52.119.224.0/20"),
        global(
            region,
            "cloudfront.origin-facing",
            55,
            "130.176.0.0/17",
            "15.158.0.0/16",
            "64.252.64.0/18"),
        global(region, "ipv6.cloudfront.origin-facing", 55, "2600:9000:3000::/36"),
        regional(region, "ec2-instance-connect", 2, "18.206.107.24/29"),
        regional(region, "ipv6.ec2-instance-connect", 2, "2600:1f18:6fe3:8c00::/56"),
        global(region, "groundstation", 5, "3.2.16.0/20"),
        regional(region, "route53-healthchecks", 25, "15.177.0.0/18", "54.183.255.128/26"),
        regional(region, "ipv6.route53-healthchecks", 25, "2600:1f1c:7ff:f800::/53"),
        regional(region, "s3express", 6, "3.2.64.0/22"),
        regional(region, "vpc-lattice", 10, "169.254.171.0/24"),
        regional(region, "ipv6.vpc-lattice", 10, "fd00:ec2:80::/64"));
  }

  private static AwsPrefixList regional(
      String region, String service, int weight, String... ranges) {
    String name = "com.amazonaws." + region + "." + service;
    return list(name, name, weight, List.of(ranges));
  }

  private static AwsPrefixList global(String region, String service, int weight, String... ranges) {
    String name = "com.amazonaws.global." + service;
    return list(name, region + "/" + name, weight, List.of(ranges));
  }

  private static AwsPrefixList list(String name, String key, int weight, List<String> ranges) {
    String hash = Hashing.sha256().hashString(key, UTF_8).toString();
    return new AwsPrefixList(
        name,
        KNOWN.getOrDefault(key, "pl-0" + hash.substring(0, 16)),
        name.contains(".ipv6.") ? "IPv6" : "IPv4",
        weight,
        ranges);
  }
}
