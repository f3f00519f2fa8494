package dev.referee.ec2.userdata;

import java.util.List;

/** The findings of all programs of one user data, and the reading that follows from them. */
final class ReadingFindings implements Findings {
  private final TrustedSources trusted;
  private final Budget budget;

  private boolean starts;
  private boolean unclear;
  private boolean bringsCredentials;

  ReadingFindings(TrustedSources trusted, Budget budget) {
    this.trusted = trusted;
    this.budget = budget;
  }

  Reading reading() {
    if (starts) {
      return Reading.starts("");
    }
    return unclear ? Reading.cannotTell("") : Reading.clean(bringsCredentials);
  }

  @Override
  public void starts(String iamAction, int offset) {
    starts = true;
  }

  @Override
  public void cannotTell(String why, int offset) {
    unclear = true;
  }

  @Override
  public void fetchedAndRun(String source, int offset) {
    unclear |= !trusted.names().contains(source);
  }

  @Override
  public void fetched(String source, String path, int offset) {}

  @Override
  public void writes(String path, String content, int offset) {}

  @Override
  public void command(List<Word> argv, int offset) {}

  @Override
  public void nested(Language language, String program, int offset) {
    Readers.of(language).ifPresent(reader -> reader.read(program, this));
  }

  @Override
  public void bringsCredentials(int offset) {
    bringsCredentials = true;
  }

  @Override
  public Budget budget() {
    return budget;
  }
}
