package dev.referee.testkit.embedded.ec2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * An emulation of cloud-init at first boot that returns the shell scripts to run.
 *
 * <p>Knows scripts, cloud-config ({@code bootcmd}, {@code runcmd}, {@code write_files}), MIME
 * multi-part archives of these, and gzip around any of them. Anything else is ignored, as is user
 * data that is none of these because somebody encoded it twice.
 */
final class CloudInit {
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=\"?([^\"\\s;]+)\"?", Pattern.CASE_INSENSITIVE);
  private static final int MOST_BYTES = 1 << 20;

  private CloudInit() {}

  static List<String> scripts(@Nullable String base64) {
    if (base64 == null) {
      return List.of();
    }
    String text = text(UserData.decoded(base64));
    List<String> scripts = new ArrayList<>();
    if (text.startsWith("#!")) {
      scripts.add(text);
    } else if (text.startsWith("#cloud-config")) {
      scripts.add(cloudConfig(text));
    } else if (text.regionMatches(true, 0, "Content-Type: multipart", 0, 23)
        || text.regionMatches(true, 0, "MIME-Version:", 0, 13)) {
      parts(text, scripts);
    }
    return scripts;
  }

  private static String text(byte[] bytes) {
    boolean zipped = bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    if (!zipped) {
      return new String(bytes, UTF_8);
    }
    try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(stream.readNBytes(MOST_BYTES), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static void parts(String text, List<String> scripts) {
    Matcher boundary = BOUNDARY.matcher(text);
    if (!boundary.find()) {
      return;
    }
    String marker = "(?m)^--" + Pattern.quote(boundary.group(1)) + "(--)?[ \\t]*\\r?$";
    String[] parts = Pattern.compile(marker).split(text, -1);
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].stripLeading();
      Matcher blank = Pattern.compile("\\r?\\n\\r?\\n").matcher(part);
      if (blank.find()) {
        part(
            part.substring(0, blank.start()).toLowerCase(Locale.ROOT),
            part.substring(blank.end()),
            scripts);
      }
    }
  }

  private static void part(String headers, String body, List<String> scripts) {
    String text = body;
    if (headers.matches("(?s).*content-transfer-encoding:\\s*base64.*")) {
      text = text(Base64.getMimeDecoder().decode(body.strip()));
    }
    if (headers.contains("text/x-shellscript")) {
      scripts.add(text);
    } else if (headers.contains("text/cloud-config")) {
      scripts.add(cloudConfig(text));
    }
  }

  /** Returns a script that does what a cloud-config requests. */
  private static String cloudConfig(String text) {
    StringBuilder script = new StringBuilder();
    Object config;
    try {
      config = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    } catch (YAMLException e) {
      return "";
    }
    if (config instanceof Map<?, ?> map) {
      if (map.get("write_files") instanceof List<?> files) {
        for (Object file : files) {
          if (file instanceof Map<?, ?> one && one.get("content") != null) {
            script
                .append("cat > ")
                .append(one.get("path"))
                .append(" <<'END_OF_FILE'\n")
                .append(one.get("content"))
                .append("\nEND_OF_FILE\n");
          }
        }
      }
      for (String key : List.of("bootcmd", "runcmd")) {
        if (map.get(key) instanceof List<?> commands) {
          commands.forEach(command -> script.append(line(command)).append('\n'));
        }
      }
    }
    return script.toString();
  }

  private static String line(Object command) {
    return command instanceof List<?> words
        ? String.join(" ", words.stream().map(word -> quoted(String.valueOf(word))).toList())
        : String.valueOf(command);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
