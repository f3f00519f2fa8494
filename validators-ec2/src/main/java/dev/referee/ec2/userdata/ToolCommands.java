package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tools that create instances from a description, or that run given code. */
final class ToolCommands {

  /** Commands that run code which is not in the user data, by their first words. */
  private static final ImmutableMap<String, String> UNCLEAR =
      ImmutableMap.<String, String>builder()
          .put("cfn-init", "runs commands from the metadata of a stack")
          .put("cfn-hup", "runs commands from the metadata of a stack")
          .put("puppet", "runs Puppet code that is not in the user data")
          .put("chef-client", "runs Chef recipes that are not in the user data")
          .put("chef-solo", "runs Chef recipes that are not in the user data")
          .put("chef-apply", "runs Chef recipes that are not in the user data")
          .put("salt-call", "runs Salt states that are not in the user data")
          .put("salt-ssh", "runs Salt states that are not in the user data")
          .put("nomad job", "runs a Nomad job")
          .put("nomad run", "runs a Nomad job")
          .put("cdk deploy", "deploys stacks whose templates are not in the user data")
          .put("sam deploy", "deploys a stack whose template is not in the user data")
          .put("sst deploy", "deploys stacks whose templates are not in the user data")
          .put("serverless deploy", "deploys a stack whose template is not in the user data")
          .put("sls deploy", "deploys a stack whose template is not in the user data")
          .put("copilot deploy", "deploys a stack whose template is not in the user data")
          .put("copilot svc", "deploys a stack whose template is not in the user data")
          .put("vagrant up", "starts the machines of a file that is not in the user data")
          .put("helm install", "installs a chart")
          .put("helm upgrade", "installs a chart")
          .put("ecs-cli compose", "runs tasks")
          .buildOrThrow();

  private static final ImmutableMap<String, String> STARTS =
      ImmutableMap.<String, String>builder()
          .put("ec2-run-instances", "ec2:RunInstances")
          .put("ec2-request-spot-instances", "ec2:RequestSpotInstances")
          .put("ec2-start-instances", "ec2:StartInstances")
          .put("as-set-desired-capacity", "autoscaling:SetDesiredCapacity")
          .put("as-create-auto-scaling-group", "autoscaling:CreateAutoScalingGroup")
          .put("eksctl create", "cloudformation:CreateStack")
          .put("eksctl scale", "eks:UpdateNodegroupConfig")
          .put("kops create", "autoscaling:CreateAutoScalingGroup")
          .put("kops update", "autoscaling:CreateAutoScalingGroup")
          .put("kops rolling-update", "autoscaling:CreateAutoScalingGroup")
          .put("ecs-cli up", "ec2:RunInstances")
          .put("ecs-cli scale", "autoscaling:SetDesiredCapacity")
          .put("eb create", "elasticbeanstalk:CreateEnvironment")
          .put("eb scale", "elasticbeanstalk:UpdateEnvironment")
          .put("packer build", "ec2:RunInstances")
          .put("docker-machine create", "ec2:RunInstances")
          .put("pcluster create-cluster", "ec2:RunInstances")
          .buildOrThrow();

  private static final ImmutableSet<String> CONTAINERS =
      ImmutableSet.of("docker", "podman", "nerdctl", "finch", "ctr");

  private final ShellInterpreter shell;
  private final ShellCommands commands;

  ToolCommands(ShellInterpreter shell, ShellCommands commands) {
    this.shell = shell;
    this.commands = commands;
  }

  /** Returns whether a name is that of a tool whose calls are known. */
  static boolean isKnown(String name) {
    return UNCLEAR.keySet().stream().anyMatch(call -> call.startsWith(name + " "));
  }

