package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A reader of cloud-config: the commands that cloud-init runs and the files that it writes.
 *
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/reference/modules.html">Module
 *     reference</a>
 */
final class CloudConfigReader implements ProgramReader {
  private static final ImmutableSet<String> MANAGERS =
      ImmutableSet.of("chef", "puppet", "salt_minion", "mcollective");

  @Override
  public void read(String source, Findings to) {
    try {
      Yaml.parse(source, to.budget()).ifPresent(root -> read(root, to));
    } catch (Yaml.Unreadable e) {
      to.cannotTell("is cloud-config that is not valid YAML", 0);
    }
  }

  private static void read(Yaml root, Findings to) {
    root.get("write_files").ifPresent(files -> files.elements().forEach(node -> write(node, to)));
    root.get("bootcmd").ifPresent(list -> commands(list, to));
    root.get("runcmd").ifPresent(list -> commands(list, to));
    root.get("snap").flatMap(node -> node.get("commands")).ifPresent(list -> commands(list, to));
    root.get("power_state")
        .flatMap(node -> node.get("condition"))
        .ifPresent(node -> command(node, to));
    root.get("random_seed")
        .flatMap(node -> node.get("command"))
        .ifPresent(node -> command(node, to));
    root.get("vendor_data")
        .flatMap(node -> node.get("prefix"))
        .ifPresent(node -> command(node, to));
    root.get("fs_setup")
        .ifPresent(
            list ->
                list.elements()
                    .forEach(node -> node.get("cmd").ifPresent(cmd -> command(cmd, to))));
    root.get("ansible").ifPresent(node -> ansible(node, to));
    for (String manager : MANAGERS) {
      root.get(manager)
          .ifPresent(
              node ->
                  to.cannotTell(
                      "runs " + manager + " code that is not in the user data", node.offset()));
    }
  }

  /** Follows a list of commands; one shell runs all of them, so they share variables. */
  private static void commands(Yaml list, Findings to) {
    ShellInterpreter shell = new ShellInterpreter(to);
    if (list.isScalar()) {
      command(list, shell);
    }
    list.elements().forEach(node -> command(node, shell));
    shell.end();
  }

  private static void command(Yaml command, Findings to) {
    command(command, new ShellInterpreter(to));
  }

  private static void command(Yaml command, ShellInterpreter shell) {
    shell.budget.step();
    if (shell.ended) {
      return;
    }
    if (command.isScalar()) {
      shell.evaluate(command.string(), Data.NONE, command.offset());
      return;
    }
    List<Word> argv = new ArrayList<>();
    for (Yaml word : command.elements()) {
      argv.add(new Word(word.string()));
    }
    shell.command(argv, command.offset());
  }

  private static void ansible(Yaml ansible, Findings to) {
    Optional<String> url = ansible.get("pull").flatMap(node -> node.get("url")).map(Yaml::string);
    if (url.isPresent()) {
      to.fetchedAndRun(url.get(), ansible.offset());
    } else if (ansible.get("run_user").isPresent() || ansible.get("pull").isPresent()) {
      to.cannotTell("runs an Ansible playbook that is not in the user data", ansible.offset());
    }
  }

  private static void write(Yaml file, Findings to) {
    String path = file.get("path").map(Yaml::string).orElse("");
    Optional<Yaml> content = file.get("content");
    if (path.isEmpty()) {
      return;
    }
    file.get("source")
        .flatMap(node -> node.get("uri"))
        .ifPresent(uri -> to.fetched(uri.string(), path, file.offset()));
    if (content.isEmpty()) {
      return;
    }
    String encoding = file.get("encoding").map(Yaml::string).orElse("");
    boolean append = file.get("append").filter(node -> node.string().equals("true")).isPresent();
    Optional<String> text = decoded(content.get().string(), encoding, to.budget());
    if (text.isEmpty()) {
      to.cannotTell("writes a file that cannot be unpacked", content.get().offset());
    } else {
      to.files().write(Files.resolve("/", path), text.get(), append, to, content.get().offset());
    }
  }

  private static Optional<String> decoded(String content, String encoding, Budget budget) {
    boolean base64 = encoding.contains("b64") || encoding.contains("base64");
    boolean gzip = encoding.contains("gz");
    Optional<String> text =
        base64 ? Encodings.base64(content).map(Encodings::text) : Optional.of(content);
    return gzip ? text.flatMap(it -> Encodings.gunzip(it, budget)) : text;
  }
}
