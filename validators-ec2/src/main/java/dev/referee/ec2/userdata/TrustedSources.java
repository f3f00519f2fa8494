package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import software.amazon.awssdk.regions.Region;

/**
 * The hosts and buckets, trusted by the organiser, from which servers may download code.
 *
 * <p>A host includes its subdomains: {@code example.com} trusts {@code boot.example.com}, but not
 * {@code badexample.com}. A bucket includes only itself. AWS's own sources of the AWS CLI and its
 * agents are always trusted.
 *
 * @param names host names, and names of S3 buckets with or without {@code s3://}; in lower case
 */
public record TrustedSources(ImmutableSet<String> names) {
  /** The sources of AWS only. */
  public static final TrustedSources NONE = new TrustedSources(ImmutableSet.of());

  /** The sources of the CLI and the agents, from AWS's guides. */
  private static final ImmutableSet<String> AWS_HOSTS =
      ImmutableSet.of("awscli.amazonaws.com", "inspector-agent.amazonaws.com");

  private static final ImmutableSet<String> AWS_BUCKETS =
      ImmutableSet.of(
          "ec2-downloads-windows",
          "amazoncloudwatch-agent",
          "session-manager-downloads",
          "cloudformation-examples",
          "aws-cli",
          "ec2-downloads");

  /** The buckets whose names end with a Region. */
  private static final ImmutableList<String> AWS_REGIONAL_BUCKETS =
      ImmutableList.of(
          "amazon-ssm-",
          "aws-codedeploy-",
          "amazoncloudwatch-agent-",
          "aws-xray-assets.",
          "amazon-ecs-agent-");

  private static final ImmutableSet<String> REGIONS =
      Region.regions().stream().map(Region::id).collect(ImmutableSet.toImmutableSet());

  /** Creates trusted sources from their names, in any case. */
  public static TrustedSources of(Collection<String> names) {
    return new TrustedSources(
        names.stream()
            .map(Ascii::toLowerCase)
            .map(name -> name.startsWith("s3://") ? bucket(name) : name)
            .map(name -> name.contains("://") ? host(name) : name)
            .collect(ImmutableSet.toImmutableSet()));
  }

  /** Returns whether a source is trusted: a URL, {@code s3://} or the name of an image. */
  boolean trusts(String source) {
    if (source.indexOf('\\') >= 0) {
      return false; // programs interpret it differently
    }
    String bucket = bucket(source);
    String host = host(source);
    if (Marks.ANY.matchesAnyOf(host) && Marks.ANY.matchesAnyOf(bucket)) {
      return isRegional(bucket);
    }
    if (AWS_HOSTS.contains(host) || AWS_BUCKETS.contains(bucket) || isRegional(bucket)) {
      return true;
    }
    if (!bucket.isEmpty() && Marks.ANY.matchesNoneOf(bucket) && names.contains(bucket)) {
      return true;
    }
    String name = Marks.ANY.matchesAnyOf(host) ? "" : host;
    while (!name.isEmpty()) {
      if (names.contains(name)) {
        return true;
      }
      int dot = name.indexOf('.');
      name = dot < 0 ? "" : name.substring(dot + 1);
    }
    return false;
  }

  private static boolean isRegional(String bucket) {
    for (String begin : AWS_REGIONAL_BUCKETS) {
      if (bucket.startsWith(begin)) {
        String region = bucket.substring(begin.length());
        return REGIONS.contains(region)
            || (region.length() == 1 && Marks.ANY.matches(region.charAt(0)));
      }
    }
    return false;
  }

  /** Returns the part of a source that a player may see: its host, bucket or image. */
  static String shown(String source) {
    String bucket = bucket(source);
    String shown = bucket.isEmpty() ? host(source) : "s3://" + bucket;
    shown = shown.isEmpty() ? source : shown;
    shown = Marks.ANY.collapseFrom(shown, '?');
    return shown.length() > 100 ? shown.substring(0, 100) : shown;
  }

  /** Returns the host of a URL, in lower case; for other texts, the part before a slash. */
  static String host(String url) {
    String rest = Ascii.toLowerCase(url);
    int scheme = rest.indexOf("://");
    rest = scheme < 0 ? rest : rest.substring(scheme + 3);
    int end = 0;
    while (end < rest.length() && "/?#\\".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    rest = rest.substring(0, end);
    rest = rest.substring(rest.lastIndexOf('@') + 1);
    int port = rest.indexOf(':');
    return port < 0 ? rest : rest.substring(0, port);
  }

  /** Returns the S3 bucket of a URL, in any style of address; empty for none. */
  static String bucket(String url) {
    String lower = Ascii.toLowerCase(url);
    if (lower.startsWith("s3://")) {
      String rest = lower.substring(5);
      int slash = rest.indexOf('/');
      return slash < 0 ? rest : rest.substring(0, slash);
    }
    String host = host(lower);
    if (!host.endsWith(".amazonaws.com") && !host.endsWith(".amazonaws.com.cn")) {
      return "";
    }
    if (host.startsWith("s3.") || host.startsWith("s3-")) {
      int path = lower.indexOf('/', lower.indexOf(host) + host.length());
      String rest = path < 0 ? "" : lower.substring(path + 1);
      int slash = rest.indexOf('/');
      return slash < 0 ? rest : rest.substring(0, slash);
    }
    int style = Math.max(host.lastIndexOf(".s3."), host.lastIndexOf(".s3-"));
    return style < 0 ? "" : host.substring(0, style);
  }

  /** Returns whether it is the instance metadata service. */
  static boolean isMetadata(String url) {
    String host = host(url);
    return (host.equals("169.254.169.254")
            || host.equals("[fd00")
            || host.equals("instance-data")
            || host.equals("169.254.170.2"))
        && !url.contains("/tags/");
  }
}