  /** Runs one of these commands; returns whether it is one. */
  boolean run(String name, List<Word> argv, Data in, int offset) {
    if (name.endsWith(".py")) {
      return run(name.substring(0, name.length() - 3), argv, in, offset);
    }
    List<String> words = plain(argv);
    String call = words.isEmpty() ? name : name + " " + words.get(0);
    boolean asks = argv.stream().anyMatch(word -> word.is("--help") || word.is("--dry-run"));
    if (asks) {
      return STARTS.containsKey(call) || UNCLEAR.containsKey(call);
    }
    Optional<String> action = either(STARTS, call, name);
    if (action.isPresent()) {
      if (!isZero(argv)) {
        shell.to.starts(action.get(), offset);
      }
      return true;
    }
    Optional<String> reason = either(UNCLEAR, call, name);
    if (reason.isPresent()) {
      unclear(reason.get(), offset);
      return true;
    }
    switch (name) {
      case "terraform", "tofu", "terragrunt" -> terraform(argv, words, offset);
      case "pulumi" -> pulumi(words, offset);
      case "ansible" -> ansible(argv, offset);
      case "ansible-playbook" -> playbooks(words, offset);
      case "ansible-pull" -> pull(argv, offset);
      case "kubectl" -> kubectl(argv, offset);
      case "docker-compose", "podman-compose" -> compose(argv, words, offset);
      case "make",
          "npm",
          "yarn",
          "pnpm",
          "mvn",
          "gradle",
          "cargo",
          "go",
          "rake",
          "bundle",
          "composer",
          "gunicorn",
          "uvicorn",
          "flask",
          "streamlit",
          "celery",
          "uwsgi" ->
          project(name, words, offset);
      case "pip", "pipx" -> packages(argv, offset);
      case "java" -> java(argv, offset);
      case "jbang", "rust-script", "cargo-script", "dotnet-script" -> source(words, offset);
      default -> {
        if (CONTAINERS.contains(name)) {
          container(argv, words, offset);
        } else if (name.startsWith("pip") && name.length() <= 7) {
          packages(argv, offset);
        } else {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<String> either(
      ImmutableMap<String, String> map, String call, String name) {
    return Optional.ofNullable(map.get(call)).or(() -> Optional.ofNullable(map.get(name)));
  }

  /** If the tool works on downloaded files, that is the source; otherwise it is unknown. */
  private void unclear(String reason, int offset) {
    Optional<String> source = shell.files.source(shell.state.directory + "/.");
    if (source.isPresent()) {
      shell.to.fetchedAndRun(source.get(), offset);
    } else {
      shell.to.cannotTell(reason, offset);
    }
  }

  private static List<String> plain(List<Word> argv) {
    List<String> words = new ArrayList<>();
    for (Word word : argv.subList(1, argv.size())) {
      if (!word.text().startsWith("-")) {
        words.add(word.text());
      }
    }
    return words;
  }

  private static boolean isZero(List<Word> argv) {
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      if (word.equals("--nodes=0")
          || (word.equals("--nodes") && i + 1 < argv.size() && argv.get(i + 1).is("0"))) {
        return true;
      }
    }
    return false;
  }

  private void terraform(List<Word> argv, List<String> words, int offset) {
    boolean applies = words.contains("apply") || words.contains("run-all");
    boolean destroys = argv.stream().anyMatch(word -> word.is("-destroy"));
    if (!applies || destroys) {
      return;
    }
    String directory = shell.state.directory;
    for (Word word : argv) {
      if (word.text().startsWith("-chdir=")) {
        directory = Files.resolve(directory, word.text().substring(7));
      }
    }
    boolean any = false;
    for (Map.Entry<String, Files.Written> file : inDirectory(directory)) {
      if (file.getKey().endsWith(".tf") || file.getKey().endsWith(".tf.json")) {
        any = true;
        file.getValue()
            .by
            .nested(Language.TERRAFORM, file.getValue().text(), file.getValue().offset);
      }
    }
    if (!any) {
      unclear("applies a Terraform configuration that is not in the user data", offset);
    }
  }

  private List<Map.Entry<String, Files.Written>> inDirectory(String directory) {
    List<Map.Entry<String, Files.Written>> all = new ArrayList<>();
    String prefix = directory.endsWith("/") ? directory : directory + "/";
    for (Map.Entry<String, Files.Written> file : shell.files.written().entrySet()) {
      shell.budget.step();
      if (file.getKey().startsWith(prefix)) {
        all.add(file);
      }
    }
    return all;
  }

  private void pulumi(List<String> words, int offset) {
    if (!words.contains("up") && !words.contains("update")) {
      return;
    }
    boolean any = false;
    for (Map.Entry<String, Files.Written> file : inDirectory(shell.state.directory)) {
      String name = Files.name(file.getKey());
      if (name.equals("Pulumi.yaml")) {
        any = true;
        file.getValue()
            .by
            .nested(Language.CLOUDFORMATION, file.getValue().text(), file.getValue().offset);
      } else if (name.endsWith(".py") || name.endsWith(".js") || name.endsWith(".ts")) {
        any = true;
        shell.files.read(file.getKey(), file.getValue(), Language.UNKNOWN);
      }
    }
    if (!any) {
      unclear("deploys a Pulumi program that is not in the user data", offset);
    }
  }

  private void ansible(List<Word> argv, int offset) {
    String module = "";
    String arguments = "";
    for (int i = 1; i + 1 < argv.size(); i++) {
      if (argv.get(i).is("-m") || argv.get(i).is("--module-name")) {
        module = argv.get(i + 1).text();
      } else if (argv.get(i).is("-a") || argv.get(i).is("--args")) {
        arguments = argv.get(i + 1).text();
      }
    }
    AnsibleReader.module(module, arguments, shell.to, offset);
  }

  private void playbooks(List<String> words, int offset) {
    boolean any = false;
    for (String word : words) {
      Data content = shell.content(word);
      String path = Files.resolve(shell.state.directory, word);
      Optional<String> source = shell.files.source(path);
      if (source.isPresent()) {
        any = true;
        shell.to.fetchedAndRun(source.get(), offset);
      } else if (content.isKnown()) {
        any = true;
        shell
            .files
            .written(path)
            .ifPresent(file -> file.by.nested(Language.ANSIBLE, file.text(), file.offset));
      }
    }
    if (!any) {
      unclear("runs an Ansible playbook that is not in the user data", offset);
    }
  }

  private void pull(List<Word> argv, int offset) {
    for (int i = 1; i + 1 < argv.size(); i++) {
      if (argv.get(i).is("-U") || argv.get(i).is("--url")) {
        shell.to.fetchedAndRun(argv.get(i + 1).text(), offset);
        return;
      }
    }
    shell.to.cannotTell("runs an Ansible playbook that is not in the user data", offset);
  }

  private void kubectl(List<Word> argv, int offset) {
    for (int i = 1; i < argv.size(); i++) {
      String file = argv.get(i).text();
      boolean names = argv.get(i - 1).is("-f") || argv.get(i - 1).is("-k");
      if (names && file.contains("://")) {
        shell.to.fetchedAndRun(file, offset);
      }
    }
  }

  private void packages(List<Word> argv, int offset) {
    if (argv.stream().noneMatch(word -> word.is("install"))) {
      return;
    }
    for (Word word : argv) {
      String text = word.text();
      if (text.startsWith("git+") || text.startsWith("http://") || text.startsWith("https://")) {
        boolean index = text.endsWith("/simple") || text.endsWith("/simple/");
        if (!index) {
          shell.to.fetchedAndRun(text.startsWith("git+") ? text.substring(4) : text, offset);
        }
      }
    }
  }

  private void java(List<Word> argv, int offset) {
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      boolean jar = word.equals("-jar") && i + 1 < argv.size();
      if (jar || word.endsWith(".java")) {
        String file = jar ? argv.get(i + 1).text() : word;
        commands.runFile(here(file), Language.C_FAMILY, offset);
        return;
      }
    }
  }

  private static String here(String file) {
    return file.indexOf('/') < 0 ? "./" + file : file;
  }

  private void source(List<String> words, int offset) {
    if (!words.isEmpty()) {
      commands.runFile(here(words.get(0)), Language.C_FAMILY, offset);
    }
  }

  /** Runs the named Go files, or those of the directory. */
  private void go(List<String> words, int offset) {
    for (String word : words.subList(1, words.size())) {
      if (word.endsWith(".go")) {
        commands.runFile(here(word), Language.C_FAMILY, offset);
      } else {
        String directory = Files.resolve(shell.state.directory, word);
        for (Map.Entry<String, Files.Written> file : inDirectory(directory)) {
          if (file.getKey().endsWith(".go")) {
            shell.files.read(file.getKey(), file.getValue(), Language.C_FAMILY);
          }
        }
      }
    }
  }

  /** Evaluates a command that runs the contents of the directory. */
  private void project(String name, List<String> words, int offset) {
    if (name.equals("go") && words.size() > 1 && words.get(0).equals("run")) {
      go(words, offset);
    }
    boolean installs =
        !words.isEmpty()
            && ImmutableSet.of(
                    "install", "ci", "i", "add", "config", "cache", "update", "get", "version")
                .contains(words.get(0))
            && !name.equals("make");
    if (!installs) {
      shell
          .files
          .source(shell.state.directory + "/.")
          .ifPresent(source -> shell.to.fetchedAndRun(source, offset));
    }
  }

  private void compose(List<Word> argv, List<String> words, int offset) {
    if (!words.contains("up") && !words.contains("run") && !words.contains("start")) {
      return;
    }
    String file = "docker-compose.yml";
    for (int i = 1; i + 1 < argv.size(); i++) {
      if (argv.get(i).is("-f") || argv.get(i).is("--file")) {
        file = argv.get(i + 1).text();
      }
    }
    String path = Files.resolve(shell.state.directory, file);
    Optional<String> source = shell.files.source(path);
    if (source.isPresent()) {
      shell.to.fetchedAndRun(source.get(), offset);
      return;
    }
    Optional<Files.Written> written =
        shell
            .files
            .written(path)
            .or(() -> shell.files.written(Files.resolve(shell.state.directory, "compose.yaml")))
            .or(() -> shell.files.written(Files.resolve(shell.state.directory, "compose.yml")));
    if (written.isPresent()) {
      ComposeFile.read(written.get().text(), shell, offset);
    }
  }

  private void container(List<Word> argv, List<String> words, int offset) {
    if (words.isEmpty()) {
      return;
    }
    int at = 1;
    while (at < argv.size() && argv.get(at).text().startsWith("-")) {
      at++;
    }
    String command = at < argv.size() ? argv.get(at).text() : "";
    if (command.equals("container") || command.equals("image")) {
      command = ++at < argv.size() ? argv.get(at).text() : "";
    }
    switch (command) {
      case "run", "create" -> runImage(argv, FetchCommands.image(argv, at + 1), offset);
      case "exec" -> inside(argv, FetchCommands.image(argv, at + 1) + 1, offset);
      case "compose" -> compose(argv, words, offset);
      case "build", "buildx" -> build(argv, offset);
      default -> {}
    }
  }

  private void inside(List<Word> argv, int at, int offset) {
    if (at < argv.size()) {
      commands.run(new ArrayList<>(argv.subList(at, argv.size())), Data.NONE, offset);
    }
  }

  private void runImage(List<Word> argv, int at, int offset) {
    if (at >= argv.size()) {
      return;
    }
    for (int i = 1; i < at; i++) {
      if (argv.get(i).is("--entrypoint") || argv.get(i).text().startsWith("--entrypoint=")) {
        shell.files.mention(argv.get(i).text());
      }
    }
    String image = argv.get(at).text();
    if (image.contains("aws-cli") || image.contains("awscli")) {
      List<Word> aws = new ArrayList<>(argv.subList(at, argv.size()));
      aws.set(0, new Word("aws"));
      commands.run(aws, Data.NONE, offset);
      return;
    }
    image(image, offset);
    inside(argv, at + 1, offset);
  }

  /** Evaluates a command that runs an image. */
  void image(String image, int offset) {
    if (!shell.files.isBuilt(image) && !Images.isKnown(image)) {
      shell.to.fetchedAndRun(image, offset);
    }
  }

  private void build(List<Word> argv, int offset) {
    String directory = ".";
    String file = "";
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      boolean valued =
          ImmutableSet.of("-t", "--tag", "-f", "--file", "--build-arg", "--platform", "--target")
              .contains(word);
      if (valued && i + 1 < argv.size()) {
        String value = argv.get(++i).text();
        if (word.equals("-t") || word.equals("--tag")) {
          shell.files.built(value);
        } else if (word.equals("-f") || word.equals("--file")) {
          file = value;
        }
      } else if (!word.startsWith("-")) {
        directory = word;
      }
    }
    String path =
        file.isEmpty()
            ? Files.resolve(Files.resolve(shell.state.directory, directory), "Dockerfile")
            : Files.resolve(shell.state.directory, file);
    Optional<String> source = shell.files.source(path);
    if (directory.contains("://") || source.isPresent()) {
      shell.to.fetchedAndRun(source.orElse(directory), offset);
      return;
    }
    shell.files.written(path).ifPresent(it -> Dockerfile.read(it.text(), shell, offset));
  }
}
