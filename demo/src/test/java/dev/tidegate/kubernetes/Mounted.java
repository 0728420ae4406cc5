package dev.tidegate.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What a program would find mounted, laid out in a folder here. */
final class Mounted {

    /** Where the image's programs run. */
    private static final Path WORK = Path.of("/tidegate");

    private final Path folder;

    private Mounted(Path folder) {
        this.folder = folder;
    }

    /** The files of ConfigMaps that are there, and a password in each of a Secret. */
    static Mounted below(Path folder, Manifests manifests, Deployment deployment) throws IOException {
        for (VolumeMount mount :
                Manifests.pod(deployment).getContainers().get(0).getVolumeMounts()) {
            Path target =
                    Files.createDirectories(folder.resolve(mount.getMountPath().substring(1)));
            Volume volume = Manifests.volume(Manifests.pod(deployment), mount.getName());
            if (volume.getSecret() != null) {
                for (KeyToPath item : volume.getSecret().getItems()) {
                    Files.writeString(target.resolve(item.getPath()), "a password\n");
                }
            } else if (volume.getConfigMap() != null) {
                String name = volume.getConfigMap().getName();
                Map<String, String> files = manifests
                        .of(ConfigMap.class)
                        .filter(map -> map.getMetadata().getName().equals(name))
                        .findFirst()
                        .map(ConfigMap::getData)
                        .orElse(Map.of());
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Files.writeString(target.resolve(file.getKey()), file.getValue());
                }
            }
        }
        return new Mounted(folder);
    }

    /** A value whose paths are those of the container, with those of this machine. */
    String here(String value) {
        return Arrays.stream(value.split(",")).map(this::path).collect(Collectors.joining(","));
    }

    private String path(String value) {
        Path inContainer = value.contains("//") ? null : WORK.resolve(value);
        Path here = inContainer == null
                ? null
                : folder.resolve(inContainer.toString().substring(1));
        boolean isPath = here != null && value.contains("/") && Files.exists(here.getParent());
        return isPath ? here.toString() : value;
    }
}
