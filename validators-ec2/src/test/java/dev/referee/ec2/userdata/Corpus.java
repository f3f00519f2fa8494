package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.referee.ec2.userdata.Reading.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The user data samples, whose format is described in the README next to them. */
final class Corpus {
  private static final String HEADER = "%%% ";
  private static final Splitter COMMAS = Splitter.on(',').trimResults();
  private static final Path DIRECTORY = directory();

  private Corpus() {}

  private static Path directory() {
    try {
      return Path.of(Resources.getResource(Corpus.class, "corpus").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static ImmutableList<Sample> samples() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .flatMap(file -> read(file).stream())
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ImmutableList<Sample> read(Path file) {
    String name = file.getFileName().toString().replace(".txt", "");
    ImmutableList.Builder<Sample> samples = ImmutableList.builder();
    try {
      List<String> lines = Splitter.on('\n').splitToList(Files.readString(file, UTF_8));
      int at = 0;
      while (at < lines.size()) {
        at++;
        if (lines.get(at - 1).startsWith(HEADER)) {
          int begin = at - 1;
          while (at < lines.size() && lines.get(at).startsWith(HEADER)) {
            at++;
          }
          int body = at;
          while (at < lines.size() && !lines.get(at).startsWith(HEADER)) {
            at++;
          }
          samples.add(sample(name, lines.subList(begin, body), lines.subList(body, at)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples.build();
  }

  private static Sample sample(String file, List<String> header, List<String> body) {
    List<String> first = Splitter.on(' ').splitToList(header.get(0).substring(HEADER.length()));
    ImmutableList<String> steps = ImmutableList.of();
    if (header.size() > 2) {
      String line = header.get(2).substring(HEADER.length());
      if (!line.startsWith("as: ")) {
        throw new IllegalStateException("Unknown header in %s: %s".formatted(file, line));
      }
      steps = ImmutableList.copyOf(COMMAS.splitToList(line.substring("as: ".length())));
    }
    // A blank line precedes the next header.
    int end = body.size();
    while (end > 0 && body.get(end - 1).isEmpty()) {
      end--;
    }
    String text = String.join("\n", body.subList(0, end)) + "\n";
    return new Sample(
        file,
        first.get(1),
        Kind.valueOf(first.get(0)),
        header.get(1).substring(HEADER.length()),
        steps,
        expanded(text));
  }

  /** Inserts base64 for {@code %{base64:text}%}. */
  private static String expanded(String text) {
    StringBuilder expanded = new StringBuilder();
    int at = 0;
    while (true) {
      int begin = text.indexOf("%{", at);
      int end = begin < 0 ? -1 : text.indexOf("}%", begin);
      int colon = begin < 0 ? -1 : text.indexOf(':', begin);
      if (end < 0 || colon > end) {
        return expanded.append(text.substring(at)).toString();
      }
      byte[] packed = packed(text.substring(begin + 2, colon), text.substring(colon + 1, end));
      expanded.append(text, at, begin).append(Base64.getEncoder().encodeToString(packed));
      at = end + 2;
    }
  }

  private static byte[] packed(String how, String text) {
    return switch (how) {
      case "base64" -> text.getBytes(UTF_8);
      case "base64-utf16" -> text.getBytes(UTF_16LE);
      case "gzip" -> Packing.gzip(text.getBytes(UTF_8));
      default -> throw new IllegalStateException("Unknown packing: " + how);
    };
  }
}
