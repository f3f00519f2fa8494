package dev.referee.ec2.userdata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings of one program, with the position of the program in its parent. */
final class ProgramFindings implements Findings {
  private final ReadingFindings all;
  final Language language;
  final String source;
  private final @Nullable ProgramFindings parent;
  private final int parentOffset;
  private final int depth;

  ProgramFindings(
      ReadingFindings all,
      Language language,
      String source,
      @Nullable ProgramFindings parent,
      int parentOffset) {
    this.all = all;
    this.language = language;
    this.source = source;
    this.parent = parent;
    this.parentOffset = parentOffset;
    this.depth = parent == null ? 0 : parent.depth + 1;
    all.budget().depth(depth);
  }

  /** Returns a position in the outermost text that contains it unchanged. */
  Place place(int offset) {
    int within = Math.max(0, Math.min(offset, source.length()));
    if (parent == null) {
      return new Place(this, within);
    }
    int at = Math.max(0, Math.min(parentOffset, parent.source.length()));
    boolean verbatim = parent.source.startsWith(source, at);
    return parent.place(verbatim ? at + within : at);
  }

  @Override
  public void starts(String iamAction, int offset) {
    all.starts(iamAction, this, offset);
  }

  @Override
  public void cannotTell(String reason, int offset) {
    all.cannotTell(reason, this, offset);
  }

  @Override
  public void fetchedAndRun(String from, int offset) {
    all.fetchedAndRun(from, this, offset);
  }

  @Override
  public void fetched(String from, String path, int offset) {
    all.files().fetch(from, Files.resolve("/", path));
  }

  @Override
  public void writes(String path, String content, int offset) {
    all.files().write(Files.resolve("/", path), content, false, this, offset);
  }

  @Override
  public void command(List<Word> argv, int offset) {
    new ShellInterpreter(this).command(argv, offset);
  }

  @Override
  public void nested(Language inner, String program, int offset) {
    all.nested(inner, program, this, offset);
  }

  @Override
  public void bringsCredentials(int offset) {
    all.bringsCredentials();
  }

  @Override
  public Files files() {
    return all.files();
  }

  @Override
  public Budget budget() {
    return all.budget();
  }
}
