package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.userdata.Reading.Kind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A changed sample whose result must stay the same, or become clean.
 *
 * @param change the name of the change
 * @param value its true result
 */
record Variant(Sample sample, String change, Kind value, byte[] bytes) {
  private static final ImmutableSet<String> PACKINGS =
      ImmutableSet.of("gzip", "mime", "mime-base64", "cloud-config-file", "pad-blanks");

  String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return change + " of " + sample;
  }

  /** Returns all variants of a sample; the same ones for the same seed. */
  static ImmutableList<Variant> of(Sample sample, long seed) {
    if (!sample.isPlain()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<Variant> variants = ImmutableList.builder();
    String text = sample.text();
    if (text.startsWith("#!")) {
      ofScript(sample, seed, variants);
    } else if (text.contains("<powershell>") && text.startsWith("<")) {
      add(variants, sample, "crlf", text.replace("\n", "\r\n"));
      if (!text.contains("#>") && !text.contains("<script>")) {
        String commented =
            text.replace("<powershell>", "<powershell>\n<#")
                .replace("</powershell>", "#>\n</powershell>");
        clean(variants, sample, "block comment", commented);
      }
      clean(variants, sample, "comments", commented(text, "# ", "<"));
    } else if (text.startsWith("<script>")) {
      clean(variants, sample, "comments", commented(text, "REM ", "<"));
    } else if (text.startsWith("#cloud-config\n")) {
      add(variants, sample, "crlf", text.replace("\n", "\r\n"));
      add(variants, sample, "gzip", text, "gzip");
      clean(variants, sample, "comments", commented(text, "# ", "#cloud-config"));
    }
    return variants.build();
  }

  private static void ofScript(Sample sample, long seed, ImmutableList.Builder<Variant> variants) {
    String text = sample.text();
    int line = text.indexOf('\n');
    String first = text.substring(0, line);
    boolean shell = first.contains("sh") && !first.contains("zsh");
    for (String packing : PACKINGS) {
      add(variants, sample, packing, text, packing);
    }
    add(variants, sample, "mime and gzip", text, "mime-base64", "gzip");
    if (shell) {
      add(variants, sample, "boothook", text, "boothook");
      add(
          variants,
          sample,
          "a comment first",
          first + "\n# it's a \"comment" + text.substring(line));
      add(variants, sample, "crlf", text.replace("\n", "\r\n"));
      add(variants, sample, "sudo", text.replace("\naws ", "\nsudo -E aws "));
      add(variants, sample, "quotes in words", quoted(text, seed));
      add(variants, sample, "in a subshell", first + "\n(" + text.substring(line) + ")\n");
      if (!text.contains("NEVER")) {
        clean(
            variants,
            sample,
            "block comment",
            first + "\n: <<'NEVER'" + text.substring(line) + "NEVER\n");
      }
    }
    if (shell || first.contains("python") || first.contains("ruby") || first.contains("perl")) {
      add(variants, sample, "pad-comments", text, "pad-comments");
      clean(variants, sample, "comments", commented(text, "# ", "#!"));
    } else if (first.contains("node") || first.contains("deno")) {
      clean(variants, sample, "comments", commented(text, "// ", "#!"));
      if (!text.contains("*/")) {
        clean(variants, sample, "block comment", first + "\n/*" + text.substring(line) + "*/\n");
      }
    }
    if (first.contains("python") && !text.contains("'''")) {
      clean(variants, sample, "string", first + "\nr'''" + text.substring(line) + "'''\n");
    }
  }

  private static void add(
      ImmutableList.Builder<Variant> variants,
      Sample sample,
      String change,
      String text,
      String... steps) {
    byte[] bytes = text.getBytes(UTF_8);
    for (String step : steps) {
      bytes = Packing.apply(step, bytes);
    }
    if (!text.equals(sample.text()) || steps.length > 0) {
      variants.add(new Variant(sample, change, sample.value(), bytes));
    }
  }

  private static void clean(
      ImmutableList.Builder<Variant> variants, Sample sample, String change, String text) {
    variants.add(new Variant(sample, change, Kind.CLEAN, text.getBytes(UTF_8)));
  }

  /** Comments out every line except those that begin with the given text. */
  private static String commented(String text, String comment, String but) {
    List<String> lines = Splitter.on('\n').splitToList(text);
    boolean first = but.equals("<");
    return lines.stream()
        .map(it -> it.isBlank() || isTag(it, but, lines, first) ? it : comment + it)
        .collect(Collectors.joining("\n"));
  }

  private static boolean isTag(String line, String but, List<String> lines, boolean anywhere) {
    boolean tag =
        line.startsWith("<powershell")
            || line.startsWith("</powershell")
            || line.startsWith("<Power")
            || line.startsWith("</Power")
            || line.startsWith("<script")
            || line.startsWith("</script")
            || line.startsWith("<persist");
    return anywhere ? tag : line.startsWith(but) && line.equals(lines.get(0));
  }

  /** Puts empty quotes into words of commands that begin a line; the shell leaves them out. */
  private static String quoted(String text, long seed) {
    Random random = new Random(seed ^ text.hashCode());
    List<String> lines = new ArrayList<>(Splitter.on('\n').splitToList(text));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean plain = line.indexOf('\'') < 0 && line.indexOf('$') < 0 && line.indexOf('"') < 0;
      if (plain && (line.startsWith("aws ec2 ") || line.startsWith("aws autoscaling "))) {
        int end = line.indexOf(' ', line.indexOf(' ', 4) + 1);
        int at = 1 + random.nextInt(Math.max(1, (end < 0 ? line.length() : end) - 1));
        boolean within =
            Character.isLetter(line.charAt(at)) && Character.isLetter(line.charAt(at - 1));
        lines.set(i, within ? line.substring(0, at) + "''" + line.substring(at) : line);
      }
    }
    return String.join("\n", lines);
  }
}
