package dev.referee.ec2.userdata;

import java.util.ArrayList;
import java.util.List;

/** The direct findings of a reader about one program, as lines of text. */
final class RecordedFindings implements Findings {
  final List<String> lines = new ArrayList<>();
  private final Budget budget = new Budget();
  private final Files files = new Files();

  static List<String> of(Language language, String program) {
    RecordedFindings findings = new RecordedFindings();
    Readers.of(language).orElseThrow().read(program, findings);
    return findings.lines;
  }

  @Override
  public void starts(String iamAction, int offset) {
    lines.add("starts " + iamAction);
  }

  @Override
  public void cannotTell(String why, int offset) {
    lines.add("cannot tell");
  }

  @Override
  public void fetchedAndRun(String source, int offset) {
    lines.add("runs " + source);
  }

  @Override
  public void fetched(String source, String path, int offset) {
    lines.add("fetches %s to %s".formatted(source, path));
    files.fetch(source, path);
  }

  @Override
  public void writes(String path, String content, int offset) {
    lines.add("writes %s: %s".formatted(path, content.strip()));
    files.write(path, content, false, this, offset);
  }

  @Override
  public void command(List<Word> argv, int offset) {
    lines.add("command " + argv.stream().map(Word::text).toList());
  }

  @Override
  public void nested(Language language, String program, int offset) {
    lines.add("nested %s: %s".formatted(language, program));
  }

  @Override
  public void bringsCredentials(int offset) {
    lines.add("brings credentials");
  }

  @Override
  public Files files() {
    return files;
  }

  @Override
  public Budget budget() {
    return budget;
  }
}
