package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that fetch files, unpack archives, or run container images. */
final class FetchCommands {
  private static final ImmutableSet<String> CURL_VALUES =
      values(
          "-H -d -X -u -A -e -F -T -b -c -m -x -w -K -E -C -r -U -y -Y -z -t -Q -P --header --data"
              + " --data-raw --data-binary --data-urlencode --request --user --user-agent --referer"
              + " --form --cookie --cookie-jar --max-time --proxy --write-out --config --cert --key"
              + " --cacert --capath --retry --retry-delay --retry-max-time --connect-timeout"
              + " --resolve --aws-sigv4 --json --interface --limit-rate --max-redirs --range"
              + " --upload-file --oauth2-bearer --unix-socket --noproxy --ciphers --tls-max");
  private static final ImmutableSet<String> WGET_VALUES =
      values(
          "-o -a -t -T -w -Q -U -e -B -D -R -A -i --header --tries --timeout --user --password"
              + " --post-data --post-file --method --body-data --user-agent --output-file --wait"
              + " --limit-rate --ca-certificate --load-cookies");
  private static final ImmutableSet<String> DOCKER_FLAGS =
      values(
          "--rm --detach --interactive --tty --privileged --init --read-only --publish-all"
              + " --no-healthcheck --oom-kill-disable --sig-proxy");

  private final ShellInterpreter shell;

  FetchCommands(ShellInterpreter shell) {
    this.shell = shell;
  }

  private static ImmutableSet<String> values(String options) {
    return ImmutableSet.copyOf(Splitter.on(' ').split(options));
  }

  /** Runs one of these commands, and returns its output; empty for any other command. */
  Optional<Data> run(String name, List<Word> argv, Data in, int offset) {
    Data printed =
        switch (name) {
          case "curl", "awscurl" -> curl(argv, offset);
          case "wget" -> wget(argv, offset);
          case "git", "hg", "svn" -> repository(argv);
          case "scp", "rsync", "sftp", "gsutil", "s3cmd", "s5cmd", "azcopy", "rclone" -> copy(argv);
          case "nc",
              "ncat",
              "netcat",
              "ftp",
              "tftp",
              "lynx",
              "http",
              "https",
              "aria2c",
              "axel",
              "telnet" ->
              fetched(argv.size() > 1 ? argv.get(argv.size() - 1).text() : name);
          case "tar", "bsdtar", "unzip", "7z", "7za", "cpio", "unar" -> unpack(argv, in);
          default -> null;
        };
    return Optional.ofNullable(printed);
  }

  private Data fetched(String source) {
    return new Data(shell.files.mark(source) + "\n", 0);
  }

