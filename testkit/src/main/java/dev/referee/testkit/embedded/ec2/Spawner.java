package dev.referee.testkit.embedded.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableListMultimap;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.NeededPermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileSpecification;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * An interpreter of the user data of instances, as far as it starts other instances.
 *
 * <p>A script runs at the first boot of its instance and ends with it; what it put into a crontab
 * goes on after every boot. Its calls are made by the instance's role: without a role that may run
 * instances, nothing comes of them.
 */
final class Spawner {
  private static final Pattern TAG =
      Pattern.compile(
          "\\{\\s*\"?Key\"?\\s*[=:]\\s*\"?([^\",}]+)\"?\\s*,\\s*\"?Value\"?\\s*[=:]\\s*\"?([^\"}]*?)\"?\\s*\\}");
  private static final Pattern PAIR = Pattern.compile("(\\w+)\\s*[=:]\\s*\"?([^\",}\\s]+)\"?");

  private static final List<String> LAUNCH_TOUCHES =
      List.of("instance", "network-interface", "security-group", "subnet", "volume");

  private final Ec2 ec2;
  private final Map<String, List<SpawnScript.Spawn>> scripts = new TreeMap<>();

  Spawner(Ec2 ec2) {
    this.ec2 = ec2;
  }

  /** Runs the scripts of an instance at its n-th boot. */
  void booted(String instanceId, int boot) {
    if (boot == 1) {
      List<SpawnScript.Spawn> found = new ArrayList<>();
      CloudInit.scripts(ec2.instances.hidden(instanceId).userData)
          .forEach(script -> found.addAll(SpawnScript.spawns(script)));
      scripts.put(instanceId, found);
    }
    for (SpawnScript.Spawn spawn : scripts.getOrDefault(instanceId, List.of())) {
      if (boot == 1 || spawn.cron()) {
        run(instanceId, boot, spawn, new ArrayList<>());
      }
    }
  }

  private void run(String instanceId, int boot, SpawnScript.Spawn spawn, List<String> earlier) {
    Instance host = ec2.instances.find(instanceId);
    if (host == null
        || !Instances.is(host, InstanceStateName.RUNNING)
        || ec2.instances.hidden(instanceId).boots != boot) {
      return;
    }
    try {
      spawn(host, spawn, earlier);
    } catch (AwsError e) {
      // The script's call failed; a script that loops tries again.
    }
    if (spawn.loops()) {
      ec2.later(spawn.every(), () -> run(instanceId, boot, spawn, earlier));
    }
  }

  private void spawn(Instance host, SpawnScript.Spawn spawn, List<String> earlier) {
    Call call = ec2.profiles.asRoleOf(host, region(spawn));
    if (call == null || !mayRunInstances(call)) {
      return;
    }
    Ec2 there = Ec2.of(call);
    RunInstancesRequest request = request(host, spawn.options());
    int count = count(spawn.options().get("count")) * spawn.repeats();
    if (spawn.loops()) {
      int wanted = spawn.upTo() == null ? count : spawn.upTo();
      count = wanted - alive(there, request, earlier);
    }
    if (count > 0) {
      RunInstancesRequest counted = request.toBuilder().minCount(count).maxCount(count).build();
      List<Instance> launched = there.launcher.run(counted, call).instances();
      there.launcher.publish(counted, launched, call, "");
      launched.forEach(instance -> earlier.add(instance.instanceId()));
    }
  }

  /** Returns whether a role may run instances: on everything that a launch touches. */
  private static boolean mayRunInstances(Call call) {
    String role = call.principalArn().replaceFirst("^.*:assumed-role/([^/]+)/.*$", "$1");
    return LAUNCH_TOUCHES.stream()
        .map(kind -> "arn:aws:ec2:" + call.region() + ":" + call.accountId() + ":" + kind + "/*")
        .allMatch(
            resource ->
                Iam.of(call)
                    .allows(
                        role,
                        new NeededPermission(
                            "ec2:RunInstances",
                            resource,
                            ImmutableListMultimap.of("aws:RequestedRegion", call.region()))));
  }

