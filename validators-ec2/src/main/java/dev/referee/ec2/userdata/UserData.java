package dev.referee.ec2.userdata;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;
import com.google.common.io.ByteStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.jspecify.annotations.Nullable;

/**
 * Is user data, unpacked as cloud-init unpacks it: base64, gzip, multi-part MIME, one in the other,
 * and what a script carries along in base64 itself.
 *
 * <p>Never printed: user data is where people leave their secrets.
 *
 * @param texts all that can be read
 * @param scripts the same without comment lines, with lines that go on joined
 * @param unseen what cannot be, in words
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/explanation/format.html">User-data
 *     formats</a>
 */
public record UserData(
    ImmutableList<String> texts, ImmutableList<String> scripts, ImmutableList<String> unseen) {
  /** None at all. */
  public static final UserData NONE =
      new UserData(ImmutableList.of(), ImmutableList.of(), ImmutableList.of());

  /** EC2 takes 16 KB; what that unpacks to is cut here. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int DEEPEST = 5;
  private static final Pattern MIME = Pattern.compile("(?i)\\A\\s*(content-type|mime-version):");
  private static final Pattern INCLUDE = Pattern.compile("\\A\\s*#include(-once)?\\b");
  private static final Pattern COMMENT_LINE = Pattern.compile("(?m)^[ \\t]*#(?!!).*$");
  private static final Pattern COMMENT = Pattern.compile("(?m)[ \\t]#[^'\"\\r\\n]*$");
  private static final Pattern GOES_ON = Pattern.compile("\\\\\\r?\\n");
  private static final Pattern BASE64 =
      Pattern.compile("[A-Za-z0-9+/]{24,}(?:\\r?\\n[ \\t]*[A-Za-z0-9+/]{4,})*={0,2}");

  /** Unpacks what the EC2 API returns. */
  public static UserData of(@Nullable String base64) {
    if (base64 == null || base64.isBlank()) {
      return NONE;
    }
    Unpacking unpacking = new Unpacking();
    unpacking.unpack(base64(base64).orElseGet(() -> base64.getBytes(UTF_8)), DEEPEST);
    ImmutableList<String> texts = unpacking.texts.build();
    return new UserData(
        texts,
        texts.stream().map(UserData::withoutComments).collect(toImmutableList()),
        unpacking.unseen.build());
  }

  /** Returns whether some text fulfils a condition; comments are left out of it. */
  public boolean any(Predicate<String> condition) {
    return scripts.stream().anyMatch(condition);
  }

  private static String withoutComments(String text) {
    String lines = COMMENT_LINE.matcher(text).replaceAll("");
    return GOES_ON.matcher(COMMENT.matcher(lines).replaceAll("")).replaceAll(" ");
  }

  @Override
  public String toString() {
    return "user data of %d parts, %d unseen".formatted(texts.size(), unseen.size());
  }

  private static Optional<byte[]> base64(String text) {
    String joined = text.replaceAll("\\s", "");
    return BaseEncoding.base64().canDecode(joined)
        ? Optional.of(BaseEncoding.base64().decode(joined))
        : Optional.empty();
  }

  private static final class Unpacking {
    final ImmutableList.Builder<String> texts = ImmutableList.builder();
    final ImmutableList.Builder<String> unseen = ImmutableList.builder();

    void unpack(byte[] bytes, int depth) {
      if (depth == 0) {
        unseen.add("what is packed more than " + DEEPEST + " times");
      } else if (bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B) {
        gunzip(bytes, depth);
      } else {
        read(new String(bytes, UTF_8), bytes, depth);
      }
    }

    private void gunzip(byte[] bytes, int depth) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        unpack(ByteStreams.toByteArray(ByteStreams.limit(in, MOST_BYTES)), depth - 1);
      } catch (IOException e) {
        unseen.add("gzip that cannot be unpacked");
      }
    }

    private void read(String text, byte[] bytes, int depth) {
      if (INCLUDE.matcher(text).find()) {
        unseen.add("what an #include fetches at boot");
        return;
      }
      texts.add(text);
      if (MIME.matcher(text).find()) {
        mime(bytes, depth);
      }
      Matcher packed = BASE64.matcher(text);
      while (packed.find()) {
        base64(packed.group())
            .filter(Unpacking::isPackedOrText)
            .ifPresent(inner -> unpack(inner, depth - 1));
      }
    }

    /** Tells what was packed on purpose from a name that happens to look like base64. */
    private static boolean isPackedOrText(byte[] bytes) {
      if (bytes.length > 2 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B) {
        return true;
      }
      for (byte each : bytes) {
        if (each >= 0 && each < 0x20 && each != '\n' && each != '\r' && each != '\t') {
          return false;
        }
      }
      return !new String(bytes, UTF_8).contains("\uFFFD");
    }

    private void mime(byte[] bytes, int depth) {
      MimeTokenStream parts = new MimeTokenStream(MimeConfig.PERMISSIVE);
      try {
        parts.parse(new ByteArrayInputStream(bytes));
        for (EntityState state = parts.getState();
            state != EntityState.T_END_OF_STREAM;
            state = parts.next()) {
          if (state != EntityState.T_BODY) {
            continue;
          }
          if (parts.getBodyDescriptor().getMimeType().startsWith("text/x-include")) {
            unseen.add("what an #include fetches at boot");
          } else {
            unpack(
                ByteStreams.toByteArray(
                    ByteStreams.limit(parts.getDecodedInputStream(), MOST_BYTES)),
                depth - 1);
          }
        }
      } catch (IOException | MimeException e) {
        unseen.add("multi-part MIME that cannot be read");
      }
    }
  }
}
