package dev.referee.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An event as AWS sends it.
 *
 * @param description what happens in it, as a noun phrase
 * @param json the event
 */
record SampleEvent(String description, ObjectNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INSTANCE = "i-0123456789abcdef0";
  private static final String TIME = "2026-01-01T10:00:00Z";

  /** A call of an API by a caller. */
  enum Caller {
    USER("an IAM user"),
    ROLE("a role"),
    AUTO_SCALING("Amazon EC2 Auto Scaling");

    final String description;

    Caller(String description) {
      this.description = description;
    }
  }

  /** Returns the change of an instance to a state. */
  static SampleEvent stateChange(String account, String region, String state) {
    ObjectNode event = event(account, region, "aws.ec2", "EC2 Instance State-change Notification");
    event
        .withArray("resources")
        .add("arn:aws:ec2:%s:%s:instance/%s".formatted(region, account, INSTANCE));
    event.putObject("detail").put("instance-id", INSTANCE).put("state", state);
    return new SampleEvent("the state " + state + " of an instance", event);
  }

  /**
   * Returns a call of an API that changes something, as CloudTrail records it.
   *
   * @param service such as {@code ec2}
   * @param action such as {@code RunInstances}
   */
  static SampleEvent call(
      String account, String region, String service, String action, Caller caller) {
    ObjectNode event = event(account, region, "aws." + service, "AWS API Call via CloudTrail");
    ObjectNode detail = event.putObject("detail").put("eventVersion", "1.11");
    identity(detail.putObject("userIdentity"), account, caller);
    boolean byService = caller == Caller.AUTO_SCALING;
    detail
        .put("eventTime", TIME)
        .put("eventSource", service + ".amazonaws.com")
        .put("eventName", action)
        .put("awsRegion", region)
        .put("sourceIPAddress", byService ? "autoscaling.amazonaws.com" : "203.0.113.7")
        .put("userAgent", byService ? "autoscaling.amazonaws.com" : "aws-cli/2.31.0");
    detail.putObject("requestParameters");
    detail.putObject("responseElements");
    if (action.equals("RunInstances")) {
      launch(detail, caller == Caller.USER ? 2 : 1);
    }
    detail
        .put("requestID", "5f0ac5a5-6e5e-4b8a-9b35-0b7a3f0c1d2e")
        .put("eventID", "0d3f8a5c-2b1e-4c7f-8f59-6f1f7a2b3c4d")
        .put("readOnly", false)
        .put("eventType", "AwsApiCall")
        .put("managementEvent", true)
        .put("recipientAccountId", account)
        .put("eventCategory", "Management");
    return new SampleEvent("%s by %s".formatted(action, caller.description), event);
  }

  private static void launch(ObjectNode detail, int instances) {
    String type = instances == 1 ? "m5.large" : "t3.micro";
    detail
        .withObject("requestParameters")
        .put("instanceType", type)
        .put("monitoring", false)
        .withObject("instancesSet")
        .withArray("items")
        .addObject()
        .put("imageId", "ami-0123456789abcdef0")
        .put("minCount", instances)
        .put("maxCount", instances);
    for (int i = 0; i < instances; i++) {
      detail
          .withObject("responseElements")
          .withObject("instancesSet")
          .withArray("items")
          .addObject()
          .put("instanceId", "i-0123456789abcdef" + i)
          .put("instanceType", type)
          .putObject("instanceState")
          .put("code", 0)
          .put("name", "pending");
    }
  }

  private static void identity(ObjectNode identity, String account, Caller caller) {
    switch (caller) {
      case USER ->
          identity
              .put("type", "IAMUser")
              .put("principalId", "AIDAEXAMPLE")
              .put("arn", "arn:aws:iam::" + account + ":user/player")
              .put("accountId", account)
              .put("accessKeyId", "AKIAEXAMPLE")
              .put("userName", "player");
      case ROLE -> session(identity, account, "role/player", "player");
      case AUTO_SCALING -> {
        session(
            identity,
            account,
            "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
            "AutoScaling");
        identity.put("invokedBy", "autoscaling.amazonaws.com");
      }
    }
  }

  private static void session(ObjectNode identity, String account, String role, String session) {
    String name = role.substring(role.lastIndexOf('/') + 1);
    identity
        .put("type", "AssumedRole")
        .put("principalId", "AROAEXAMPLE:" + session)
        .put("arn", "arn:aws:sts::%s:assumed-role/%s/%s".formatted(account, name, session))
        .put("accountId", account)
        .withObject("sessionContext")
        .withObject("sessionIssuer")
        .put("type", "Role")
        .put("principalId", "AROAEXAMPLE")
        .put("arn", "arn:aws:iam::" + account + ":" + role)
        .put("accountId", account)
        .put("userName", name);
  }

  /** Returns an upload to a bucket, which no rule for other events should match. */
  static SampleEvent upload(String account, String region) {
    ObjectNode event = event(account, region, "aws.s3", "Object Created");
    event.putObject("detail").putObject("bucket").put("name", "uploads");
    return new SampleEvent("an upload to Amazon S3", event);
  }

  private static ObjectNode event(String account, String region, String source, String detailType) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("version", "0")
            .put("id", "7bf73129-1428-4cd3-a780-95db273d1602")
            .put("detail-type", detailType)
            .put("source", source)
            .put("account", account)
            .put("time", TIME)
            .put("region", region);
    event.putArray("resources");
    return event;
  }
}
