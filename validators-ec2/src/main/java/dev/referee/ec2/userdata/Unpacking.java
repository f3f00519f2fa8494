package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.referee.ec2.userdata.UserData.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;

/** An unpacker of user data into its parts, limited by a budget. For one thread. */
final class Unpacking {

  /** Long enough for all headers in practice; cloud-init also searches no further. */
  private static final int HEADERS = 4096;

  private final Budget budget;
  private final ImmutableList.Builder<Part> parts = ImmutableList.builder();
  private final ImmutableList.Builder<String> unseen = ImmutableList.builder();

  Unpacking(Budget budget) {
    this.budget = budget;
  }

  UserData all(byte[] bytes) {
    try {
      budget.bytes(bytes.length);
      unpack(bytes, "", 0);
    } catch (Budget.Exhausted e) {
      unseen.add("The user data " + e.getMessage());
    }
    return new UserData(parts.build(), unseen.build());
  }

  private void unpack(byte[] bytes, String type, int depth) {
    budget.part();
    budget.depth(depth);
    if (Encodings.isGzip(bytes)) {
      try {
        unpack(Encodings.gunzip(bytes, budget), type, depth + 1);
      } catch (IOException e) {
        unseen.add("The user data contains gzip data that cannot be unpacked");
      }
      return;
    }
    String text = text(bytes);
    if (text.indexOf('\0') >= 0) {
      unseen.add("The user data contains a program that is not text");
    } else if (type.isEmpty() && isBase64(text)) {
      Encodings.base64(text).ifPresent(inner -> unpack(inner, type, depth + 1));
    } else {
      read(text, bytes, type, depth);
    }
  }

