package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Optional;

/** The readers of all languages. */
final class Readers {
  private static final ImmutableMap<Language, ProgramReader> READERS =
      Maps.immutableEnumMap(
          ImmutableMap.<Language, ProgramReader>builder()
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

  /** Returns the reader of a language; none for text that nothing runs. */
  static Optional<ProgramReader> of(Language language) {
    return Optional.ofNullable(READERS.get(language));
  }
}
