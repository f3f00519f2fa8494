package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * The relevant cmdlets of PowerShell and of AWS Tools for PowerShell, in lower case.
 *
 * @see <a href="https://docs.aws.amazon.com/powershell/latest/reference/">AWS Tools for PowerShell
 *     Cmdlet Reference</a>
 */
final class Cmdlets {
  static final ImmutableMap<String, String> STARTING =
      ImmutableMap.<String, String>builder()
          .put("new-ec2instance", "ec2:RunInstances")
          .put("new-ec2fleet", "ec2:CreateFleet")
          .put("edit-ec2fleet", "ec2:ModifyFleet")
          .put("request-ec2spotinstance", "ec2:RequestSpotInstances")
          .put("request-ec2spotfleet", "ec2:RequestSpotFleet")
          .put("edit-ec2spotfleetrequest", "ec2:ModifySpotFleetRequest")
          .put("start-ec2instance", "ec2:StartInstances")
          .put("new-ec2scheduledinstance", "ec2:RunScheduledInstances")
          .put("set-asdesiredcapacity", "autoscaling:SetDesiredCapacity")
          .put("update-asautoscalinggroup", "autoscaling:UpdateAutoScalingGroup")
          .put("new-asautoscalinggroup", "autoscaling:CreateAutoScalingGroup")
          .put("write-asscheduledupdategroupaction", "autoscaling:PutScheduledUpdateGroupAction")
          .put(
              "set-asscheduledupdategroupactionbatch",
              "autoscaling:BatchPutScheduledUpdateGroupAction")
          .put("write-aswarmpool", "autoscaling:PutWarmPool")
          .put("start-aspolicy", "autoscaling:ExecutePolicy")
          .put("new-eksnodegroup", "eks:CreateNodegroup")
          .put("update-eksnodegroupconfig", "eks:UpdateNodegroupConfig")
          .put("start-emrjobflow", "elasticmapreduce:RunJobFlow")
          .put("new-ebenvironment", "elasticbeanstalk:CreateEnvironment")
          .put("new-c9environmentec2", "cloud9:CreateEnvironmentEC2")
          .put("new-batcomputeenvironment", "batch:CreateComputeEnvironment")
          .buildOrThrow();

  /** The cmdlets that create a stack from a template. */
  static final ImmutableSet<String> STACKS = ImmutableSet.of("new-cfnstack", "update-cfnstack");

  /** The cmdlets that make another service run code that is not in the user data. */
  static final ImmutableSet<String> OTHERS =
      ImmutableSet.of(
          "invoke-lmfunction",
          "invoke-lmfunctionasync",
          "start-sfnexecution",
          "start-ssmautomationexecution",
          "send-ssmcommand",
          "start-cbbuild",
          "start-cfnchangeset",
          "new-cfnchangeset");

  static final ImmutableSet<String> FETCHING =
      ImmutableSet.of(
          "invoke-webrequest",
          "invoke-restmethod",
          "start-bitstransfer",
          "read-s3object",
          "copy-s3object",
          "get-ssmparametervalue",
          "get-secsecretvalue");

  static final ImmutableSet<String> WRITING =
      ImmutableSet.of("set-content", "add-content", "out-file", "new-item", "tee-object");

  /** Keywords before or after which a command begins. */
  static final ImmutableSet<String> KEYWORDS =
      ImmutableSet.of(
          "if", "else", "elseif", "while", "do", "until", "for", "foreach", "in", "try", "catch",
          "finally", "switch", "return", "process", "begin", "end", "trap", "throw", "param");

  private static final ImmutableMap<String, String> ALIASES =
      ImmutableMap.<String, String>builder()
          .put("iex", "invoke-expression")
          .put("iwr", "invoke-webrequest")
          .put("irm", "invoke-restmethod")
          .put("wget", "invoke-webrequest")
          .put("saps", "start-process")
          .put("start", "start-process")
          .put("sc", "set-content")
          .put("ac", "add-content")
          .put("ni", "new-item")
          .put("tee", "tee-object")
          .put("sal", "set-alias")
          .put("nal", "new-alias")
          .put("echo", "write-output")
          .put("write", "write-output")
          .put("icm", "invoke-command")
          .buildOrThrow();

  private Cmdlets() {}

  /** Returns a cmdlet's name without its module, in lower case, with aliases resolved. */
  static String plain(String name) {
    String lower = Ascii.toLowerCase(name);
    int module = lower.lastIndexOf('\\');
    boolean path = lower.indexOf(':') >= 0 || lower.startsWith(".") || lower.startsWith("\\");
    String plain = module >= 0 && !path ? lower.substring(module + 1) : lower;
    return ALIASES.getOrDefault(plain, plain);
  }
}
