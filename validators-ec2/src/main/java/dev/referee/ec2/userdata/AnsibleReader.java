package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/** A reader of the modules in Ansible playbooks. */
final class AnsibleReader implements ProgramReader {
  private static final ImmutableMap<String, String> STARTS =
      ImmutableMap.<String, String>builder()
          .put("ec2", "ec2:RunInstances")
          .put("ec2_instance", "ec2:RunInstances")
          .put("ec2_asg", "autoscaling:CreateAutoScalingGroup")
          .put("autoscaling_group", "autoscaling:CreateAutoScalingGroup")
          .put("ec2_spot_instance", "ec2:RequestSpotInstances")
          .put("ec2_asg_scheduled_action", "autoscaling:PutScheduledUpdateGroupAction")
          .put("eks_nodegroup", "eks:CreateNodegroup")
          .buildOrThrow();

  private static final ImmutableSet<String> SHELLS =
      ImmutableSet.of("shell", "command", "raw", "win_shell", "win_command", "cmd");

  private static final ImmutableSet<String> NONE_STARTED =
      ImmutableSet.of("absent", "terminated", "stopped");

  @Override
  public void read(String source, Findings to) {
    try {
      Yaml.parse(source, to.budget())
          .ifPresent(root -> YamlWalk.entries(root, to.budget(), (map, i) -> entry(map, i, to)));
    } catch (Yaml.Unreadable e) {
      to.cannotTell("runs an Ansible playbook that cannot be read", 0);
    }
  }

  private static void entry(Yaml map, int index, Findings to) {
    String key = map.keys().get(index);
    Yaml value = map.values().get(index);
    String module = module(key);
    if (STARTS.containsKey(module)) {
      String state = value.get("state").map(Yaml::string).orElse("");
      boolean none = NONE_STARTED.contains(state) || isNone(value.string());
      if (!none) {
        to.starts(STARTS.getOrDefault(module, ""), value.offset());
      }
    } else if (SHELLS.contains(module)) {
      value.get("cmd").ifPresent(node -> to.nested(Language.SHELL, node.string(), node.offset()));
      if (value.isScalar()) {
        to.nested(Language.SHELL, value.string(), value.offset());
      }
    } else if (module.equals("cloudformation")) {
      to.cannotTell("creates a stack whose template is not in the user data", value.offset());
    } else if (key.equals("roles")
        || module.equals("import_playbook")
        || module.endsWith("_role")) {
      to.cannotTell("runs Ansible roles that are not in the user data", value.offset());
    }
  }

  /** Judges a module that is run by itself, with its arguments as text. */
  static void module(String name, String arguments, Findings to, int offset) {
    String module = module(name);
    if (STARTS.containsKey(module) && !isNone(arguments)) {
      to.starts(STARTS.getOrDefault(module, ""), offset);
    } else if (SHELLS.contains(module) || module.isEmpty()) {
      to.nested(Language.SHELL, arguments, offset);
    }
  }

  private static boolean isNone(String arguments) {
    return NONE_STARTED.stream().anyMatch(state -> arguments.contains("state=" + state));
  }

  /** Returns the name of a module without its collection. */
  private static String module(String name) {
    boolean collection =
        name.startsWith("amazon.aws.")
            || name.startsWith("community.aws.")
            || name.startsWith("ansible.");
    return collection ? name.substring(name.lastIndexOf('.') + 1) : name;
  }
}
