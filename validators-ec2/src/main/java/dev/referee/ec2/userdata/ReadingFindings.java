package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Reading.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The findings of all programs in one user data, and the reading that follows from them. Nested
 * programs wait in a queue, so that their depth does not use the stack. For one thread.
 */
final class ReadingFindings {
  private final TrustedSources trusted;
  private final Budget budget;
  private final Files files = new Files();
  private final Deque<ProgramFindings> waiting = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();
  private final Consumer<ProgramFindings> programs;

  private final Set<String> actions = new LinkedHashSet<>();
  private final Set<String> sources = new LinkedHashSet<>();
  private @Nullable Place start;
  private @Nullable String why;
  private @Nullable Place unclear;
  private boolean unclearByItself;
  private boolean bringsCredentials;

  /**
   * Creates empty findings.
   *
   * @param programs receives each program before it is read
   */
  ReadingFindings(TrustedSources trusted, Budget budget, Consumer<ProgramFindings> programs) {
    this.trusted = trusted;
    this.budget = budget;
    this.programs = programs;
  }

  /** Reads a part of the user data, and the programs in it. */
  void part(Language language, String text) {
    guarded(() -> add(language, text, null, 0));
    drain();
  }

  /** Reads the files that run because of their location, or because something names them. */
  void end() {
    boolean[] any = {true};
    while (any[0]) {
      any[0] = false;
      guarded(() -> any[0] = readFiles());
      drain();
    }
  }

  private boolean readFiles() {
    boolean any = files.readRuns();
    for (Map.Entry<String, Files.Written> entry :
        ImmutableList.copyOf(files.written().entrySet())) {
      String path = entry.getKey();
      Files.Written file = entry.getValue();
      budget.step();
      if (file.read || path.startsWith("/dev/")) {
        continue;
      }
      String text = file.text();
      Optional<Language> startup = Languages.startup(path);
      if (startup.isPresent()) {
        Language language = startup.get();
        files.read(path, file, language == Language.SHELL ? Language.UNKNOWN : language);
        any = true;
      } else if (Languages.isProgram(path, text) && isNamed(path)) {
        files.read(path, file, Language.UNKNOWN);
        any = true;
      }
    }
    return any;
  }

  /** Returns whether a command or a settings file names a file. */
  private boolean isNamed(String path) {
    if (files.isMentioned(path)) {
      return true;
    }
    for (Map.Entry<String, Files.Written> entry : files.written().entrySet()) {
      budget.step();
      if (entry.getKey().startsWith("/etc/")
          && !entry.getKey().equals(path)
          && !entry.getKey().startsWith("/etc/motd")
          && !entry.getKey().startsWith("/etc/issue")) {
        budget.steps(entry.getValue().content.length());
        if (entry.getValue().content.indexOf(path) >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void drain() {
    while (!waiting.isEmpty()) {
      ProgramFindings program = waiting.poll();
      guarded(() -> read(program));
    }
  }

  private void read(ProgramFindings program) {
    programs.accept(program);
    Optional<ProgramReader> reader = Readers.of(program.language);
    if (reader.isPresent()) {
      reader.get().read(program.source, program);
    } else if (program.language != Language.TEXT) {
      program.cannotTell("runs a " + program.language.title(), 0);
    }
  }

  /** Runs an action; if the budget is exceeded, the result is "cannot tell". */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (Budget.Exhausted e) {
      unclearByItself = true;
      why = why == null ? "The user data " + e.getMessage() : why;
    } catch (StackOverflowError e) {
      unclearByItself = true;
      why = why == null ? "The user data is nested too deeply" : why;
    }
  }

  void nested(Language language, String text, ProgramFindings parent, int offset) {
    add(language, text, parent, offset);
  }

  private void add(Language given, String text, @Nullable ProgramFindings parent, int offset) {
    Language language =
        given == Language.UNKNOWN ? Languages.byFirstLine(text).orElse(Language.SHELL) : given;
    if (text.isBlank() || language == Language.TEXT || !seen.add(language + ":" + text)) {
      return;
    }
    budget.part();
    budget.bytes(text.length());
    ProgramFindings program = new ProgramFindings(this, language, text, parent, offset);
    // Unknown parts of these are passed to the programs in them.
    boolean follows =
        language == Language.SHELL
            || language == Language.CRONTAB
            || language == Language.CLOUD_CONFIG
            || language == Language.SYSTEMD_UNIT;
    if (!follows) {
      marks(text, program);
    }
    waiting.add(program);
  }

  /** Reports the parts of a program that another command has downloaded or changed. */
  private void marks(String text, ProgramFindings program) {
    for (int i = Marks.ANY.indexIn(text); i >= 0; i = Marks.ANY.indexIn(text, i + 1)) {
      budget.step();
      if (Marks.FETCHED.matches(text.charAt(i))) {
        program.fetchedAndRun(files.source(text.charAt(i)), 0);
      } else if (text.charAt(i) == Marks.ALTERED) {
        program.cannotTell("runs a text that another command has changed", 0);
      }
    }
  }

  void starts(String action, ProgramFindings program, int offset) {
    actions.add(action);
    if (start == null) {
      start = program.place(offset);
    }
  }

  void cannotTell(String clause, ProgramFindings program, int offset) {
    unclearByItself = true;
    unclear(clause, program, offset);
  }

  private void unclear(String clause, ProgramFindings program, int offset) {
    if (why == null) {
      unclear = program.place(offset);
      why = "Line " + unclear.line() + where(unclear) + " " + clause;
    }
  }

  /** Records what was not unpacked, as a sentence. */
  void notUnpacked(String sentence) {
    unclearByItself = true;
    why = why == null ? sentence : why;
  }

  void fetchedAndRun(String source, ProgramFindings program, int offset) {
    if (!trusted.trusts(source) && !TrustedSources.isMetadata(source)) {
      String shown = TrustedSources.shown(source);
      if (sources.size() < 20) {
        sources.add(shown);
      }
      unclear("runs code that it downloads from " + shown, program, offset);
    }
  }

  void bringsCredentials() {
    bringsCredentials = true;
  }

  Files files() {
    return files;
  }

  Budget budget() {
    return budget;
  }

  private static String where(Place place) {
    Language language = place.program().language;
    return language == Language.SHELL ? " of the user data" : " of the " + language.title();
  }

  Reading reading() {
    boolean complete = why == null;
    if (start != null) {
      String action = actions.iterator().next();
      return reading(
          Kind.STARTS,
          "Line %d%s calls %s, which starts instances"
              .formatted(start.line(), where(start), action),
          start,
          complete);
    }
    return withoutStarts();
  }

  /** Returns the reading if there is no call that starts instances. */
  Reading withoutStarts() {
    return why != null
        ? reading(Kind.CANNOT_TELL, why, unclear, false)
        : Reading.clean(bringsCredentials);
  }

  private Reading reading(Kind kind, String reason, @Nullable Place place, boolean complete) {
    return new Reading(
        kind,
        reason,
        place == null ? OptionalInt.empty() : OptionalInt.of(place.line()),
        Optional.ofNullable(place).map(it -> Redaction.of(it.text())),
        kind == Kind.STARTS ? ImmutableSet.copyOf(actions) : ImmutableSet.of(),
        bringsCredentials,
        complete,
        unclearByItself ? ImmutableSet.of() : ImmutableSet.copyOf(sources));
  }
}