  private static int alive(Ec2 ec2, RunInstancesRequest request, List<String> earlier) {
    List<Tag> tags =
        request.tagSpecifications().stream()
            .filter(specification -> "instance".equals(specification.resourceTypeAsString()))
            .flatMap(specification -> specification.tags().stream())
            .toList();
    List<Instance> alive = ec2.instances.alive(tags);
    return (int)
        alive.stream()
            .filter(instance -> !tags.isEmpty() || earlier.contains(instance.instanceId()))
            .count();
  }

  private String region(SpawnScript.Spawn spawn) {
    String given = known(spawn.options().get("region"));
    return given == null ? ec2.context.region() : given;
  }

  private static int count(@Nullable String given) {
    String most = given == null ? null : given.substring(given.indexOf(':') + 1);
    Integer number = SpawnScript.number(most, 1);
    return number == null ? 1 : number;
  }

  /**
   * Returns the call; values that the script computes are those of the instance that it runs on.
   */
  private RunInstancesRequest request(Instance host, Map<String, String> options) {
    RunInstancesRequest.Builder request = RunInstancesRequest.builder();
    String template = options.get("launch-template");
    if (template != null) {
      LaunchTemplateSpecification.Builder specification = LaunchTemplateSpecification.builder();
      Matcher pair = PAIR.matcher(template.replace("\"", ""));
      while (pair.find()) {
        switch (pair.group(1)) {
          case "LaunchTemplateId" -> specification.launchTemplateId(pair.group(2));
          case "LaunchTemplateName" -> specification.launchTemplateName(pair.group(2));
          case "Version" -> specification.version(pair.group(2));
          default -> {}
        }
      }
      request.launchTemplate(specification.build());
    }
    String image = known(options.get("image-id"));
    request.imageId(
        image != null ? image : options.containsKey("image-id") ? host.imageId() : null);
    request.instanceType(known(options.get("instance-type")));
    request.keyName(known(options.get("key-name")));
    String subnet = known(options.get("subnet-id"));
    request.subnetId(
        subnet != null ? subnet : options.containsKey("subnet-id") ? host.subnetId() : null);
    String groups = known(options.get("security-group-ids"));
    if (groups != null) {
      request.securityGroupIds(groups.trim().split("\\s+", -1));
    }
    profile(options.get("iam-instance-profile"), request);
    request.userData(userData(host, options.get("user-data")));
    tags(options.get("tag-specifications"), request);
    return request.build();
  }

  private static void profile(@Nullable String given, RunInstancesRequest.Builder request) {
    if (given != null) {
      Matcher pair = Pattern.compile("(Name|Arn)=([^,\\s]+)").matcher(given);
      if (pair.find()) {
        request.iamInstanceProfile(
            pair.group(1).equals("Arn")
                ? IamInstanceProfileSpecification.builder().arn(pair.group(2)).build()
                : IamInstanceProfileSpecification.builder().name(pair.group(2)).build());
      }
    }
  }

  private @Nullable String userData(Instance host, @Nullable String given) {
    if (given == null) {
      return null;
    }
    return given.startsWith("file://") || given.startsWith("fileb://") || given.startsWith("$")
        ? ec2.instances.hidden(host.instanceId()).userData
        : Base64.getEncoder().encodeToString(given.getBytes(UTF_8));
  }

  private static void tags(@Nullable String given, RunInstancesRequest.Builder request) {
    if (given == null) {
      return;
    }
    List<TagSpecification> all = new ArrayList<>();
    for (String one : given.split("(?=\"?ResourceType\"?\\s*[=:])", -1)) {
      Matcher type = Pattern.compile("ResourceType\"?\\s*[=:]\\s*\"?([\\w-]+)").matcher(one);
      if (type.find()) {
        List<Tag> tags = new ArrayList<>();
        Matcher tag = TAG.matcher(one);
        while (tag.find()) {
          tags.add(InstanceLauncher.tag(tag.group(1).trim(), tag.group(2).trim()));
        }
        all.add(TagSpecification.builder().resourceType(type.group(1)).tags(tags).build());
      }
    }
    request.tagSpecifications(all);
  }

  private static @Nullable String known(@Nullable String value) {
    return value == null || value.isEmpty() || value.contains("$") ? null : value;
  }
}
