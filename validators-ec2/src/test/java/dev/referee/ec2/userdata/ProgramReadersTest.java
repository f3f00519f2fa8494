package dev.referee.ec2.userdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the lexers and readers of each language with a few lines of code. */
class ProgramReadersTest {
  private static final String STARTS = "starts ec2:RunInstances";

  private static List<String> read(Language language, String program) {
    return RecordedFindings.of(language, program);
  }

  private static String tokens(CodeLexer lexer) {
    return lexer.lex().stream()
        .map(
            it ->
                java.util.stream.IntStream.range(0, it.size())
                    .mapToObj(i -> it.at(i).type() + " " + it.at(i).text().replace("\n", "\\n"))
                    .collect(Collectors.joining(", ")))
        .collect(Collectors.joining(" / "));
  }

  @Nested
  class Python {
    private String lex(String program) {
      return tokens(new PythonLexer(program, new Budget()));
    }

    @Test
    void knowsStringsOfAllKinds() {
      assertThat(lex("'a\\'b' \"c\\\nd\" r'\\'' b'''e\n'f''' # 'g'"))
          .isEqualTo("STRING a'b, STRING cd, STRING \\', STRING e\\n'f");
    }

    @Test
    void readsExpressionsWithinStringsByThemselves() {
      assertThat(lex("f'a{x['b']:>{w}}c' f'{{d}}'"))
          .isEqualTo(
              "NAME x, MARK [, STRING b, MARK ], MARK {, NAME w, MARK } / STRING a\uFFFCc, STRING"
                  + " {d}}");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "c.run_instances()",
          "c . run_instances ( ImageId = 'x' )",
          "c.\\\n  run_instances()",
          "x = c.run_instances\nx()",
          "getattr(c, 'run_' + 'instances')()",
          "'''it's'''; c.run_instances()",
          "c.run_instances(DryRun=False)",
        })
    void seesTheCall(String program) {
      assertThat(read(Language.PYTHON, program)).contains(STARTS);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "# c.run_instances()",
          "'c.run_instances()'",
          "print('run_instances()')",
          "from x import run_instances",
          "def run_instances(): pass",
          "c.run_instances(DryRun=True)",
          "c.describe_instances()",
          "event == 'RunInstances'",
        })
    void seesNoCallWhereNoneIs(String program) {
      assertThat(read(Language.PYTHON, program)).isEmpty();
    }

    @Test
    void handsOnWhatIsRun() {
      assertThat(read(Language.PYTHON, "import os, subprocess\nos.system('ls ' + x)"))
          .containsExactly("nested SHELL: ls \uFFFC");
      assertThat(read(Language.PYTHON, "import subprocess\nsubprocess.run(['a', \"b\" 'c'])"))
          .containsExactly("command [a, bc]");
      assertThat(read(Language.PYTHON, "app.run('a')")).isEmpty();
      assertThat(read(Language.PYTHON, "exec(urlopen('https://x').read())"))
          .containsExactly("runs https://x");
    }
  }

  @Nested
  class JavaScript {
    private String lex(String program) {
      return tokens(new JavaScriptLexer(program, new Budget()));
    }

    @Test
    void distinguishesRegularExpressionsFromDivisions() {
      assertThat(lex("a / b / c")).isEqualTo("NAME a, MARK /, NAME b, MARK /, NAME c");
      assertThat(lex("x = /['/]\\//g; y"))
          .isEqualTo("NAME x, MARK =, STRING \uFFFC, MARK ;, NAME y");
      assertThat(lex("if (a) /'/.test(b)")).contains("MARK ), STRING \uFFFC, MARK .");
    }

    @Test
    void readsTemplatesWithinTemplates() {
      assertThat(lex("`a${`b${c}`}d`")).isEqualTo("NAME c / STRING b\uFFFC / STRING a\uFFFCd");
    }

    @Test
    void leavesCommentsOut() {
      assertThat(lex("a // b\n/* c\n*/ d")).isEqualTo("NAME a, MARK \\n, NAME d");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ec2.runInstances({})",
          "ec2\n  .runInstances({})",
          "new RunInstancesCommand({})",
          "class A { #go() { return ec2.runInstances({}) } }",
          "ec2['run' + 'Instances']({})",
          "const { RunInstancesCommand: Go } = x; new Go({})",
        })
    void seesTheCall(String program) {
      assertThat(read(Language.JAVASCRIPT, program)).contains(STARTS);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "// ec2.runInstances({})",
          "/* ec2.runInstances({}) */",
          "console.log('ec2.runInstances({})')",
          "const { RunInstancesCommand } = require('x')",
          "/ec2.runInstances\\(/.exec(text)",
          "ec2.runInstances({ DryRun: true })",
        })
    void seesNoCallWhereNoneIs(String program) {
      assertThat(read(Language.JAVASCRIPT, program)).isEmpty();
    }
  }

  @Nested
  class PowerShell {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "new-EC2instance -ImageId x",
          "New-EC2Inst`ance -ImageId x",
          "$a = New-EC2Instance",
          "1..3 | % { New-EC2Instance }",
          "& 'New-EC2Instance'",
          "Write-Host \"$(New-EC2Instance)\"",
          "Write-Host 'it''s' ; New-EC2Instance",
          "Set-Alias go New-EC2Instance\ngo",
          "@'\n'; #\n'@ | Out-Null\nNew-EC2Instance",
        })
    void seesTheCall(String program) {
      assertThat(read(Language.POWERSHELL, program)).contains(STARTS);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "# New-EC2Instance",
          "Get-Date # New-EC2Instance",
          "<# New-EC2Instance\n#>",
          "Write-Host New-EC2Instance",
          "'New-EC2Instance'",
          "@'\nNew-EC2Instance\n'@ | Write-Host",
          "New-EC2Instance -DryRun $true",
          "Set-ASDesiredCapacity -AutoScalingGroupName x -DesiredCapacity 0",
        })
    void seesNoCallWhereNoneIs(String program) {
      assertThat(read(Language.POWERSHELL, program)).isEmpty();
    }

    @Test
    void handsOnWhatIsRun() {
      assertThat(read(Language.POWERSHELL, "iex (iwr https://x/y.ps1).Content"))
          .containsExactly("runs https://x/y.ps1");
      assertThat(read(Language.POWERSHELL, "& 'C:\\Program Files\\A\\aws.exe' ec2 x"))
          .containsExactly("command [aws, ec2, x]");
      assertThat(read(Language.POWERSHELL, "iwr https://x/y -OutFile C:\\Y.ps1"))
          .containsExactly("fetches https://x/y to /c:/y.ps1");
    }
  }

  @Nested
  class Batch {
    @Test
    void cutsCommandsAtOperatorsOutsideOfQuotes() {
      assertThat(read(Language.BATCH, "a b & c \"d & e\" ^& f && g | h"))
          .containsExactly(
              "command [a, b]", "command [c, d & e, &, f]", "command [g]", "command [h]");
    }

    @Test
    void joinsLinesAndPutsVariablesIn() {
      assertThat(read(Language.BATCH, "set X=run\r\naws ec2 %x%-^\r\ninstances %Y%\r\n"))
          .containsExactly("command [aws, ec2, run-instances, \uFFFC]");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"rem a & b", ":: a & b", "@REM a", "echo a", "echo.a ^& b", "title a", ":label"})
    void leavesCommentsAndPrintsOut(String program) {
      assertThat(read(Language.BATCH, program)).isEmpty();
    }

    @Test
    void writesWhatIsEchoedIntoAFile() {
      assertThat(read(Language.BATCH, "echo aws ec2 x > C:\\K.cmd\necho y >> C:\\K.cmd"))
          .containsExactly("writes /c:/k.cmd: aws ec2 x", "writes /c:/k.cmd: aws ec2 x\ny");
    }
  }

  @Nested
  class Others {
    @Test
    void seeTheCall() {
      assertThat(read(Language.RUBY, "ec2.run_instances image_id: 'x'")).contains(STARTS);
      assertThat(read(Language.PERL, "$ec2->RunInstances(ImageId => 'x');")).contains(STARTS);
      assertThat(read(Language.PHP, "<?php $ec2->runInstances([]);")).contains(STARTS);
      assertThat(read(Language.C_FAMILY, "client.RunInstances(ctx, &in)")).contains(STARTS);
      assertThat(read(Language.OTHER, "os.execute('aws ec2 run-instances')"))
          .contains("cannot tell");
    }

    @Test
    void findNoCallWithoutOne() {
      assertThat(read(Language.RUBY, "# a.run_instances\n=begin\na.run_instances\n=end\nputs 'x'"))
          .isEmpty();
      assertThat(
              read(Language.PERL, "=pod\n\n$e->RunInstances();\n\n=cut\nprint q{run_instances()};"))
          .isEmpty();
      assertThat(read(Language.PHP, "$e->runInstances() <?php /* $e->runInstances(); */ # x"))
          .isEmpty();
      assertThat(read(Language.C_FAMILY, "// c.RunInstances()\nx := `c.RunInstances()`")).isEmpty();
      assertThat(read(Language.OTHER, "print('ready')")).isEmpty();
    }

    @Test
    void runCommandsInBackticks() {
      assertThat(read(Language.RUBY, "x = `aws a`")).containsExactly("nested SHELL: aws a");
      assertThat(read(Language.PERL, "my $x = qx{aws a};")).containsExactly("nested SHELL: aws a");
      assertThat(read(Language.PHP, "<?php echo `aws a`;")).containsExactly("nested SHELL: aws a");
    }

    @Test
    void goOnBehindHereDocuments() {
      assertThat(read(Language.RUBY, "puts <<~E\n  don't\n  E\nec2.run_instances(1)"))
          .contains(STARTS);
      assertThat(read(Language.PERL, "print <<\"E\";\ndon't\nE\n$e->RunInstances();"))
          .contains(STARTS);
    }
  }
}
