package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Optional;

/** The readers of all languages. */
final class Readers {
  private static final ImmutableMap<Language, ProgramReader> READERS =
      Maps.immutableEnumMap(
          ImmutableMap.<Language, ProgramReader>builder()
              .put(Language.SHELL, new ShellReader())
              .put(Language.CRONTAB, new CrontabReader())
              .put(Language.SYSTEMD_UNIT, new UnitReader())
              .put(Language.CLOUD_CONFIG, new CloudConfigReader())
              .put(Language.EC2_LAUNCH, new Ec2LaunchReader())
              .put(Language.INCLUDE, new IncludeReader())
              .put(Language.PART_HANDLER, new PartHandlerReader())
              .put(Language.BOTTLEROCKET, new BottlerocketReader())
              .put(Language.TERRAFORM, new TerraformReader())
              .put(Language.CLOUDFORMATION, new CloudFormationReader())
              .put(Language.ANSIBLE, new AnsibleReader())
              .put(Language.PYTHON, CallReader.PYTHON)
              .put(Language.JAVASCRIPT, CallReader.JAVASCRIPT)
              .put(Language.RUBY, CallReader.RUBY)
              .put(Language.PERL, CallReader.PERL)
              .put(Language.PHP, CallReader.PHP)
              .put(Language.POWERSHELL, new PowerShellReader())
              .put(Language.BATCH, new BatchReader())
              .put(Language.C_FAMILY, CallReader.CURLY)
              .put(Language.OTHER, new OtherReader())
              .buildOrThrow());

  private Readers() {}

  /** Returns the reader of a language; empty for text that nothing runs. */
  static Optional<ProgramReader> of(Language language) {
    return Optional.ofNullable(READERS.get(language));
  }
}
