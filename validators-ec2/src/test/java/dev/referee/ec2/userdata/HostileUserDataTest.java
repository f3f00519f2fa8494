package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.ec2.userdata.Reading.Kind;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of the limits on work for user data that is designed to be slow, deep or large. The tests
 * count the steps of the budget, which do not depend on the machine.
 */
class HostileUserDataTest {
  private static final int MOST_OF_EC2 = 16 << 10;
  private static final String SPAWNER = "\naws ec2 run-instances --image-id ami-1\n";

  private static final UserDataReader READER = UserDataReader.trusting(TrustedSources.NONE);

  private static Reading read(String text, Budget budget) {
    return READER.read(UserData.of(base64(text.getBytes(UTF_8))), budget);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static int steps(String text) {
    Budget budget = new Budget();
    read(text, budget);
    return budget.stepsTaken();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(",
        "`",
        "${a:-",
        "((",
        "$((",
        "{ ",
        "( ",
        "if ",
        "case a in a) ",
        "cat <<A ",
        "<<<<",
        "\"$(",
        "'",
        "\"",
        "a=$a$a;",
        "f(){ f;f; };f;",
        "f1(){ f2;f2; };f2(){ f3;f3; };",
        "echo a >> f;sh f\n",
        "echo 'sh /f' > /f; sh /f\n",
        "cat f f f f f f > f\n",
        "[[ ",
        "{a,b}",
        "a\\\n",
        "# x\n",
        "echo x | ",
        "x=(",
        "for a in ",
        "bash -c 'bash -c \"",
        "eval eval eval ",
        "echo aws | xargs xargs ",
        "sudo ",
        "<(",
        "{{",
        "while read x; do $x; done < <(echo a)\n",
        "x=1;[ 1 ]&&x=2;[ 1 ]&&x=3;$x $(x $(x $x)) $x\n",
      })
  void aShellScriptTakesStepsLinearInItsLengthOrIsCutOff(String shape) {
    int half = steps("#!/bin/bash\n" + shape.repeat(MOST_OF_EC2 / 2 / shape.length()));
    int whole = steps("#!/bin/bash\n" + shape.repeat(MOST_OF_EC2 / shape.length()));
    boolean cutOff = whole > Budget.BYTES;
    assertThat(cutOff ? 0 : whole)
        .as("steps for 16 KB, %s for 8 KB", half)
        .isLessThanOrEqualTo(3 * half + 1000);
    assertThat(steps("#!/bin/bash\n" + shape.repeat((Budget.BYTES - 100) / 2 / shape.length())))
        .isLessThanOrEqualTo(Budget.STEPS + Budget.BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- - - ",
        "[",
        "{",
        "{a: [",
        "&a [*a,",
        "? ",
        "a: &a *a\n",
        "'",
        "- |\n",
        "a:\n",
        "!!x ",
        "b: [*a,*a,*a]\n",
      })
  void cloudConfigIsBounded(String shape) {
    String text = "#cloud-config\n" + shape.repeat(MOST_OF_EC2 / shape.length());
    assertThat(steps(text)).isLessThan(64 * MOST_OF_EC2);
  }

  @Test
  void manyDefinitionsThatCallOneAnotherAreNotFollowedForEver() {
    StringBuilder script = new StringBuilder("#!/bin/bash\n");
    for (int i = 0; i < 50; i++) {
      script.append("f%d() { f%d; f%d; f%d; }\n".formatted(i, i + 1, i + 1, i + 1));
    }
    Budget budget = new Budget();
    assertThat(read(script + "f0\n", budget).kind()).isEqualTo(Kind.CANNOT_TELL);
    assertThat(budget.stepsTaken()).isLessThan(Budget.STEPS + Budget.BYTES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"# a comment of no consequence\n", "true\n", " \n", "a=b\n", ": $(true)\n"})
  void paddingHidesNothing(String padding) {
    String padded =
        "#!/bin/bash\n" + padding.repeat((MOST_OF_EC2 - 200) / padding.length()) + SPAWNER;
    assertThat(read(padded, new Budget()).kind()).isEqualTo(Kind.STARTS);
  }

  @Test
  void anEndlessDirectoryIsUnknown() {
    String script = "#!/bin/bash\n" + "cd a/b;./x\n".repeat(1000) + SPAWNER;
    assertThat(read(script, new Budget()).kind()).isEqualTo(Kind.CANNOT_TELL);
  }

  @Test
  void truncatedUserDataIsUnknown() {
    String script = "#!/bin/bash\n" + "a=b\n".repeat(Budget.BYTES / 4) + SPAWNER;
    Reading reading = read(script, new Budget());
    assertThat(reading.kind()).isEqualTo(Kind.CANNOT_TELL);
    assertThat(reading.complete()).isFalse();
  }

  @Test
  void nestedMimeIsBounded() {
    StringBuilder mime = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      mime.append("%sContent-Type: multipart/mixed; boundary=x%d\n\n--x%d\n".formatted("", i, i));
    }
    assertThat(read(mime.toString(), new Budget()).kind()).isEqualTo(Kind.CANNOT_TELL);
  }

  @Test
  void gzipInGzipIsBoundedInAll() {
    byte[] packed = Packing.gzip(Packing.gzip(new byte[20 << 20]));
    assertThat(packed.length).isLessThan(MOST_OF_EC2);
    UserData bomb = UserData.of(base64(packed));
    assertThat(READER.read(bomb).kind()).isEqualTo(Kind.CANNOT_TELL);
  }

  @Test
  void anInterruptionEndsTheReading() {
    String script = "#!/bin/bash\n" + "a=b\n".repeat(4000);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> read(script, new Budget()))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @RepeatedTest(4)
  void neverThrowsForRandomBytes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] begins = {
      "",
      "#!/bin/bash\n",
      "#cloud-config\n",
      "#include\n",
      "#cloud-config-archive\n",
      "## template: jinja\n#!/bin/sh\n",
      "Content-Type: multipart/mixed; boundary=x\n\n--x\n",
      "<powershell>",
      "version: 1.0\ntasks:\n",
      "[settings.host-containers.x]\n",
      "#part-handler\n"
    };
    String letters = " \n\t$(){}[]<>|&;'\"`#\\=:-*@!%^~awsec2run-instancesechobashif";
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder(begins[random.nextInt(begins.length)]);
      for (int n = random.nextInt(400); n > 0; n--) {
        text.append(
            random.nextInt(20) == 0
                ? (char) random.nextInt(256)
                : letters.charAt(random.nextInt(letters.length())));
      }
      byte[] bytes = text.toString().getBytes(ISO_8859_1);
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      assertThat(READER.read(UserData.of(base64(cut))).reason()).as("seed %s", seed).isNotBlank();
    }
  }
}
