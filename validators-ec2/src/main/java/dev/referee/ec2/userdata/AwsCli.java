package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A call of the AWS CLI: its service, its operation and its effect.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/reference/">AWS CLI Command Reference</a>
 */
final class AwsCli {
  private static final ImmutableSet<String> GLOBAL_FLAGS =
      ImmutableSet.of(
          "--debug",
          "--no-verify-ssl",
          "--no-paginate",
          "--no-sign-request",
          "--no-cli-pager",
          "--cli-auto-prompt",
          "--no-cli-auto-prompt",
          "--version");

  private static final ImmutableSet<String> VALUES =
      ImmutableSet.of(
          "--region",
          "--profile",
          "--output",
          "--query",
          "--endpoint-url",
          "--include",
          "--exclude",
          "--source-region",
          "--expected-size",
          "--acl",
          "--sse",
          "--color");

  /** The services that can start instances, or run code that does. */
  private static final ImmutableSet<String> SERVICES =
      ImmutableSet.of(
          "ec2",
          "autoscaling",
          "eks",
          "emr",
          "cloudformation",
          "lambda",
          "stepfunctions",
          "ssm",
          "batch",
          "ecs",
          "elasticbeanstalk",
          "opsworks",
          "codebuild",
          "codepipeline",
          "codedeploy",
          "scheduler",
          "events",
          "imagebuilder",
          "lightsail",
          "cloud9",
          "gamelift",
          "servicecatalog",
          "proton");

  /** Operations that run code which is not in the user data. */
  private static final ImmutableMap<String, String> UNCLEAR =
      ImmutableMap.<String, String>builder()
          .put("lambda invoke", "invokes a Lambda function")
          .put("lambda invoke-async", "invokes a Lambda function")
          .put("stepfunctions start-execution", "starts a state machine")
          .put("stepfunctions start-sync-execution", "starts a state machine")
          .put("ssm create-association", "makes Systems Manager run a document")
          .put("ssm start-associations-once", "makes Systems Manager run a document")
          .put("codebuild start-build", "starts a build")
          .put("codebuild start-build-batch", "starts a build")
          .put("codepipeline start-pipeline-execution", "starts a pipeline")
          .put("codedeploy create-deployment", "starts a deployment")
          .put("batch submit-job", "submits a job")
          .put("batch update-compute-environment", "changes a compute environment")
          .put("ecs run-task", "runs a task")
          .put("ecs update-service", "changes how many tasks run")
          .put("ecs create-service", "runs tasks")
          .put("events put-targets", "makes EventBridge call a target")
          .put("servicecatalog provision-product", "provisions a product")
          .put("imagebuilder start-image-pipeline-execution", "builds an image on an instance")
          .put("autoscaling execute-policy", "makes a policy set the size of a group")
          .put("autoscaling put-scaling-policy", "makes a policy set the size of a group")
          .buildOrThrow();

  private static final ImmutableMap<String, String> STARTS =
      ImmutableMap.<String, String>builder()
          .put("emr create-cluster", "elasticmapreduce:RunJobFlow")
          .put("emr add-instance-groups", "elasticmapreduce:AddInstanceGroups")
          .put("emr modify-instance-groups", "elasticmapreduce:ModifyInstanceGroups")
          .put("elasticbeanstalk create-environment", "elasticbeanstalk:CreateEnvironment")
          .put("opsworks create-instance", "opsworks:CreateInstance")
          .put("opsworks start-instance", "opsworks:StartInstance")
          .put("opsworks start-stack", "opsworks:StartStack")
          .put("lightsail create-instances", "lightsail:CreateInstances")
          .put("cloud9 create-environment-ec2", "cloud9:CreateEnvironmentEC2")
          .put("ec2 import-instance", "ec2:ImportInstance")
          .put("batch create-compute-environment", "batch:CreateComputeEnvironment")
          .buildOrThrow();

  /** AWS's own documents that run no code of the caller. */
  private static final ImmutableSet<String> HARMLESS_DOCUMENTS =
      ImmutableSet.of(
          "AWS-UpdateSSMAgent",
          "AWS-ConfigureAWSPackage",
          "AmazonCloudWatch-ManageAgent",
          "AWS-RunPatchBaseline",
          "AWS-GatherSoftwareInventory",
          "AWS-StopEC2Instance",
          "AWS-TerminateEC2Instance");

  private final ShellInterpreter shell;
  private final List<Word> argv;
  private final int offset;
  private final List<Word> positional = new ArrayList<>();

  AwsCli(ShellInterpreter shell, List<Word> argv, int offset) {
    this.shell = shell;
    this.argv = argv;
    this.offset = offset;
  }

  static boolean isService(String word) {
    return SERVICES.contains(word);
  }

