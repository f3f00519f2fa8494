package dev.referee.testkit.embedded.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionResponse;
import software.amazon.awssdk.services.lambda.model.EphemeralStorage;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.TracingConfigResponse;
import software.amazon.awssdk.services.lambda.model.TracingMode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** An emulation of functions and their configuration. */
final class Functions {
  private static final int DEFAULT_TIMEOUT = 3;
  private static final int DEFAULT_MEMORY = 128;
  private static final int DEFAULT_STORAGE = 512;
  private static final int MOST_ON_PAGE = 50;
  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final DateTimeFormatter MODIFIED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Functions() {}

  static void addTo(Service service) {
    String one = FUNCTIONS + "/{FunctionName}";
    service
        .on(
            "POST " + FUNCTIONS,
            CreateFunctionRequest.class,
            CreateFunctionRequest::builder,
            Functions::create)
        .on(
            "GET " + FUNCTIONS,
            ListFunctionsRequest.class,
            ListFunctionsRequest::builder,
            Functions::list)
        .on("GET " + one, GetFunctionRequest.class, GetFunctionRequest::builder, Functions::get)
        .on(
            "GET " + one + "/configuration",
            GetFunctionConfigurationRequest.class,
            GetFunctionConfigurationRequest::builder,
            Functions::configuration)
        .on(
            "PUT " + one + "/configuration",
            UpdateFunctionConfigurationRequest.class,
            UpdateFunctionConfigurationRequest::builder,
            Functions::updateConfiguration)
        .on(
            "PUT " + one + "/code",
            UpdateFunctionCodeRequest.class,
            UpdateFunctionCodeRequest::builder,
            Functions::updateCode)
        .on(
            "DELETE " + one,
            DeleteFunctionRequest.class,
            DeleteFunctionRequest::builder,
            Functions::delete);
  }

  static CreateFunctionResponse create(CreateFunctionRequest request, Call call) {
    String name = FunctionName.of(request.functionName()).name();
    Lambda lambda = Lambda.of(call);
    boolean image = request.packageType() == PackageType.IMAGE;
    if (!image && (request.runtime() == null || request.handler() == null)) {
      throw LambdaErrors.invalid(
          "Runtime and Handler are mandatory parameters for functions created with deployment"
              + " packages.");
    }
    ExecutionRole role = new ExecutionRole(request.role(), call);
    role.requireTrust();
    checkDeadLetters(request.deadLetterConfig(), role);
    if (request.vpcConfig() != null && !request.vpcConfig().subnetIds().isEmpty()) {
      role.require("ec2:CreateNetworkInterface", "*");
    }
    if (lambda.functions.containsKey(name)) {
      throw LambdaErrors.conflict("Function already exist: " + name);
    }
    SdkBytes code = request.code().zipFile();
    FunctionConfiguration.Builder defaults =
        FunctionConfiguration.builder()
            .description("")
            .timeout(DEFAULT_TIMEOUT)
            .memorySize(DEFAULT_MEMORY)
            .packageType(PackageType.ZIP)
            .architectures(Architecture.X86_64)
            .ephemeralStorage(EphemeralStorage.builder().size(DEFAULT_STORAGE).build())
            .tracingConfig(TracingConfigResponse.builder().mode(TracingMode.PASS_THROUGH).build());
    FunctionConfiguration made =
        code(SdkFieldCopier.overlay(request, defaults), code, request.code().toString())
            .functionName(name)
            .functionArn(FunctionName.arn(call, name))
            .version(FunctionName.LATEST)
            .state(State.ACTIVE)
            .lastUpdateStatus(LastUpdateStatus.SUCCESSFUL)
            .lastModified(modified(call.now()))
            .revisionId(Ids.of(call).uuid())
            .build();
    FunctionRecord function = new FunctionRecord(made);
    function.tags.putAll(request.tags());
    lambda.functions.put(name, function);
    FunctionConfiguration shown =
        Boolean.TRUE.equals(request.publish())
            ? FunctionVersions.publish(function, request.description(), call)
            : made;
    return SdkFieldCopier.overlay(shown, CreateFunctionResponse.builder()).build();
  }

  /** Refuses dead letters that the role of the function cannot send. */
  private static void checkDeadLetters(@Nullable DeadLetterConfig config, ExecutionRole role) {
    String target = config == null ? null : config.targetArn();
    if (target == null || target.isEmpty()) {
      return;
    }
    List<String> parts = Splitter.on(':').splitToList(target);
    String service = parts.size() < 6 ? "" : parts.get(2);
    if (!service.equals("sqs") && !service.equals("sns")) {
      throw LambdaErrors.invalid(
          "The provided destination config DestinationConfig(onSuccess=null,"
              + " onFailure=OnFailure(destination=%s)) is invalid.".formatted(target));
    }
    role.require(Objects.requireNonNull(AsyncInvocations.ACTIONS.get(service)), target);
  }

  private static FunctionConfiguration.Builder code(
      FunctionConfiguration.Builder builder, @Nullable SdkBytes zip, String otherwise) {
    byte[] bytes = zip == null ? otherwise.getBytes(UTF_8) : zip.asByteArray();
    return builder
        .codeSize((long) bytes.length)
        .codeSha256(BaseEncoding.base64().encode(Hashing.sha256().hashBytes(bytes).asBytes()));
  }

