package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;

/** A reader of the resources and commands in Terraform configurations, in HCL or JSON. */
final class TerraformReader implements ProgramReader {
  private static final ImmutableMap<String, String> STARTS =
      ImmutableMap.<String, String>builder()
          .put("aws_instance", "ec2:RunInstances")
          .put("aws_spot_instance_request", "ec2:RequestSpotInstances")
          .put("aws_spot_fleet_request", "ec2:RequestSpotFleet")
          .put("aws_ec2_fleet", "ec2:CreateFleet")
          .put("aws_autoscaling_group", "autoscaling:CreateAutoScalingGroup")
          .put("aws_autoscaling_schedule", "autoscaling:PutScheduledUpdateGroupAction")
          .put("aws_eks_node_group", "eks:CreateNodegroup")
          .put("aws_emr_cluster", "elasticmapreduce:RunJobFlow")
          .put("aws_elastic_beanstalk_environment", "elasticbeanstalk:CreateEnvironment")
          .put("aws_batch_compute_environment", "batch:CreateComputeEnvironment")
          .put("aws_opsworks_instance", "opsworks:CreateInstance")
          .put("awscc_ec2_instance", "ec2:RunInstances")
          .buildOrThrow();

  private static final ImmutableMap<String, String> UNCLEAR =
      ImmutableMap.of(
          "aws_cloudformation_stack", "creates a stack whose template is not in the user data",
          "aws_lambda_invocation", "invokes a Lambda function");

  /** A name, a string or a symbol. */
  private record Token(String text, boolean string, int offset) {
    boolean is(String value) {
      return !string && text.equals(value);
    }
  }

  @Override
  public void read(String source, Findings to) {
    List<Token> tokens = tokens(source, to.budget());
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      Token next = tokens.get(i + 1);
      boolean json = token.string() && next.is(":");
      if ((token.is("resource") && next.string()) || json) {
        resource(json ? token : next, tokens, i, to);
      } else if (token.is("module") && next.string()) {
        module(tokens, i, to);
      } else if (token.text().equals("command") && i + 2 < tokens.size()) {
        boolean assigned = next.is("=") || next.is(":");
        if (assigned && tokens.get(i + 2).string()) {
          to.nested(Language.SHELL, tokens.get(i + 2).text(), tokens.get(i + 2).offset());
        }
      }
    }
  }

  private static void resource(Token type, List<Token> tokens, int at, Findings to) {
    if (STARTS.containsKey(type.text())) {
      if (!hasCountOfZero(tokens, at, to.budget())) {
        to.starts(STARTS.getOrDefault(type.text(), ""), type.offset());
      }
    } else if (UNCLEAR.containsKey(type.text())) {
      to.cannotTell(UNCLEAR.getOrDefault(type.text(), ""), type.offset());
    }
  }

  private static boolean hasCountOfZero(List<Token> tokens, int from, Budget budget) {
    int depth = 0;
    for (int i = from; i + 2 < tokens.size(); i++) {
      budget.step();
      Token token = tokens.get(i);
      depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
      if (token.is("}") && depth <= 0) {
        return false;
      }
      if (depth == 1 && token.is("count") && tokens.get(i + 1).is("=")) {
        return tokens.get(i + 2).is("0");
      }
    }
    return false;
  }

  private static void module(List<Token> tokens, int at, Findings to) {
    for (int i = at; i + 2 < tokens.size() && !tokens.get(i).is("}"); i++) {
      to.budget().step();
      if (tokens.get(i).is("source") && tokens.get(i + 1).is("=")) {
        String source = tokens.get(i + 2).text();
        if (source.startsWith(".")) {
          to.cannotTell(
              "applies a Terraform module that is not in the user data", tokens.get(i).offset());
        } else {
          to.fetchedAndRun(source, tokens.get(i).offset());
        }
        return;
      }
    }
  }

  private static List<Token> tokens(String source, Budget budget) {
    List<Token> tokens = new ArrayList<>();
    int at = 0;
    while (at < source.length()) {
      budget.step();
      char c = source.charAt(at);
      int start = at;
      if (c == '#' || source.startsWith("//", at)) {
        at = end(source, "\n", at);
      } else if (source.startsWith("/*", at)) {
        at = end(source, "*/", at + 2);
      } else if (c == '"') {
        StringBuilder text = new StringBuilder();
        at++;
        while (at < source.length() && source.charAt(at) != '"') {
          budget.step();
          at += source.charAt(at) == '\\' && at + 1 < source.length() ? 1 : 0;
          text.append(source.charAt(at++));
        }
        at++;
        tokens.add(new Token(text.toString(), true, start + 1));
      } else if (source.startsWith("<<", at)) {
        at = hereText(source, at, tokens, budget);
      } else if (Character.isLetterOrDigit(c) || c == '_') {
        while (at < source.length()
            && (Character.isLetterOrDigit(source.charAt(at))
                || "_-.".indexOf(source.charAt(at)) >= 0)) {
          budget.step();
          at++;
        }
        tokens.add(new Token(source.substring(start, at), false, start));
      } else {
        at++;
        if (!Character.isWhitespace(c)) {
          tokens.add(new Token(String.valueOf(c), false, start));
        }
      }
    }
    return tokens;
  }

  private static int end(String source, String end, int from) {
    int at = source.indexOf(end, from);
    return at < 0 ? source.length() : at + end.length();
  }

  private static int hereText(String source, int from, List<Token> tokens, Budget budget) {
    int line = end(source, "\n", from);
    int name =
        from + 2 + (source.startsWith("<<-", from) || source.startsWith("<<~", from) ? 1 : 0);
    String end = source.substring(Math.min(name, line), line).strip();
    int at = line;
    while (at < source.length()) {
      int next = end(source, "\n", at);
      budget.steps(next - at);
      if (source.substring(at, next).strip().equals(end)) {
        tokens.add(new Token(source.substring(line, at), true, line));
        return next;
      }
      at = next;
    }
    return source.length();
  }
}
