package dev.referee.ec2.userdata;

/** A language of the programs and documents in user data. */
public enum Language {
  /** POSIX shell and bash. */
  SHELL("shell script"),
  PYTHON("Python program"),
  JAVASCRIPT("JavaScript program"),
  POWERSHELL("PowerShell script"),
  /** Windows batch files, the {@code <script>} of EC2Launch. */
  BATCH("batch file"),
  RUBY("Ruby program"),
  PERL("Perl program"),
  PHP("PHP program"),
  /** The YAML of cloud-init. */
  CLOUD_CONFIG("cloud-config"),
  /** Terraform's language, HCL. */
  TERRAFORM("Terraform configuration"),
  /** A CloudFormation template, JSON or YAML. */
  CLOUDFORMATION("CloudFormation template"),
  /** An Ansible playbook. */
  ANSIBLE("Ansible playbook"),
  /** A crontab. */
  CRONTAB("crontab"),
  /** A systemd unit file. */
  SYSTEMD_UNIT("systemd unit"),
  /** The tasks of EC2Launch, YAML. */
  EC2_LAUNCH("EC2Launch configuration"),
  /** The URLs of further user data. */
  INCLUDE("list of included files"),
  /** A program to which cloud-init passes other parts. */
  PART_HANDLER("part handler"),
  /** The settings of Bottlerocket. */
  BOTTLEROCKET("Bottlerocket configuration"),
  /** Go, Java, Rust or C#, run from the source. */
  C_FAMILY("program"),
  /** A language without a reader. */
  OTHER("program in an unsupported language"),
  /** Text that nothing runs. */
  TEXT("text"),
  /** Determined by the first line of the text. */
  UNKNOWN("text");

  private final String title;

  Language(String title) {
    this.title = title;
  }

  /** Returns the name of a program in this language for a sentence. */
  String title() {
    return title;
  }
}
