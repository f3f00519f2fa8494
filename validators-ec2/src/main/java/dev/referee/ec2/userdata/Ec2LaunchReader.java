package dev.referee.ec2.userdata;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader of EC2Launch tasks on Windows.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2launch-v2-settings.html">
 *     EC2Launch v2 settings</a>
 */
final class Ec2LaunchReader implements ProgramReader {
  @Override
  public void read(String source, Findings to) {
    try {
      Yaml.parse(source, to.budget())
          .flatMap(root -> root.get("tasks"))
          .ifPresent(tasks -> tasks.elements().forEach(task -> task(task, to)));
    } catch (Yaml.Unreadable e) {
      to.cannotTell("is an EC2Launch configuration that is not valid YAML", 0);
    }
  }

  private static void task(Yaml task, Findings to) {
    String name = task.get("task").map(Yaml::string).orElse("");
    task.get("inputs")
        .ifPresent(
            inputs -> {
              inputs.elements().forEach(input -> input(name, input, to));
              if (inputs.mapping()) {
                input(name, inputs, to);
              }
            });
  }

  private static void input(String task, Yaml input, Findings to) {
    if (task.equals("executeScript")) {
      boolean batch = input.get("type").map(Yaml::string).orElse("").equals("batch");
      input
          .get("content")
          .ifPresent(
              node ->
                  to.nested(
                      batch ? Language.BATCH : Language.POWERSHELL, node.string(), node.offset()));
    } else if (task.equals("executeProgram")) {
      List<Word> argv = new ArrayList<>();
      argv.add(new Word(input.get("path").map(Yaml::string).orElse("").replace('\\', '/')));
      input
          .get("arguments")
          .ifPresent(
              node -> {
                for (String word : Splitter.on(' ').omitEmptyStrings().split(node.string())) {
                  argv.add(new Word(word));
                }
                node.elements().forEach(word -> argv.add(new Word(word.string())));
              });
      to.command(argv, input.offset());
    }
  }
}