  /** Evaluates the call, and returns its output. */
  Data run() {
    positional();
    if (isTrial()) {
      return Data.LOCAL;
    }
    for (Word word : argv) {
      if (word.is("--profile") || word.text().startsWith("--profile=")) {
        shell.to.bringsCredentials(offset);
      }
    }
    int service = 0;
    while (service < positional.size() && !positional.get(service).isKnown()) {
      service++;
    }
    if (service >= positional.size()) {
      if (positional.size() > 1) {
        shell.to.cannotTell("calls an AWS action that is known only at run time", offset);
      }
      return Data.LOCAL;
    }
    Word operation = service + 1 < positional.size() ? positional.get(service + 1) : new Word("");
    return judge(positional.get(service).text(), operation, service);
  }

  private boolean isTrial() {
    int last = argv.size() - 1;
    boolean help = argv.get(last).is("help") && !argv.get(last - 1).text().startsWith("--");
    return help
        || (has("--dry-run") && !has("--no-dry-run"))
        || argv.stream().anyMatch(word -> word.text().startsWith("--generate-cli-skeleton"));
  }

  /** Collects the words that are not options or values of global options. */
  private void positional() {
    for (int i = 1; i < argv.size(); i++) {
      Word word = argv.get(i);
      if (!word.text().startsWith("-")) {
        positional.add(word);
      } else if (word.text().startsWith("--")
          && word.text().indexOf('=') < 0
          && !GLOBAL_FLAGS.contains(word.text())
          && (positional.size() < 2 ? !isCommand(i + 1) : VALUES.contains(word.text()))) {
        i++; // its value
      }
    }
  }

  private boolean isCommand(int at) {
    return at < argv.size()
        && (SERVICES.contains(argv.get(at).text())
            || StartingCalls.operations().contains(argv.get(at).text()));
  }

  private Data judge(String service, Word operation, int at) {
    if (service.equals("s3") || service.equals("s3api")) {
      return storage(operation.text(), at);
    }
    credentials(service, operation.text());
    if (!SERVICES.contains(service)) {
      return isSecret(service) ? fetched(service) : Data.LOCAL;
    }
    if (!operation.isKnown()) {
      unknown(service, operation);
      return Data.LOCAL;
    }
    String call = service + " " + operation.text();
    if (UNCLEAR.containsKey(call)) {
      shell.to.cannotTell(UNCLEAR.get(call), offset);
    } else if (STARTS.containsKey(call)) {
      shell.to.starts(STARTS.get(call), offset);
    } else if (service.equals("cloudformation")) {
      stack(operation.text());
    } else if (service.equals("ssm")) {
      return systemsManager(operation.text());
    } else if (service.equals("scheduler")) {
      schedule(operation.text());
    } else {
      starts(service, operation.text());
    }
    boolean reads = operation.text().startsWith("describe-") || operation.text().startsWith("get-");
    return reads && service.equals("ec2") ? fetched("what EC2 says") : Data.LOCAL;
  }

  private static boolean isSecret(String service) {
    return service.equals("secretsmanager")
        || service.equals("dynamodb")
        || service.equals("sqs")
        || service.equals("appconfig")
        || service.equals("kms");
  }

  private Data fetched(String source) {
    return new Data(shell.files.mark(source) + "\n", offset);
  }

  private void credentials(String service, String operation) {
    boolean role = service.equals("sts") && operation.startsWith("assume-role");
    boolean keys =
        service.equals("configure")
            && argv.stream()
                .anyMatch(
                    word ->
                        word.is("aws_access_key_id")
                            || word.is("role_arn")
                            || word.is("credential_process")
                            || word.is("import"));
    if (role || keys) {
      shell.to.bringsCredentials(offset);
    }
  }

  /** Evaluates an operation of which only a part is known. */
  private void unknown(String service, Word operation) {
    String known = Marks.ANY.removeFrom(operation.text());
    Optional<String> action = StartingCalls.action(known);
    if (action.isPresent()) {
      shell.to.starts(action.get(), offset);
    } else if (couldStart(service, operation)) {
      shell.to.cannotTell("calls an AWS action that is known only at run time", offset);
    }
  }

  private static boolean couldStart(String service, Word operation) {
    return service.equals("cloudformation")
        || StartingCalls.operations().stream().anyMatch(operation::couldBe)
        || UNCLEAR.keySet().stream()
            .anyMatch(
                call ->
                    call.startsWith(service + " ")
                        && operation.couldBe(call.substring(service.length() + 1)));
  }

  private void starts(String service, String operation) {
    boolean detaches = operation.equals("detach-instances") || operation.equals("enter-standby");
    if (service.equals("autoscaling") && detaches) {
      if (has("--no-should-decrement-desired-capacity")) {
        shell.to.starts(
            operation.equals("enter-standby")
                ? "autoscaling:EnterStandby"
                : "autoscaling:DetachInstances",
            offset);
      }
      return;
    }
    Optional<String> action =
        StartingCalls.action(operation).filter(it -> it.startsWith(prefix(service)));
    if (action.isPresent() && Capacity.of(operation, argv, shell).mayStart()) {
      shell.to.starts(action.get(), offset);
    }
  }

  private static String prefix(String service) {
    return service.equals("emr") ? "elasticmapreduce:" : service + ":";
  }

  private boolean has(String option) {
    return argv.stream().anyMatch(word -> word.is(option));
  }