  private Data curl(List<Word> argv, int offset) {
    List<String> urls = new ArrayList<>();
    String file = null;
    boolean remoteName = false;
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      String next = i + 1 < argv.size() ? argv.get(i + 1).text() : "";
      request(word, offset);
      if (word.startsWith("--")) {
        int equals = word.indexOf('=');
        if (word.equals("--output")) {
          file = next;
          i++;
        } else if (equals > 0 && word.startsWith("--output=")) {
          file = word.substring(equals + 1);
        } else if (word.equals("--url")) {
          urls.add(next);
          i++;
        } else if (CURL_VALUES.contains(word)) {
          request(next, offset);
          i++;
        }
        remoteName |= word.startsWith("--remote-name");
      } else if (word.startsWith("-") && word.length() > 1) {
        for (int j = 1; j < word.length(); j++) {
          char option = word.charAt(j);
          remoteName |= option == 'O';
          if (option == 'o') {
            file = j + 1 < word.length() ? word.substring(j + 1) : next;
            i += j + 1 < word.length() ? 0 : 1;
            break;
          }
          if (CURL_VALUES.contains("-" + option)) {
            request(j + 1 < word.length() ? word.substring(j + 1) : next, offset);
            i += j + 1 < word.length() ? 0 : 1;
            break;
          }
        }
      } else {
        urls.add(word);
      }
    }
    return keep(urls, file, remoteName, offset);
  }

  private Data keep(List<String> urls, @Nullable String file, boolean remoteName, int offset) {
    StringBuilder printed = new StringBuilder();
    for (String url : urls) {
      invokes(url, offset);
      if (TrustedSources.isMetadata(url)) {
        printed.append(Marks.LOCAL);
      } else if (file != null && !file.equals("-")) {
        shell.files.fetch(url, Files.resolve(shell.state.directory, file));
      } else if (remoteName) {
        shell.files.fetch(url, Files.resolve(shell.state.directory, urlName(url)));
      } else {
        printed.append(shell.files.mark(url));
      }
    }
    return new Data(printed.isEmpty() ? "" : printed + "\n", offset);
  }

  /** Evaluates a hand-written request to AWS. */
  private void request(String text, int offset) {
    String lower = Ascii.toLowerCase(text);
    for (String begin : new String[] {"action=", "x-amz-target:", "action%3d"}) {
      int at = lower.indexOf(begin);
      if (at >= 0) {
        int end = at + begin.length();
        StringBuilder operation = new StringBuilder();
        while (end < text.length() && text.charAt(end) == ' ') {
          end++;
        }
        while (end < text.length() && "&\"' ;?#".indexOf(text.charAt(end)) < 0) {
          operation.append(text.charAt(end++));
        }
        String name = operation.substring(operation.lastIndexOf(".") + 1);
        StartingCalls.action(name).ifPresent(action -> shell.to.starts(action, offset));
      }
    }
  }

  private void invokes(String url, int offset) {
    String host = TrustedSources.host(url);
    if (host.contains(".lambda-url.") || host.contains(".execute-api.")) {
      shell.to.cannotTell("calls a Lambda function or an API", offset);
    }
  }

  static String urlName(String url) {
    String path = url;
    int query = path.indexOf('?');
    path = query < 0 ? path : path.substring(0, query);
    return Files.name(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  private Data wget(List<Word> argv, int offset) {
    List<String> urls = new ArrayList<>();
    String file = null;
    String directory = shell.state.directory;
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      String next = i + 1 < argv.size() ? argv.get(i + 1).text() : "";
      request(word, offset);
      if (word.startsWith("--output-document")) {
        int equals = word.indexOf('=');
        file = equals > 0 ? word.substring(equals + 1) : next;
        i += equals > 0 ? 0 : 1;
      } else if (word.startsWith("--directory-prefix=")) {
        directory = Files.resolve(directory, word.substring(word.indexOf('=') + 1));
      } else if (word.startsWith("--")) {
        request(next, offset);
        i += WGET_VALUES.contains(word) ? 1 : 0;
      } else if (word.startsWith("-") && word.length() > 1) {
        int at = word.indexOf('O');
        if (at > 0) {
          file = at + 1 < word.length() ? word.substring(at + 1) : next;
          i += at + 1 < word.length() ? 0 : 1;
        } else if (word.indexOf('P') > 0) {
          boolean here = word.indexOf('P') + 1 < word.length();
          directory = Files.resolve(directory, here ? word.substring(word.indexOf('P') + 1) : next);
          i += here ? 0 : 1;
        } else if (WGET_VALUES.contains("-" + word.charAt(word.length() - 1))) {
          i++;
        }
      } else {
        urls.add(word);
      }
    }
    if (file != null) {
      return keep(urls, file, false, offset);
    }
    for (String url : urls) {
      invokes(url, offset);
      shell.files.fetch(url, Files.resolve(directory, urlName(url)));
    }
    return Data.NONE;
  }

  private Data repository(List<Word> argv) {
    List<String> words = new ArrayList<>();
    String directory = shell.state.directory;
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      if (word.equals("-C") && i + 1 < argv.size()) {
        directory = Files.resolve(directory, argv.get(++i).text());
      } else if (ImmutableSet.of("-b", "--branch", "--depth", "-c", "-o", "-r", "--config")
          .contains(word)) {
        i++;
      } else if (!word.startsWith("-")) {
        words.add(word);
      }
    }
    if (words.isEmpty()) {
      return Data.LOCAL;
    }
    String command = words.get(0);
    if ((command.equals("clone") || command.equals("checkout") || command.equals("co"))
        && words.size() > 1
        && (words.get(1).indexOf('/') >= 0 || Marks.ANY.matchesAnyOf(words.get(1)))) {
      String url = words.get(1);
      String name = urlName(url);
      name = name.endsWith(".git") ? name.substring(0, name.length() - 4) : name;
      String to = words.size() > 2 ? words.get(2) : name;
      shell.files.fetch(url, Files.resolve(directory, to));
    } else if (command.equals("pull") || command.equals("fetch")) {
      shell.files.fetch(words.size() > 1 ? words.get(1) : "a repository", directory);
    }
    return Data.LOCAL;
  }

  private Data copy(List<Word> argv) {
    List<String> names = new ArrayList<>();
    for (Word word : argv.subList(1, argv.size())) {
      if (!word.text().startsWith("-")) {
        names.add(word.text());
      }
    }
    if (names.size() < 2) {
      return Data.LOCAL;
    }
    String to = Files.resolve(shell.state.directory, names.get(names.size() - 1));
    for (String from : names.subList(0, names.size() - 1)) {
      if (from.indexOf(':') > 0) {
        shell.files.fetch(from, to);
      } else {
        shell.files.copy(Files.resolve(shell.state.directory, from), to);
      }
    }
    return Data.LOCAL;
  }

  /** Files unpacked from a downloaded archive count as downloaded, in their target directory. */
  private Data unpack(List<Word> argv, Data in) {
    String source = null;
    String to = shell.state.directory;
    if (!in.isEmpty() && Marks.FETCHED.matchesAnyOf(in.text())) {
      source = shell.files.source(in.text().charAt(Marks.FETCHED.indexIn(in.text())));
    }
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i).text();
      boolean last = i + 1 == argv.size();
      if ((word.equals("-C") || word.equals("-d") || word.equals("--directory")) && !last) {
        to = Files.resolve(to, argv.get(++i).text());
      } else if (word.startsWith("--directory=") || word.startsWith("-o/")) {
        to = Files.resolve(to, word.substring(word.startsWith("-o") ? 2 : word.indexOf('=') + 1));
      } else if (source == null) {
        source = shell.files.source(Files.resolve(shell.state.directory, word)).orElse(null);
      }
    }
    if (source != null) {
      shell.files.unpack(source, to);
    }
    return Data.LOCAL;
  }

  /** Returns the index of the image in the words of a docker run; their number if there is none. */
  static int image(List<Word> argv, int from) {
    int at = from;
    while (at < argv.size()) {
      String word = argv.get(at).text();
      if (!word.startsWith("-")) {
        return at;
      }
      boolean flag =
          word.startsWith("--")
              ? word.indexOf('=') > 0 || DOCKER_FLAGS.contains(word)
              : "ditPq".indexOf(word.charAt(word.length() - 1)) >= 0 || word.length() > 2;
      at += flag ? 1 : 2;
    }
    return at;
  }
}
