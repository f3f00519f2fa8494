package dev.referee.ec2.userdata;

import java.util.List;

/**
 * A receiver of what a reader reports about one program. Offsets are character positions in the
 * program's source.
 *
 * <p>Mentions (comments, printed strings, documents) are not reported.
 */
interface Findings {

  /**
   * Reports a call that starts instances.
   *
   * @param iamAction the action that it needs, such as {@code ec2:RunInstances}; see {@link
   *     StartingCalls}
   */
  void starts(String iamAction, int offset);

  /**
   * Reports that it cannot be told whether something starts instances.
   *
   * @param reason a clause that ends a sentence, such as "invokes a Lambda function"; contains no
   *     text of the program
   */
  void cannotTell(String reason, int offset);

  /**
   * Reports a program that is downloaded and run.
   *
   * @param source the URL, host, bucket, repository or image, as far as it is known; unknown parts
   *     are {@link Word#UNKNOWN}
   */
  void fetchedAndRun(String source, int offset);

  /**
   * Reports that something is downloaded to a file; it matters if the file is run.
   *
   * @param path the file, or the directory that it is downloaded to
   */
  void fetched(String source, String path, int offset);

  /**
   * Reports a file with known content; it matters if the file is run.
   *
   * @param offset where the content begins
   */
  void writes(String path, String content, int offset);

  /** Reports a command that is run without a shell: program and arguments. */
  void command(List<Word> argv, int offset);

  /**
   * Reports a nested program that is run: the argument of {@code os.system}, of {@code bash -c}, a
   * here-document for {@code python}.
   *
   * @param offset where it begins, to determine lines
   */
  void nested(Language language, String program, int offset);

  /** Reports that the program uses credentials or a role other than those of the instance. */
  void bringsCredentials(int offset);

  /** Returns the files of all programs of the user data. */
  default Files files() {
    return new Files();
  }

  /** Returns the budget of the whole user data. */
  Budget budget();
}
