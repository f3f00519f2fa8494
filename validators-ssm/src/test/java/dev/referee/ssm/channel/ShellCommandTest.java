package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.referee.ssm.channel.DataChannelException.Reason;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Tests of the extraction of a command's output from the output of a shell. */
class ShellCommandTest {
  private final Transcript transcript = new Transcript(10_000);
  private final ShellCommand command = new ShellCommand("date", 0);

  /** Returns the output of a shell: the marks without their quotes, around a text. */
  private String answer(String text) {
    List<String> parts = Splitter.on("; ").splitToList(command.type().replace("\"\"", "").strip());
    return parts.get(0).substring(5) + "\r\n" + text + parts.get(2).substring(5) + "\r\n";
  }

  private boolean isAnsweredBy(String text) throws DataChannelException {
    transcript.output(text.getBytes(UTF_8));
    return command.isAnsweredIn(transcript);
  }

  @Test
  void isNotAnsweredByItsEcho() throws Exception {
    assertThat(isAnsweredBy("$ " + command.type() + "\n")).isFalse();
  }

  @Test
  void isAnsweredByTheTextBetweenTheMarks() throws Exception {
    assertThat(isAnsweredBy("$ " + command.type() + "\n" + answer("Sunday\r\n") + "$ ")).isTrue();
    assertThat(command.answerIn(transcript)).isEqualTo("Sunday\n");
  }

  @Test
  void mayAnswerNothing() throws Exception {
    assertThat(isAnsweredBy(answer(""))).isTrue();
    assertThat(command.answerIn(transcript)).isEmpty();
  }

  @Property
  void isAnsweredAtTheLastByteWhereverItIsCut(
      @ForAll @IntRange(min = 0, max = 40) int first, @ForAll @IntRange(max = 40) int second)
      throws Exception {
    ShellCommandTest each = new ShellCommandTest();
    String answer = each.answer("Ünal\r\n").stripTrailing();
    int cut = Math.min(first, answer.length() - 1);
    int again = Math.min(cut + second, answer.length() - 1);
    assertThat(each.isAnsweredBy(answer.substring(0, cut))).isFalse();
    assertThat(each.isAnsweredBy(answer.substring(cut, again))).isFalse();
    assertThat(each.isAnsweredBy(answer.substring(again))).isTrue();
    assertThat(each.command.answerIn(each.transcript)).isEqualTo("Ünal\n");
  }

  @Test
  void aTranscriptHasALimit() throws Exception {
    transcript.output(new byte[6000]);
    transcript.error(new byte[4000]);
    Assertions.assertThatExceptionOfType(DataChannelException.class)
        .isThrownBy(() -> transcript.output(new byte[1]))
        .matches(it -> it.reason() == Reason.TOO_LARGE);
  }
}
