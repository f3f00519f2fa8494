package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files that the programs of one user data write or fetch, and the sources of fetched content.
 *
 * <p>Paths are absolute, without {@code .} and {@code ..}. For one thread.
 */
final class Files {

  /** A file that a program writes. */
  static final class Written {
    final StringBuilder content = new StringBuilder();
    final Findings by;
    final int offset;
    boolean read;

    Written(Findings by, int offset) {
      this.by = by;
      this.offset = offset;
    }

    String text() {
      return content.toString();
    }
  }

  /**
   * The maximum length of a path in Linux; a program's text that is tried as a path may be longer.
   */
  private static final int LONGEST_PATH = 4096;

  private static final int MOST_NAMES = 64;

  /** The path for a text that is too long for a path. */
  static final String NO_FILE = "/(no file)";

  private record Run(String path, Language language, Findings by, int offset) {}

  private final List<Run> runs = new ArrayList<>();
  private final Map<String, Written> written = new LinkedHashMap<>();
  private final Map<String, String> fetched = new HashMap<>();
  private final Map<String, String> unpacked = new HashMap<>();
  private final List<String> sources = new ArrayList<>();
  private final Map<String, Character> marks = new HashMap<>();
  private final Set<String> mentioned = new HashSet<>();
  private final Set<String> images = new HashSet<>();

  /** Returns the placeholder character for content from a source. */
  char mark(String source) {
    Character known = marks.get(source);
    if (known != null) {
      return known;
    }
    if (sources.size() > Marks.LAST_FETCHED - Marks.FIRST_FETCHED) {
      throw new Budget.Exhausted("fetches from more sources than Referee follows");
    }
    char mark = (char) (Marks.FIRST_FETCHED + sources.size());
    sources.add(source);
    marks.put(source, mark);
    return mark;
  }

  String source(char mark) {
    int index = mark - Marks.FIRST_FETCHED;
    return index < sources.size() ? sources.get(index) : "?";
  }

  /** Writes a file, or appends to it. */
  Written write(String path, String content, boolean append, Findings by, int offset) {
    by.budget().bytes(content.length());
    Written file = written.get(path);
    if (file == null) {
      by.budget().part();
    }
    if (file == null || !append) {
      file = new Written(by, offset);
      written.put(path, file);
    }
    if (!append) {
      fetched.remove(path);
    }
    file.content.append(content);
    file.read = false;
    return file;
  }

  /** Reads a file that is run, within the program that writes it. */
  void read(String path, Written file, Language language) {
    if (!file.read) {
      file.read = true;
      String text = file.text();
      Language of = language == Language.UNKNOWN ? Languages.of(path, text) : language;
      file.by.nested(of, text, file.offset);
    }
  }

  /** Records that a file is run that has not been written or downloaded so far. */
  void run(String path, Language language, Findings by, int offset) {
    if (runs.size() < Budget.PARTS) {
      runs.add(new Run(path, language, by, offset));
    }
  }

  /** Reads the run files that were written later; returns whether there were any. */
  boolean readRuns() {
    boolean any = false;
    for (Run run : ImmutableList.copyOf(runs)) {
      Written file = written.get(run.path());
      Optional<String> source = file == null ? source(run.path()) : Optional.empty();
      if (file != null && !file.read) {
        read(run.path(), file, run.language());
        any = true;
      }
      if (source.isPresent()) {
        run.by().fetchedAndRun(source.get(), run.offset());
        runs.remove(run);
      }
    }
    return any;
  }

  void remove(String path) {
    written.remove(path);
    fetched.remove(path);
  }

  void fetch(String source, String path) {
    fetched.put(path, source);
  }

  /** Records that a directory contains unpacked files; the root does not count. */
  void unpack(String source, String directory) {
    unpacked.putIfAbsent(directory, source);
  }

  Optional<Written> written(String path) {
    return Optional.ofNullable(written.get(path));
  }

  Map<String, Written> written() {
    return written;
  }

  /** Returns the source of a file or of one of its directories. */
  Optional<String> source(String path) {
    String at = path;
    while (true) {
      String source = fetched.get(at);
      if (source == null && !at.equals(path)) {
        source = unpacked.get(at);
      }
      if (source != null) {
        return Optional.of(source);
      }
      int slash = at.lastIndexOf('/');
      if (slash <= 0) {
        return Optional.empty();
      }
      at = at.substring(0, slash);
    }
  }

  /** Moves or copies a file. */
  void copy(String from, String to) {
    Written file = written.get(from);
    if (file != null) {
      written.put(to, file);
    }
    source(from).ifPresent(source -> fetched.put(to, source));
  }

  /** Records that a command names a word, which may be a file that it runs. */
  void mention(String word) {
    if (!word.isEmpty() && word.length() < 300) {
      mentioned.add(word.substring(word.lastIndexOf('/') + 1));
    }
  }

  boolean isMentioned(String path) {
    return mentioned.contains(path.substring(path.lastIndexOf('/') + 1));
  }

  void built(String image) {
    images.add(image);
  }

  boolean isBuilt(String image) {
    return images.contains(image);
  }

  /** Returns an absolute path; relative ones are resolved in a directory. */
  static String resolve(String directory, String path) {
    String whole = path.startsWith("/") ? path : directory + "/" + path;
    if (whole.length() > LONGEST_PATH || CharMatcher.is('/').countIn(whole) > MOST_NAMES) {
      return NO_FILE;
    }
    Deque<String> names = new ArrayDeque<>();
    for (String name : Splitter.on('/').split(whole)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return "/" + String.join("/", names);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
