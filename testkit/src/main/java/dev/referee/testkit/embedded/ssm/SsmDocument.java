package dev.referee.testkit.embedded.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.DocumentDescription;
import software.amazon.awssdk.services.ssm.model.DocumentHashType;
import software.amazon.awssdk.services.ssm.model.DocumentIdentifier;
import software.amazon.awssdk.services.ssm.model.DocumentParameter;
import software.amazon.awssdk.services.ssm.model.DocumentStatus;
import software.amazon.awssdk.services.ssm.model.DocumentVersionInfo;
import software.amazon.awssdk.services.ssm.model.PlatformType;

/** A document of Systems Manager with its versions; the first one is number 1. */
final class SsmDocument {

  /**
   * A version of a document.
   *
   * @param number its number
   * @param name its version name; null without one
   * @param content its content
   * @param created when it was created
   */
  record Version(int number, @Nullable String name, DocumentContent content, Instant created) {}

  private static final String NO_VERSION = "The document version is not valid or does not exist.";

  final String name;
  final String type;
  final String owner;
  private final TreeMap<Integer, Version> versions = new TreeMap<>();
  private int made;
  private int defaultVersion = 1;

  SsmDocument(
      String name,
      String type,
      String owner,
      DocumentContent content,
      @Nullable String versionName,
      Instant now) {
    this.name = name;
    this.type = type;
    this.owner = owner;
    Version unused = add(content, versionName, now);
  }

  /** Adds a version; its number is never that of one that was deleted. */
  Version add(DocumentContent content, @Nullable String versionName, Instant now) {
    Version version = new Version(++made, versionName, content, now);
    versions.put(made, version);
    return version;
  }

  void remove(Version version) {
    versions.remove(version.number());
  }

  /** Returns the content of the default version. */
  DocumentContent content() {
    return defaultVersion().content();
  }

  Version defaultVersion() {
    return Objects.requireNonNull(versions.get(defaultVersion));
  }

  void defaultVersion(Version version) {
    defaultVersion = version.number();
  }

  Version latest() {
    return versions.lastEntry().getValue();
  }

  /** Returns a version by its number, {@code $LATEST} or {@code $DEFAULT}, which it is if null. */
  Version version(@Nullable String wanted) {
    if (wanted == null || wanted.equals("$DEFAULT")) {
      return defaultVersion();
    }
    return wanted.equals("$LATEST")
        ? latest()
        : versions.values().stream()
            .filter(version -> Integer.toString(version.number()).equals(wanted))
            .findFirst()
            .orElseThrow(() -> Ssm.error("InvalidDocumentVersion", NO_VERSION));
  }

  /** Returns the version that has a number and a name, where these are given. */
  Version version(@Nullable String wanted, @Nullable String versionName) {
    if (versionName == null) {
      return version(wanted);
    }
    return versions.values().stream()
        .filter(version -> versionName.equals(version.name()))
        .filter(one -> wanted == null || version(wanted).equals(one))
        .findFirst()
        .orElseThrow(() -> Ssm.error("InvalidDocumentVersion", NO_VERSION));
  }

  boolean hasVersionNamed(@Nullable String versionName) {
    return versionName != null
        && versions.values().stream().anyMatch(version -> versionName.equals(version.name()));
  }

  boolean hasContent(DocumentContent content) {
    return versions.values().stream()
        .anyMatch(version -> version.content().text().equals(content.text()));
  }

  DocumentDescription described(Version version) {
    DocumentContent content = version.content();
    return DocumentDescription.builder()
        .name(name)
        .owner(owner)
        .createdDate(version.created())
        .status(DocumentStatus.ACTIVE)
        .documentVersion(Integer.toString(version.number()))
        .versionName(version.name())
        .latestVersion(Integer.toString(latest().number()))
        .defaultVersion(Integer.toString(defaultVersion))
        .description(text(content.json().get("description")))
        .parameters(
            content.parameters().properties().stream()
                .map(entry -> parameter(entry.getKey(), entry.getValue()))
                .toList())
        .documentType(type)
        .documentFormat(content.format())
        .schemaVersion(text(content.json().get("schemaVersion")))
        .platformTypes(platforms())
        .hashType(DocumentHashType.SHA256)
        .hash(Hashing.sha256().hashString(content.text(), StandardCharsets.UTF_8).toString())
        .tags(List.of())
        .build();
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node == null || node.isNull() ? null : node.asText();
  }

  /** Returns a parameter; a default that is not a single value is written in JSON. */
  private static DocumentParameter parameter(String name, JsonNode declared) {
    JsonNode value = declared.get("default");
    return DocumentParameter.builder()
        .name(name)
        .type(declared.path("type").asText())
        .description(text(declared.get("description")))
        .defaultValue(value == null || value.isValueNode() ? text(value) : value.toString())
        .build();
  }

  /** Returns the platforms that it is for: a shell script is not for Windows. */
  List<PlatformType> platforms() {
    String text = content().json().toString();
    boolean shellOnly =
        text.contains("\"aws:runShellScript\"") && !text.contains("\"aws:runPowerShellScript\"");
    return shellOnly
        ? List.of(PlatformType.LINUX, PlatformType.MAC_OS)
        : List.of(PlatformType.WINDOWS, PlatformType.LINUX, PlatformType.MAC_OS);
  }

  DocumentIdentifier listed() {
    DocumentDescription shown = described(defaultVersion());
    return DocumentIdentifier.builder()
        .name(name)
        .createdDate(shown.createdDate())
        .owner(owner)
        .versionName(shown.versionName())
        .platformTypes(shown.platformTypes())
        .documentVersion(shown.documentVersion())
        .documentType(type)
        .schemaVersion(shown.schemaVersion())
        .documentFormat(shown.documentFormat())
        .tags(List.of())
        .build();
  }

  /** Returns its versions, the newest first. */
  List<DocumentVersionInfo> listedVersions() {
    return versions.descendingMap().entrySet().stream()
        .map(Map.Entry::getValue)
        .map(
            version ->
                DocumentVersionInfo.builder()
                    .name(name)
                    .documentVersion(Integer.toString(version.number()))
                    .versionName(version.name())
                    .createdDate(version.created())
                    .isDefaultVersion(version.number() == defaultVersion)
                    .documentFormat(version.content().format())
                    .status(DocumentStatus.ACTIVE)
                    .build())
        .toList();
  }
}