  static String modified(Instant when) {
    return MODIFIED.format(when);
  }

  private static ListFunctionsResponse list(ListFunctionsRequest request, Call call) {
    List<FunctionConfiguration> all = new ArrayList<>();
    for (FunctionRecord function : Lambda.of(call).functions.values()) {
      all.add(function.latest);
      if ("ALL".equals(request.functionVersionAsString())) {
        all.addAll(function.versions.values());
      }
    }
    Page<FunctionConfiguration> page = page(all, request.maxItems(), request.marker(), call);
    return ListFunctionsResponse.builder().functions(page.items()).nextMarker(page.next()).build();
  }

  static <T> Page<T> page(List<T> all, @Nullable Integer size, @Nullable String marker, Call call) {
    try {
      return Page.of(all, Math.min(size == null ? MOST_ON_PAGE : size, MOST_ON_PAGE), marker, call);
    } catch (AwsError notOurs) {
      throw LambdaErrors.invalid("Invalid Marker");
    }
  }

  private static FunctionConfiguration shown(
      FunctionRecord function, FunctionName name, Call call) {
    FunctionConfiguration version = Objects.requireNonNull(function.version(name.qualifier()));
    return version.toBuilder().functionArn(name.arn(call)).build();
  }

  private static GetFunctionResponse get(GetFunctionRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    FunctionConfiguration shown = shown(function, name, call);
    boolean image = shown.packageType() == PackageType.IMAGE;
    Integer reserved = function.reservedConcurrency;
    return GetFunctionResponse.builder()
        .configuration(shown)
        .code(
            code ->
                code.repositoryType(image ? "ECR" : "S3")
                    .location(
                        "https://awslambda-%s-tasks.s3.%s.amazonaws.com/snapshots/%s/%s"
                            .formatted(
                                Ascii.toLowerCase(call.region()),
                                call.region(),
                                call.accountId(),
                                function.name)))
        .tags(function.tags.isEmpty() ? null : function.tags)
        .applyMutation(
            response -> {
              if (reserved != null) {
                response.concurrency(c -> c.reservedConcurrentExecutions(reserved));
              }
            })
        .build();
  }

  private static GetFunctionConfigurationResponse configuration(
      GetFunctionConfigurationRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    return SdkFieldCopier.overlay(
            shown(function, name, call), GetFunctionConfigurationResponse.builder())
        .build();
  }

  static UpdateFunctionConfigurationResponse updateConfiguration(
      UpdateFunctionConfigurationRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName());
    FunctionRecord function = Lambda.of(call).function(name, call);
    requireRevision(function, request.revisionId());
    String arn = request.role() == null ? function.latest.role() : request.role();
    ExecutionRole role = new ExecutionRole(arn, call);
    if (request.role() != null) {
      role.requireTrust();
    }
    checkDeadLetters(request.deadLetterConfig(), role);
    FunctionConfiguration.Builder changed =
        SdkFieldCopier.overlay(request, function.latest.toBuilder());
    String target =
        request.deadLetterConfig() == null ? null : request.deadLetterConfig().targetArn();
    if (target != null && target.isEmpty()) {
      changed.deadLetterConfig((DeadLetterConfig) null);
    }
    change(function, changed, call);
    return SdkFieldCopier.overlay(function.latest, UpdateFunctionConfigurationResponse.builder())
        .build();
  }

  private static void requireRevision(FunctionRecord function, @Nullable String revision) {
    if (revision != null && !revision.equals(function.latest.revisionId())) {
      throw new AwsError(
          412,
          "PreconditionFailedException",
          "The Revision Id provided does not match the latest Revision Id. Call the"
              + " GetFunction/GetAlias API to retrieve the latest Revision Id");
    }
  }

  private static void change(
      FunctionRecord function, FunctionConfiguration.Builder changed, Call call) {
    function.latest =
        changed
            .functionName(function.name)
            .functionArn(function.arn)
            .revisionId(Ids.of(call).uuid())
            .lastModified(modified(call.now()))
            .build();
  }

  static UpdateFunctionCodeResponse updateCode(UpdateFunctionCodeRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName());
    FunctionRecord function = Lambda.of(call).function(name, call);
    requireRevision(function, request.revisionId());
    if (!Boolean.TRUE.equals(request.dryRun())) {
      FunctionConfiguration.Builder changed =
          code(
              function.latest.toBuilder(),
              request.zipFile(),
              request.s3Bucket() + "/" + request.s3Key() + " " + request.imageUri());
      if (request.hasArchitectures()) {
        changed.architectures(request.architectures());
      }
      change(function, changed, call);
    }
    FunctionConfiguration shown =
        Boolean.TRUE.equals(request.publish())
            ? FunctionVersions.publish(function, null, call)
            : function.latest;
    return SdkFieldCopier.overlay(shown, UpdateFunctionCodeResponse.builder()).build();
  }

  static DeleteFunctionResponse delete(DeleteFunctionRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    String version = name.qualifier();
    if (version == null) {
      Lambda.of(call).functions.remove(function.name);
    } else if (version.matches("[0-9]{1,9}")) {
      function.versions.remove(Integer.parseInt(version));
    } else {
      throw LambdaErrors.invalid(
          "$LATEST version cannot be deleted without deleting the function.");
    }
    return DeleteFunctionResponse.builder().build();
  }
}
