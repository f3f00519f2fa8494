package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;

/** A detector of the language of a program, by its first line, its name and its location. */
final class Languages {
  private static final ImmutableMap<String, Language> EXTENSIONS =
      ImmutableMap.<String, Language>builder()
          .put("sh", Language.SHELL)
          .put("bash", Language.SHELL)
          .put("zsh", Language.SHELL)
          .put("py", Language.PYTHON)
          .put("js", Language.JAVASCRIPT)
          .put("mjs", Language.JAVASCRIPT)
          .put("cjs", Language.JAVASCRIPT)
          .put("ts", Language.JAVASCRIPT)
          .put("pl", Language.PERL)
          .put("rb", Language.RUBY)
          .put("php", Language.PHP)
          .put("ps1", Language.POWERSHELL)
          .put("psm1", Language.POWERSHELL)
          .put("bat", Language.BATCH)
          .put("cmd", Language.BATCH)
          .buildOrThrow();

  private static final ImmutableSet<String> DATA =
      ImmutableSet.of(
          "json",
          "yml",
          "yaml",
          "html",
          "htm",
          "txt",
          "conf",
          "cfg",
          "md",
          "css",
          "xml",
          "tf",
          "tfvars",
          "ini",
          "log",
          "csv",
          "sql",
          "pem",
          "key",
          "crt",
          "repo",
          "list",
          "toml",
          "env",
          "properties",
          "service",
          "timer",
          "rules",
          "svg",
          "png",
          "policy",
          "j2",
          "template");

  private static final ImmutableSet<String> SHELL_STARTUP =
      ImmutableSet.of(
          ".bashrc",
          ".bash_profile",
          ".bash_login",
          ".bash_logout",
          ".profile",
          ".zshrc",
          ".zprofile",
          "rc.local",
          "bashrc",
          "bash.bashrc",
          "profile",
          "inittab");

  private static final ImmutableSet<String> STARTUP_DIRECTORIES =
      ImmutableSet.of(
          "/etc/profile.d",
          "/etc/init.d",
          "/etc/rc.d",
          "/etc/cron.hourly",
          "/etc/cron.daily",
          "/etc/cron.weekly",
          "/etc/cron.monthly",
          "/var/lib/cloud/scripts",
          "/etc/update-motd.d",
          "/etc/networkd-dispatcher",
          "/etc/network/if-up.d",
          "/etc/NetworkManager/dispatcher.d",
          "/etc/dhcp",
          "/etc/rc0.d",
          "/etc/rc1.d",
          "/etc/rc2.d",
          "/etc/rc3.d",
          "/etc/rc4.d",
          "/etc/rc5.d",
          "/etc/rc6.d",
          "/etc/X11/xinit",
          "/etc/bash_completion.d");

  private Languages() {}

  /** Returns the language that the first line names; empty if none. */
  static Optional<Language> byFirstLine(String text) {
    if (!text.startsWith("#!")) {
      return Optional.empty();
    }
    int end = text.indexOf('\n');
    String line = text.substring(2, end < 0 ? text.length() : end).strip();
    List<String> words =
        Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().limit(12).splitToList(line);
    for (String word : words) {
      String name = Files.name(word);
      if (!name.equals("env") && !word.startsWith("-") && word.indexOf('=') < 0) {
        return Optional.of(RunCommands.interpreter(name).orElse(ofOthers(name)));
      }
    }
    return Optional.of(Language.SHELL);
  }

  private static Language ofOthers(String name) {
    return name.startsWith("ansible") ? Language.ANSIBLE : Language.OTHER;
  }

  /** Returns the language of a file that is run. */
  static Language of(String path, String text) {
    return byFirstLine(text)
        .or(() -> startup(path))
        .orElseGet(() -> EXTENSIONS.getOrDefault(extension(path), Language.SHELL));
  }

  /** Returns whether a file looks like a program. */
  static boolean isProgram(String path, String text) {
    return text.startsWith("#!") || !DATA.contains(extension(path));
  }

  private static String extension(String path) {
    String name = Files.name(path);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : Ascii.toLowerCase(name.substring(dot + 1));
  }

  /** Returns the language of a file that runs automatically because of its location. */
  static Optional<Language> startup(String path) {
    String name = Files.name(path);
    String directory = path.substring(0, Math.max(path.length() - name.length() - 1, 0));
    if (path.equals("/etc/crontab")
        || directory.equals("/etc/cron.d")
        || directory.startsWith("/var/spool/cron")) {
      return Optional.of(Language.CRONTAB);
    }
    boolean systemd = path.contains("/systemd/") || path.contains("/etc/init/");
    if (systemd
        || path.contains("/supervisor")
        || path.contains("/etc/udev/")
        || path.contains("/etc/monit")
        || path.contains("/etc/xinetd.d/")) {
      return Optional.of(Language.SYSTEMD_UNIT);
    }
    if (path.startsWith("/etc/cloud/cloud.cfg.d/")) {
      return Optional.of(Language.CLOUD_CONFIG);
    }
    if (SHELL_STARTUP.contains(name)) {
      return Optional.of(Language.SHELL);
    }
    for (String each : STARTUP_DIRECTORIES) {
      if (directory.equals(each) || directory.startsWith(each + "/")) {
        return Optional.of(Language.SHELL);
      }
    }
    return Optional.empty();
  }
}