  private Optional<Word> value(String option) {
    for (int i = 1; i < argv.size(); i++) {
      if (argv.get(i).is(option) && i + 1 < argv.size()) {
        return Optional.of(argv.get(i + 1));
      }
      if (argv.get(i).text().startsWith(option + "=")) {
        return Optional.of(new Word(argv.get(i).text().substring(option.length() + 1)));
      }
    }
    return Optional.empty();
  }

  /** Evaluates the template of a stack. */
  private void stack(String operation) {
    switch (operation) {
      case "create-stack",
          "update-stack",
          "deploy",
          "create-change-set",
          "create-stack-instances" -> {
        Optional<Word> body = value("--template-body").or(() -> value("--template-file"));
        Optional<String> template = body.flatMap(word -> document(word, operation));
        if (template.isPresent()) {
          shell.to.nested(Language.CLOUDFORMATION, template.get(), offset);
        } else {
          shell.to.cannotTell("creates a stack whose template is not in the user data", offset);
        }
      }
      case "execute-change-set",
          "continue-update-rollback",
          "update-stack-set",
          "update-stack-instances" ->
          shell.to.cannotTell("changes a stack whose template is not in the user data", offset);
      default -> {}
    }
  }

  private Optional<String> document(Word word, String operation) {
    String text = word.text();
    if (text.startsWith("file://") || operation.equals("deploy")) {
      String name = text.startsWith("file://") ? text.substring(7) : text;
      Data content = shell.content(name);
      return content.isKnown() ? Optional.of(content.text()) : Optional.empty();
    }
    return word.is(String.valueOf(Marks.UNKNOWN)) || text.isBlank()
        ? Optional.empty()
        : Optional.of(text);
  }

  private Data systemsManager(String operation) {
    String document = value("--document-name").map(Word::text).orElse("");
    if (operation.equals("send-command") && document.startsWith("AWS-Run")) {
      boolean script = document.endsWith("Script");
      Optional<Word> parameters = value("--parameters");
      if (script && parameters.isPresent() && parameters.get().isKnown()) {
        for (String command : StringLists.of(parameters.get().text())) {
          shell.evaluate(command, Data.NONE, offset);
        }
        return Data.LOCAL;
      }
    }
    boolean runs =
        operation.equals("send-command") || operation.equals("start-automation-execution");
    if (runs && document.equals("AWS-StartEC2Instance")) {
      shell.to.starts("ec2:StartInstances", offset);
    } else if (runs && !HARMLESS_DOCUMENTS.contains(document)) {
      shell.to.cannotTell("makes Systems Manager run a document", offset);
    }
    return operation.startsWith("get-parameter") ? fetched("SSM Parameter Store") : Data.LOCAL;
  }

  private void schedule(String operation) {
    if (!operation.equals("create-schedule") && !operation.equals("update-schedule")) {
      return;
    }
    for (Word word : argv) {
      String lower = Ascii.toLowerCase(word.text());
      int sdk = lower.indexOf(":aws-sdk:");
      if (sdk >= 0) {
        String call = lower.substring(sdk + 9);
        int end = 0;
        while (end < call.length()
            && (Character.isLetterOrDigit(call.charAt(end)) || call.charAt(end) == ':')) {
          end++;
        }
        String name = call.substring(0, end);
        Optional<String> action = StartingCalls.action(name.substring(name.indexOf(':') + 1));
        if (action.isPresent()) {
          shell.to.starts(action.get(), offset);
          return;
        }
      }
    }
    shell.to.cannotTell("makes a schedule call a target", offset);
  }

  /** Records downloads from S3. */
  private Data storage(String operation, int at) {
    List<Word> names = positional.subList(Math.min(at + 2, positional.size()), positional.size());
    if (operation.equals("get-object")) {
      String source =
          "s3://"
              + value("--bucket").map(Word::text).orElse("?")
              + "/"
              + value("--key").map(Word::text).orElse("");
      Word last = argv.get(argv.size() - 1);
      shell.files.fetch(source, Files.resolve(shell.state.directory, last.text()));
      return Data.NONE;
    }
    boolean prints = argv.stream().anyMatch(word -> word.is("-"));
    if (operation.equals("cp") && prints && !names.isEmpty()) {
      return fetched(names.get(0).text());
    }
    boolean copies = operation.equals("cp") || operation.equals("mv") || operation.equals("sync");
    if (!copies || names.size() < 2) {
      return Data.LOCAL;
    }
    String from = names.get(0).text();
    String to = names.get(1).text();
    if (to.startsWith("s3://")) {
      return Data.LOCAL;
    }
    if (!from.startsWith("s3://") && names.get(0).isKnown()) {
      return Data.LOCAL;
    }
    String path = Files.resolve(shell.state.directory, to);
    if (has("--recursive") || operation.equals("sync")) {
      shell.files.unpack(from, path);
    } else {
      boolean directory = to.endsWith("/") || to.endsWith(".");
      shell.files.fetch(from, directory ? Files.resolve(path, Files.name(from)) : path);
      shell.files.fetch(from, Files.resolve(path, Files.name(from)));
    }
    return Data.LOCAL;
  }
}
