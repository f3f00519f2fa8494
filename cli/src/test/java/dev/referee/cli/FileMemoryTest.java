package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileMemoryTest {
  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00.123Z");

  @TempDir private Path folder;
  private Path path = Path.of("memory");

  @BeforeEach
  void path() {
    path = folder.resolve("out.jsonl.memory");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void remembersInAFileOfItsOwner() throws IOException {
    FileMemory memory = FileMemory.open(path);
    memory.put("a", TIME);
    memory.put("b", TIME);
    memory.remove("b");
    memory.save();

    FileMemory again = FileMemory.open(path);

    assertThat(again.get("a")).contains(TIME);
    assertThat(again.get("b")).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(folder).isDirectoryContaining("glob:**/out.jsonl.memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "5",
        "notes of mine",
        "{\"a\":null}",
        "{\"a\":5}",
        "{\"a\":{}}",
        "{\"a\":\"soon\"}",
        "{\"a\":\"+1000000000-12-31T23:59:59Z\"}",
        "{\"a\":\"-1000000000-01-01T00:00:00Z\"}",
        "{\"a\":\"2026-03-01T10:00:00Z\"",
        "{\"a\":\"2026-03-01T10:00:00Z\"} x",
        "{\"a\":\"2026-03-01T10:00:00Z\",\"a\":\"2026-03-01T11:00:00Z\"}",
        "{\"a\":\"2026-03-01T10:00:00Z\",\"b\":[]}"
      })
  void refusesWhatIsNoMemoryAndLeavesIt(String text) throws IOException {
    Files.writeString(path, text);

    assertThatThrownBy(() -> FileMemory.open(path))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(path.toString(), "not changed", "Move it away", "--events");
    assertThat(path).hasContent(text);
  }

  @Test
  void refusesBytesThatAreNoText() throws IOException {
    byte[] bytes = {(byte) 0xff, (byte) 0xfe, 0, 1};
    Files.write(path, bytes);

    assertThatThrownBy(() -> FileMemory.open(path))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Move it away");
    assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
  }

  @Test
  void saysWhyItCannotBeRead() {
    assertThatThrownBy(() -> FileMemory.open(folder))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("cannot be read: it is a directory");
  }
}
