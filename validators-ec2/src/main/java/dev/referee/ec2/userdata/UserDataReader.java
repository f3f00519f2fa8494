package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * A reader of user data and its programs that decides whether one of them starts instances.
 *
 * <p>A {@link Budget} limits its work, whatever the user data contains; an interrupt of the thread
 * ends it with a {@link java.util.concurrent.CancellationException}. Immutable and thread-safe.
 */
public final class UserDataReader {
  private final TrustedSources trusted;
  private final ImmutableList<Pattern> bad;

  private UserDataReader(TrustedSources trusted, ImmutableList<Pattern> bad) {
    this.trusted = trusted;
    this.bad = bad;
  }

  /** Creates a reader that treats code from trusted sources as clean. */
  public static UserDataReader trusting(TrustedSources trusted) {
    return new UserDataReader(trusted, ImmutableList.of());
  }

  /**
   * Creates a reader that searches for the organiser's patterns instead of the calls that start
   * instances.
   *
   * @param patterns in the syntax of RE2
   * @throws IllegalArgumentException if RE2 does not support one, such as lookahead
   */
  public static UserDataReader of(TrustedSources trusted, List<String> patterns) {
    return new UserDataReader(
        trusted,
        patterns.stream().map(UserDataReader::compiled).collect(ImmutableList.toImmutableList()));
  }

  /** Returns this reader with trusted sources. */
  public UserDataReader with(TrustedSources sources) {
    return new UserDataReader(sources, bad);
  }

  private static Pattern compiled(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "RE2 does not support this pattern; lookahead, lookbehind and backreferences, for example, are not supported: %s (%s)"
              .formatted(pattern, e.getDescription()),
          e);
    }
  }

  /** Reads user data. */
  public Reading read(UserData userData) {
    return read(userData, new Budget());
  }

  Reading read(UserData userData, Budget budget) {
    PatternSearch search = new PatternSearch();
    ReadingFindings findings = new ReadingFindings(trusted, budget, search::look);
    userData.unseen().forEach(findings::notUnpacked);
    userData.parts().forEach(part -> findings.part(part.language(), part.text()));
    findings.end();
    return bad.isEmpty() ? findings.reading() : search.reading(findings);
  }

  /** Reads one program. */
  Reading read(Language language, String program) {
    return read(UserData.of(language, program));
  }

  /** A search for the organiser's patterns in each program. */
  private final class PatternSearch {
    private Optional<Reading> found = Optional.empty();

    void look(ProgramFindings program) {
      if (bad.isEmpty() || found.isPresent()) {
        return;
      }
      String text = Comments.blanked(program.language, program.source, program.budget());
      for (Pattern pattern : bad) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.find()) {
          Place place = program.place(matcher.start());
          found =
              Optional.of(Reading.bad(pattern.pattern(), place.line(), Redaction.of(place.text())));
          return;
        }
      }
    }

    Reading reading(ReadingFindings findings) {
      return found.orElseGet(findings::withoutStarts);
    }
  }
}
