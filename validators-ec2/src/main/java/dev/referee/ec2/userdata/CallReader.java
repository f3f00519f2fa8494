package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import java.util.function.BiFunction;

/** A reader of languages with function calls, such as Python, JavaScript and Ruby. */
final class CallReader implements ProgramReader {
  static final ProgramReader PYTHON = new CallReader(Dialect.PYTHON, PythonLexer::new);
  static final ProgramReader JAVASCRIPT = new CallReader(Dialect.JAVASCRIPT, JavaScriptLexer::new);
  static final ProgramReader RUBY = new CallReader(Dialect.RUBY, RubyLexer::new);
  static final ProgramReader PERL = new CallReader(Dialect.PERL, PerlLexer::new);
  static final ProgramReader PHP = new CallReader(Dialect.PHP, PhpLexer::new);

  /** The reader of Go, Java, Rust and C# programs that run from source. */
  static final ProgramReader CURLY = new CallReader(Dialect.CURLY, CurlyLexer::new);

  private final Dialect dialect;
  private final BiFunction<String, Budget, CodeLexer> lexer;

  private CallReader(Dialect dialect, BiFunction<String, Budget, CodeLexer> lexer) {
    this.dialect = dialect;
    this.lexer = lexer;
  }

  @Override
  public void read(String source, Findings to) {
    ImmutableList<Tokens> streams = lexer.apply(source, to.budget()).lex();
    ProgramFacts facts = ProgramFacts.of(dialect, streams, to.budget());
    Expressions expressions = new Expressions(dialect, to.budget());
    Calls calls = new Calls(dialect, facts, expressions, to);
    // The program itself comes last among its streams; expressions in strings know its variables.
    Tokens program = streams.get(streams.size() - 1);
    calls.assign(program);
    calls.read(program);
    for (Tokens stream : streams.subList(0, streams.size() - 1)) {
      calls.read(stream);
    }
  }
}
