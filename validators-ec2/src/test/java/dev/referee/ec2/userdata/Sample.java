package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import dev.referee.ec2.userdata.Reading.Kind;
import java.util.Base64;

/**
 * A user data sample with its expected result.
 *
 * @param file the file of the corpus that it stands in
 * @param value what is true of it
 * @param about what it is an example of
 * @param steps what is done to the text before it is given to EC2
 * @param text the user data before that
 */
record Sample(
    String file, String name, Kind value, String about, ImmutableList<String> steps, String text) {

  /** Returns what is given to EC2. */
  byte[] bytes() {
    byte[] bytes = text.getBytes(UTF_8);
    for (String step : steps) {
      bytes = Packing.apply(step, bytes);
    }
    return bytes;
  }

  /** Returns what the EC2 API returns. */
  String base64() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  boolean isPlain() {
    return steps.isEmpty();
  }

  @Override
  public String toString() {
    return value + " " + file + ": " + name;
  }
}
