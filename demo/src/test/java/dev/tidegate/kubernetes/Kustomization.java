package dev.tidegate.kubernetes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A {@code kustomization.yaml}, of which is known what ours use. */
record Kustomization(
        String apiVersion,
        String kind,
        String namespace,
        List<String> resources,
        List<String> components,
        List<Image> images,
        List<Generator> configMapGenerator,
        List<Patch> patches) {

    static final String FILE = "kustomization.yaml";

    Kustomization {
        resources = orNone(resources);
        components = orNone(components);
        images = orNone(images);
        configMapGenerator = orNone(configMapGenerator);
        patches = orNone(patches);
    }

    /** One that puts together what others say. */
    static Kustomization of(List<String> resources, List<String> components) {
        return new Kustomization(null, null, null, resources, components, null, null, null);
    }

    static Kustomization read(Path folder) throws IOException {
        return Strict.as(Strict.documents(folder.resolve(FILE)).get(0), Kustomization.class);
    }

    private static <T> List<T> orNone(List<T> given) {
        return given == null ? List.of() : given;
    }

    record Image(String name, String newName) {}

    record Patch(String path) {}

    record Generator(String name, String behavior, List<String> literals, List<String> files) {

        Generator {
            literals = orNone(literals);
            files = orNone(files);
        }
    }
}
