package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import org.jspecify.annotations.Nullable;

/**
 * User data, unpacked as by cloud-init and EC2Launch: base64, gzip and multi-part MIME, also
 * nested.
 *
 * <p>Never printed, because user data may contain secrets. Immutable and thread-safe.
 *
 * @param parts the programs and documents in it
 * @param unseen what cannot be unpacked, as sentences without a full stop
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/explanation/format.html">User-data
 *     formats</a>
 */
public record UserData(ImmutableList<Part> parts, ImmutableList<String> unseen) {
  /** None at all. */
  public static final UserData NONE = new UserData(ImmutableList.of(), ImmutableList.of());

  /**
   * A part of user data.
   *
   * @param language its language
   * @param text its text
   */
  public record Part(Language language, String text) {
    @Override
    public String toString() {
      return "a " + language.title();
    }
  }

  /** Unpacks what the EC2 API returns. */
  public static UserData of(@Nullable String base64) {
    if (base64 == null || base64.isBlank()) {
      return NONE;
    }
    return new Unpacking(new Budget())
        .all(Encodings.standardBase64(base64).orElseGet(() -> base64.getBytes(UTF_8)));
  }

  static UserData of(Language language, String program) {
    return new UserData(
        ImmutableList.of(new Part(language, Marks.cleaned(program))), ImmutableList.of());
  }

  @Override
  public String toString() {
    return "user data of %d parts, %d unseen".formatted(parts.size(), unseen.size());
  }
}
