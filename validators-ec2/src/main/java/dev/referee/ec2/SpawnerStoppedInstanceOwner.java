package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * A resource that replaces terminated instances, found by the tags that AWS puts on instances.
 *
 * @param kind what it is
 * @param name its name or id
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html">Tags
 *     of Auto Scaling groups</a>
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/tag-spot-fleet.html">Tags of a
 *     Spot Fleet</a>
 */
record SpawnerStoppedInstanceOwner(Kind kind, String name) {

  /** The kinds of resources that replace instances, and how to stop each of them. */
  enum Kind {
    AUTO_SCALING_GROUP(
        "aws:autoscaling:groupName",
        "the Auto Scaling group %s",
        "delete the Auto Scaling group %s, or set its desired capacity to 0"),
    EC2_FLEET("aws:ec2:fleet-id", "the EC2 Fleet %s", "delete the EC2 Fleet %s"),
    SPOT_FLEET(
        "aws:ec2spot:fleet-request-id",
        "the Spot Fleet request %s",
        "cancel the Spot Fleet request %s");

    private final String tag;
    private final String words;
    private final String ending;

    Kind(String tag, String words, String ending) {
      this.tag = tag;
      this.words = words;
      this.ending = ending;
    }
  }

  /** Returns the resource that maintains an instance, according to its tags. */
  static Optional<SpawnerStoppedInstanceOwner> of(Instance instance) {
    Map<String, String> tags = tags(instance);
    for (Kind kind : Kind.values()) {
      String name = tags.getOrDefault(kind.tag, "");
      if (!name.isEmpty()) {
        return Optional.of(new SpawnerStoppedInstanceOwner(kind, name));
      }
    }
    return Optional.empty();
  }

  /** Returns the tags of an instance. */
  static ImmutableMap<String, String> tags(Instance instance) {
    ImmutableMap.Builder<String, String> tags = ImmutableMap.builder();
    for (Tag tag : instance.tags()) {
      tags.put(nullToEmpty(tag.key()), nullToEmpty(tag.value()));
    }
    return tags.buildKeepingLast();
  }

  boolean isGroup(String group) {
    return kind == Kind.AUTO_SCALING_GROUP && name.equals(group);
  }

  /** Returns how to stop it from launching instances, as the end of a sentence. */
  String ending() {
    return kind.ending.formatted(name);
  }

  /** Returns a description, for example {@code the Auto Scaling group web}. */
  @Override
  public String toString() {
    return kind.words.formatted(name);
  }
}
