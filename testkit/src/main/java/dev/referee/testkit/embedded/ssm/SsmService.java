package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.function.Function;
import software.amazon.awssdk.services.ssm.model.CancelCommandRequest;
import software.amazon.awssdk.services.ssm.model.CreateDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DeleteDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DescribeDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationRequest;
import software.amazon.awssdk.services.ssm.model.DescribeSessionsRequest;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationRequest;
import software.amazon.awssdk.services.ssm.model.GetConnectionStatusRequest;
import software.amazon.awssdk.services.ssm.model.GetDocumentRequest;
import software.amazon.awssdk.services.ssm.model.GetServiceSettingRequest;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsRequest;
import software.amazon.awssdk.services.ssm.model.ListCommandsRequest;
import software.amazon.awssdk.services.ssm.model.ListDocumentVersionsRequest;
import software.amazon.awssdk.services.ssm.model.ListDocumentsRequest;
import software.amazon.awssdk.services.ssm.model.ResetServiceSettingRequest;
import software.amazon.awssdk.services.ssm.model.ResumeSessionRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.StartSessionRequest;
import software.amazon.awssdk.services.ssm.model.TerminateSessionRequest;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentDefaultVersionRequest;
import software.amazon.awssdk.services.ssm.model.UpdateDocumentRequest;
import software.amazon.awssdk.services.ssm.model.UpdateServiceSettingRequest;

/** The operations of Systems Manager, mapped to their implementations. */
public final class SsmService {
  private SsmService() {}

  public static Service create(DataChannels channels) {
    Function<Call, Ssm> factory = call -> Ssm.of(call, channels);
    Service ssm = new Service("ssm", Protocol.JSON_1_1, "2014-11-06");
    documents(ssm, factory);
    SsmParameters.addTo(ssm);
    ssm.resources(new SsmResourceTypes(factory).all()).authorizedBy(new SsmPermissions());
    return ssm.on(
            DescribeInstanceInformationRequest.class,
            DescribeInstanceInformationRequest::builder,
            (r, c) -> factory.apply(c).instances.describe(r, c))
        .on(
            GetConnectionStatusRequest.class,
            GetConnectionStatusRequest::builder,
            (r, c) -> factory.apply(c).instances.connectionStatus(r, c))
        .on(
            StartSessionRequest.class,
            StartSessionRequest::builder,
            (r, c) -> factory.apply(c).sessions.start(r, c))
        .on(
            ResumeSessionRequest.class,
            ResumeSessionRequest::builder,
            (r, c) -> factory.apply(c).sessions.resume(r, c))
        .on(
            TerminateSessionRequest.class,
            TerminateSessionRequest::builder,
            (r, c) -> factory.apply(c).sessions.terminate(r, c))
        .on(
            DescribeSessionsRequest.class,
            DescribeSessionsRequest::builder,
            (r, c) -> factory.apply(c).sessions.describe(r, c))
        .on(
            SendCommandRequest.class,
            SendCommandRequest::builder,
            (r, c) -> factory.apply(c).commands.send(r, c))
        .on(
            CancelCommandRequest.class,
            CancelCommandRequest::builder,
            (r, c) -> factory.apply(c).commands.cancel(r))
        .on(
            GetCommandInvocationRequest.class,
            GetCommandInvocationRequest::builder,
            (r, c) -> factory.apply(c).commands.get(r, c))
        .on(
            ListCommandsRequest.class,
            ListCommandsRequest::builder,
            (r, c) -> factory.apply(c).commands.list(r, c))
        .on(
            ListCommandInvocationsRequest.class,
            ListCommandInvocationsRequest::builder,
            (r, c) -> factory.apply(c).commands.list(r, c))
        .on(GetServiceSettingRequest.class, GetServiceSettingRequest::builder, SsmSettings::get)
        .on(
            UpdateServiceSettingRequest.class,
            UpdateServiceSettingRequest::builder,
            SsmSettings::update)
        .on(
            ResetServiceSettingRequest.class,
            ResetServiceSettingRequest::builder,
            SsmSettings::reset);
  }

  private static void documents(Service ssm, Function<Call, Ssm> factory) {
    ssm.on(
            GetDocumentRequest.class,
            GetDocumentRequest::builder,
            (r, c) -> factory.apply(c).documents.get(r, c))
        .on(
            DescribeDocumentRequest.class,
            DescribeDocumentRequest::builder,
            (r, c) -> factory.apply(c).documents.describe(r, c))
        .on(
            ListDocumentsRequest.class,
            ListDocumentsRequest::builder,
            (r, c) -> factory.apply(c).documents.list(r, c))
        .on(
            ListDocumentVersionsRequest.class,
            ListDocumentVersionsRequest::builder,
            (r, c) -> factory.apply(c).documents.versions(r, c))
        .on(
            CreateDocumentRequest.class,
            CreateDocumentRequest::builder,
            (r, c) -> factory.apply(c).documents.create(r, c))
        .on(
            UpdateDocumentRequest.class,
            UpdateDocumentRequest::builder,
            (r, c) -> factory.apply(c).documents.update(r, c))
        .on(
            UpdateDocumentDefaultVersionRequest.class,
            UpdateDocumentDefaultVersionRequest::builder,
            (r, c) -> factory.apply(c).documents.updateDefault(r, c))
        .on(
            DeleteDocumentRequest.class,
            DeleteDocumentRequest::builder,
            (r, c) -> factory.apply(c).documents.delete(r, c));
  }
}
