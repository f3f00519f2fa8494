package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.embedded.common.Call;
import java.time.Instant;
import software.amazon.awssdk.services.ssm.model.GetServiceSettingRequest;
import software.amazon.awssdk.services.ssm.model.GetServiceSettingResponse;
import software.amazon.awssdk.services.ssm.model.ResetServiceSettingRequest;
import software.amazon.awssdk.services.ssm.model.ResetServiceSettingResponse;
import software.amazon.awssdk.services.ssm.model.ServiceSetting;
import software.amazon.awssdk.services.ssm.model.UpdateServiceSettingRequest;
import software.amazon.awssdk.services.ssm.model.UpdateServiceSettingResponse;

/** An emulation of Systems Manager service settings, with one known setting. */
final class SsmSettings {
  private SsmSettings() {}

  static GetServiceSettingResponse get(GetServiceSettingRequest request, Call call) {
    check(request.settingId());
    return GetServiceSettingResponse.builder().serviceSetting(shown(call)).build();
  }

  static UpdateServiceSettingResponse update(UpdateServiceSettingRequest request, Call call) {
    check(request.settingId());
    HostManagement.of(call).become(request.settingValue(), call.clock().instant());
    return UpdateServiceSettingResponse.builder().build();
  }

  static ResetServiceSettingResponse reset(ResetServiceSettingRequest request, Call call) {
    check(request.settingId());
    HostManagement.of(call).become(HostManagement.NONE, call.clock().instant());
    return ResetServiceSettingResponse.builder().serviceSetting(shown(call)).build();
  }

  private static ServiceSetting shown(Call call) {
    HostManagement setting = HostManagement.of(call);
    Instant changed = setting.changed();
    return ServiceSetting.builder()
        .settingId(HostManagement.SETTING)
        .settingValue(setting.value())
        .lastModifiedDate(changed)
        .lastModifiedUser(changed == null ? "System" : call.principalArn())
        .arn(
            "arn:aws:ssm:%s:%s:servicesetting%s"
                .formatted(call.region(), call.accountId(), HostManagement.SETTING))
        .status(setting.value().equals(HostManagement.NONE) ? "Default" : "Customized")
        .build();
  }

  /** Answers as Systems Manager does to a setting that it does not have; an ARN is fine, too. */
  private static void check(String id) {
    if (!id.endsWith(HostManagement.SETTING)) {
      throw Ssm.error("ServiceSettingNotFound", "Setting " + id + " does not exist.");
    }
  }
}
