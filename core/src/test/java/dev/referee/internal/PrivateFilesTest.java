package dev.referee.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir private Path folder;

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void createsFilesThatOnlyTheirOwnerCanRead() throws IOException {
    Path empty = folder.resolve("empty");
    Path text = folder.resolve("text");
    Path bytes = folder.resolve("bytes");

    PrivateFiles.create(empty);
    PrivateFiles.writeString(text, "Ünïcode");
    try (OutputStream out = PrivateFiles.newOutputStream(bytes)) {
      out.write(1);
    }

    assertThat(permissions(empty)).isEqualTo("rw-------");
    assertThat(permissions(text)).isEqualTo("rw-------");
    assertThat(permissions(bytes)).isEqualTo("rw-------");
    assertThat(text).hasContent("Ünïcode");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void leavesPermissionsThatSomebodyChose() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "much longer than what comes");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    PrivateFiles.create(file);
    PrivateFiles.writeString(file, "short");

    assertThat(permissions(file)).isEqualTo("rw-r-----");
    assertThat(file).hasContent("short");
  }

  @Test
  void writesIfNoPermissionsAreKnown() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("files.zip"), Map.of("create", "true"))) {
      Path file = zip.getPath("file");
      assertThat(zip.supportedFileAttributeViews()).doesNotContain("posix");

      PrivateFiles.create(zip.getPath("empty"));
      PrivateFiles.writeString(file, "text");

      assertThat(file).hasContent("text");
    }
  }

  @Test
  void saysThatThereIsNoSuchFolder() {
    Path file = folder.resolve("none").resolve("file");

    assertThatThrownBy(() -> PrivateFiles.writeString(file, ""))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> PrivateFiles.create(file)).isInstanceOf(NoSuchFileException.class);
  }
}
