package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableSet;

/**
 * The features of a language: how its programs run commands, evaluate text and fetch.
 *
 * @param language the language
 * @param concatenation the operator that adds strings
 * @param shells functions that run a command: text by a shell, a list by itself
 * @param qualified those of them that have common names, and count only as a member of a module
 *     that runs commands
 * @param modules these modules
 * @param evaluating functions that run text as a program of the language
 * @param fetching functions that fetch
 * @param declaring words before the name of a function that is declared
 * @param bare whether a call can do without brackets
 */
record Dialect(
    Language language,
    String concatenation,
    ImmutableSet<String> shells,
    ImmutableSet<String> qualified,
    ImmutableSet<String> modules,
    ImmutableSet<String> evaluating,
    ImmutableSet<String> fetching,
    ImmutableSet<String> declaring,
    boolean bare) {
  static final Dialect PYTHON =
      new Dialect(
          Language.PYTHON,
          "+",
          ImmutableSet.of(
              "system",
              "popen",
              "Popen",
              "check_call",
              "check_output",
              "getoutput",
              "getstatusoutput",
              "create_subprocess_shell",
              "create_subprocess_exec",
              "execv",
              "execvp",
              "execl",
              "execlp",
              "spawnl",
              "spawnlp",
              "spawnv",
              "spawnvp",
              "posix_spawn"),
          ImmutableSet.of("run", "call"),
          ImmutableSet.of("subprocess"),
          ImmutableSet.of("exec", "eval", "compile", "execfile"),
          ImmutableSet.of(
              "urlopen",
              "urlretrieve",
              "requests.get",
              "requests.post",
              "requests.request",
              "httpx.get",
              "wget.download",
              "download_file",
              "get_object",
              "download_fileobj",
              "get_parameter",
              "get_secret_value"),
          ImmutableSet.of("def", "class"),
          false);

  static final Dialect JAVASCRIPT =
      new Dialect(
          Language.JAVASCRIPT,
          "+",
          ImmutableSet.of(
              "execSync",
              "spawn",
              "spawnSync",
              "execFile",
              "execFileSync",
              "execa",
              "execaSync",
              "execaCommand"),
          ImmutableSet.of("exec"),
          ImmutableSet.of("child_process", "node:child_process", "shelljs", "util"),
          ImmutableSet.of("eval", "Function", "runInThisContext", "runInNewContext"),
          ImmutableSet.of(
              "fetch",
              "axios",
              "axios.get",
              "got",
              "http.get",
              "https.get",
              "http.request",
              "https.request",
              "getObject"),
          ImmutableSet.of("function", "class"),
          false);

  static final Dialect RUBY =
      new Dialect(
          Language.RUBY,
          "+",
          ImmutableSet.of(
              "system", "exec", "spawn", "popen", "capture2", "capture2e", "capture3", "sh"),
          ImmutableSet.of(),
          ImmutableSet.of(),
          ImmutableSet.of("eval", "instance_eval", "class_eval"),
          ImmutableSet.of(
              "URI.open", "HTTP.get", "HTTP.get_response", "HTTParty.get", "get_object"),
          ImmutableSet.of("def", "class", "module"),
          true);

  static final Dialect PERL =
      new Dialect(
          Language.PERL,
          ".",
          ImmutableSet.of("system", "exec"),
          ImmutableSet.of(),
          ImmutableSet.of(),
          ImmutableSet.of("eval"),
          ImmutableSet.of("getstore", "LWP.get"),
          ImmutableSet.of("sub", "package"),
          true);

  static final Dialect PHP =
      new Dialect(
          Language.PHP,
          ".",
          ImmutableSet.of("shell_exec", "exec", "system", "passthru", "popen", "proc_open"),
          ImmutableSet.of(),
          ImmutableSet.of(),
          ImmutableSet.of("eval", "create_function"),
          ImmutableSet.of("curl_exec", "getObject"),
          ImmutableSet.of("function", "class"),
          false);

  static final Dialect CURLY =
      new Dialect(
          Language.C_FAMILY,
          "+",
          ImmutableSet.of("Command", "CommandContext", "exec", "ProcessBuilder"),
          ImmutableSet.of(),
          ImmutableSet.of(),
          ImmutableSet.of(),
          ImmutableSet.of("http.Get"),
          ImmutableSet.of("func", "fn", "class"),
          false);

  /** Returns whether an assignment may stand in brackets, where others name an argument. */
  boolean assignsInBrackets() {
    return language == Language.JAVASCRIPT || language == Language.C_FAMILY;
  }

  /** Returns whether the name at an index is a function that fetches. */
  boolean fetches(Tokens tokens, int index) {
    String name = tokens.at(index).text();
    if (fetching.contains(name)) {
      return true;
    }
    boolean member = tokens.isMark(index - 1, ".") && tokens.at(index - 2).isName();
    return (member && fetching.contains(tokens.at(index - 2).text() + "." + name))
        || (name.equals("file_get_contents") && tokens.at(index + 2).text().startsWith("http"));
  }
}
