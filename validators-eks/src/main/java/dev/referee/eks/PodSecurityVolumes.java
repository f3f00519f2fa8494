package dev.referee.eks;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types of volumes in pods, and those that the level {@code restricted} allows. */
final class PodSecurityVolumes {
  static final String HOST_PATH = "hostPath";
  static final String ALLOWED_WORDS =
      "configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or"
          + " secret";

  private static final ImmutableMap<String, Function<Volume, @Nullable Object>> ALLOWED =
      ImmutableMap.<String, Function<Volume, @Nullable Object>>builder()
          .put("configMap", Volume::getConfigMap)
          .put("csi", Volume::getCsi)
          .put("downwardAPI", Volume::getDownwardAPI)
          .put("emptyDir", Volume::getEmptyDir)
          .put("ephemeral", Volume::getEphemeral)
          .put("image", Volume::getImage)
          .put("persistentVolumeClaim", Volume::getPersistentVolumeClaim)
          .put("projected", Volume::getProjected)
          .put("secret", Volume::getSecret)
          .buildOrThrow();

  private static final ImmutableMap<String, Function<Volume, @Nullable Object>> OTHERS =
      ImmutableMap.<String, Function<Volume, @Nullable Object>>builder()
          .put(HOST_PATH, Volume::getHostPath)
          .put("gcePersistentDisk", Volume::getGcePersistentDisk)
          .put("awsElasticBlockStore", Volume::getAwsElasticBlockStore)
          .put("gitRepo", Volume::getGitRepo)
          .put("nfs", Volume::getNfs)
          .put("iscsi", Volume::getIscsi)
          .put("glusterfs", Volume::getGlusterfs)
          .put("rbd", Volume::getRbd)
          .put("flexVolume", Volume::getFlexVolume)
          .put("cinder", Volume::getCinder)
          .put("cephfs", Volume::getCephfs)
          .put("flocker", Volume::getFlocker)
          .put("fc", Volume::getFc)
          .put("azureFile", Volume::getAzureFile)
          .put("azureDisk", Volume::getAzureDisk)
          .put("vsphereVolume", Volume::getVsphereVolume)
          .put("quobyte", Volume::getQuobyte)
          .put("portworxVolume", Volume::getPortworxVolume)
          .put("photonPersistentDisk", Volume::getPhotonPersistentDisk)
          .put("scaleIO", Volume::getScaleIO)
          .put("storageos", Volume::getStorageos)
          .buildOrThrow();

  private static final ImmutableSet<String> NAMES = ALLOWED.keySet();

  private PodSecurityVolumes() {}

  /** Returns the type of a volume; {@code unknown} if this version of Referee does not know it. */
  static String type(Volume volume) {
    for (Map.Entry<String, Function<Volume, @Nullable Object>> type :
        Iterables.concat(ALLOWED.entrySet(), OTHERS.entrySet())) {
      if (type.getValue().apply(volume) != null) {
        return type.getKey();
      }
    }
    return "unknown";
  }

  static boolean isAllowed(String type) {
    return NAMES.contains(type);
  }
}