  private static String text(byte[] bytes) {
    if (bytes.length > 1 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
      return Marks.cleaned(new String(bytes, 2, bytes.length - 2, UTF_16LE));
    }
    if (bytes.length > 1 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
      return Marks.cleaned(new String(bytes, 2, bytes.length - 2, UTF_16BE));
    }
    if (bytes.length > 3 && bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0) {
      return Marks.cleaned(new String(bytes, UTF_16LE));
    }
    String text = Marks.cleaned(new String(bytes, UTF_8));
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Distinguishes user data in double base64 from a short text that looks like it. */
  private static boolean isBase64(String text) {
    String joined = CharMatcher.whitespace().removeFrom(text);
    return joined.length() >= 16
        && joined.length() % 4 == 0
        && Encodings.standardBase64(text).isPresent();
  }

  private void read(String text, byte[] bytes, String type, int depth) {
    String begin = Ascii.toLowerCase(text.stripLeading());
    begin = begin.substring(0, Math.min(begin.length(), HEADERS));
    String kind = type(type, begin);
    switch (kind) {
      case "multipart" -> mime(bytes, depth);
      case "cloud-config-archive" -> archive(text, depth);
      case "jinja2" -> jinja(text, depth);
      case "cloud-config" -> add(Language.CLOUD_CONFIG, text);
      case "x-include-url", "x-include-once-url" -> add(Language.INCLUDE, text);
      case "part-handler" -> add(Language.PART_HANDLER, text);
      case "cloud-boothook", "upstart-job" -> add(Language.UNKNOWN, withoutHeader(text));
      case "x-shellscript" -> add(Language.UNKNOWN, text.stripLeading());
      case "windows" -> tags(text);
      case "ec2launch" -> add(Language.EC2_LAUNCH, text);
      case "bottlerocket" -> add(Language.BOTTLEROCKET, text);
      case "ignition" ->
          unseen.add("The user data is an Ignition configuration, which is not supported");
      default -> {
        // cloud-init ignores it, but an image may contain a program that runs it.
        if (depth == 0 || type.isEmpty()) {
          add(Language.UNKNOWN, text);
        }
      }
    }
  }

  private static String type(String declared, String begin) {
    String subtype = declared.substring(declared.indexOf('/') + 1);
    if (subtype.startsWith("x-shellscript")) {
      return "x-shellscript";
    }
    if (!declared.isEmpty()
        && !subtype.equals("plain")
        && !declared.startsWith("application/")
        && !subtype.equals("x-not-multipart")) {
      return subtype;
    }
    String[][] headers = {
      {"#cloud-config-archive", "cloud-config-archive"},
      {"#cloud-config", "cloud-config"},
      {"#cloud-boothook", "cloud-boothook"},
      {"#upstart-job", "upstart-job"},
      {"#part-handler", "part-handler"},
      {"#include", "x-include-url"},
      {"## template: jinja", "jinja2"},
      {"##template: jinja", "jinja2"},
      {"#!", "x-shellscript"},
      {"[settings", "bottlerocket"},
    };
    for (String[] header : headers) {
      if (begin.startsWith(header[0])) {
        return header[1];
      }
    }
    if (isMime(begin)) {
      return "multipart";
    }
    if (begin.contains("<powershell>") || begin.contains("<script>")) {
      return "windows";
    }
    if (begin.startsWith("{") && begin.contains("\"ignition\"")) {
      return "ignition";
    }
    boolean tasks = begin.startsWith("version:") && begin.contains("tasks:");
    return tasks ? "ec2launch" : "";
  }

  private static boolean isMime(String begin) {
    int colon = begin.indexOf(':');
    boolean header =
        colon > 0
            && CharMatcher.inRange('a', 'z')
                .or(CharMatcher.is('-'))
                .matchesAllOf(begin.substring(0, colon));
    return header && (begin.contains("mime-version:") || begin.contains("content-type:"));
  }

  private void add(Language language, String text) {
    budget.steps(text.length());
    parts.add(new Part(language, text));
  }

  private static String withoutHeader(String text) {
    String begin = text.stripLeading();
    int end = begin.indexOf('\n');
    boolean header = begin.startsWith("#cloud-boothook") || begin.startsWith("#upstart-job");
    return header ? (end < 0 ? "" : begin.substring(end + 1)) : text;
  }

  /** Leaves out computed parts of a template, which are unknown before it runs. */
  private void jinja(String text, int depth) {
    String body = text.stripLeading();
    int end = body.indexOf('\n');
    StringBuilder plain = new StringBuilder();
    int at = body.startsWith("##") ? (end < 0 ? body.length() : end + 1) : 0;
    while (at < body.length()) {
      budget.step();
      boolean expression = body.startsWith("{{", at);
      if (!expression && !body.startsWith("{%", at) && !body.startsWith("{#", at)) {
        plain.append(body.charAt(at++));
        continue;
      }
      int close = body.indexOf(expression ? "}}" : body.startsWith("{%", at) ? "%}" : "#}", at);
      int next = close < 0 ? body.length() : close + 2;
      budget.steps(next - at);
      if (expression) {
        plain.append(Marks.ALTERED);
      }
      for (int i = at; i < next; i++) {
        if (body.charAt(i) == '\n') {
          plain.append('\n');
        }
      }
      at = next;
    }
    String made = plain.toString();
    budget.depth(depth + 1);
    read(made, made.getBytes(UTF_8), "", depth + 1);
  }

  private void archive(String text, int depth) {
    try {
      Yaml.parse(text, budget)
          .ifPresent(
              root ->
                  root.elements()
                      .forEach(
                          part -> {
                            String content =
                                part.isScalar()
                                    ? part.string()
                                    : part.get("content").map(Yaml::string).orElse("");
                            String type = part.get("type").map(Yaml::string).orElse("");
                            budget.bytes(content.length());
                            unpack(content.getBytes(UTF_8), type, depth + 1);
                          }));
    } catch (Yaml.Unreadable e) {
      unseen.add("The user data is a cloud-config archive that is not valid YAML");
    }
  }

  private void tags(String text) {
    String lower = Ascii.toLowerCase(text);
    tag(text, lower, "powershell", Language.POWERSHELL);
    tag(text, lower, "script", Language.BATCH);
  }

  private void tag(String text, String lower, String name, Language language) {
    int at = lower.indexOf("<" + name + ">");
    while (at >= 0) {
      budget.part();
      int start = at + name.length() + 2;
      int end = lower.indexOf("</" + name + ">", start);
      end = end < 0 ? text.length() : end;
      add(language, text.substring(start, end));
      at = lower.indexOf("<" + name + ">", end);
    }
  }

  private void mime(byte[] bytes, int depth) {
    MimeTokenStream stream = new MimeTokenStream(MimeConfig.PERMISSIVE);
    int nested = 0;
    try {
      stream.parse(new ByteArrayInputStream(bytes));
      for (EntityState state = stream.getState();
          state != EntityState.T_END_OF_STREAM;
          state = stream.next()) {
        budget.step();
        nested += state == EntityState.T_START_MULTIPART ? 1 : 0;
        nested -= state == EntityState.T_END_MULTIPART ? 1 : 0;
        budget.depth(depth + nested);
        if (state == EntityState.T_BODY) {
          String type = stream.getBodyDescriptor().getMimeType();
          unpack(content(stream.getDecodedInputStream()), type, depth + 1);
        }
      }
    } catch (IOException | MimeException e) {
      unseen.add("The user data contains MIME multipart data that cannot be read");
    }
  }

  private byte[] content(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] block = new byte[4096];
    for (int count = in.read(block); count >= 0; count = in.read(block)) {
      budget.bytes(count);
      all.write(block, 0, count);
    }
    return all.toByteArray();
  }
}
