package dev.tidegate.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code kubectl kustomize} makes of a folder, but for the hashes that it puts behind the names of generated ConfigMaps.
 * The order is kustomize's: resources, components, ConfigMaps, patches, images, namespace.
 */
final class Kustomize {

    private final List<Map<String, Object>> resources = new ArrayList<>();
    private final Set<Path> read = new TreeSet<>();

    /** What a folder says. */
    static Kustomize build(Path folder) throws IOException {
        Kustomize built = new Kustomize();
        built.add(folder);
        return built;
    }

    /** What a kustomization would say if it lay in this folder. */
    static Kustomize build(Path folder, Kustomization kustomization) throws IOException {
        Kustomize built = new Kustomize();
        built.add(folder, kustomization);
        return built;
    }

    List<Map<String, Object>> resources() {
        return resources;
    }

    /** All files that had a part in it. */
    Set<Path> read() {
        return read;
    }

    private void add(Path folder) throws IOException {
        read.add(folder.resolve(Kustomization.FILE).normalize());
        add(folder, Kustomization.read(folder));
    }

    private void add(Path folder, Kustomization kustomization) throws IOException {
        for (String resource : kustomization.resources()) {
            if (Files.isDirectory(folder.resolve(resource))) {
                requireKind(folder.resolve(resource), "Kustomization");
                // It is built by itself: what it transforms is its own.
                Kustomize other = build(folder.resolve(resource));
                resources.addAll(other.resources);
                read.addAll(other.read);
            } else {
                resources.addAll(Strict.documents(below(folder, resource)));
            }
        }
        for (String component : kustomization.components()) {
            requireKind(folder.resolve(component), "Component");
            add(folder.resolve(component));
        }
        for (Kustomization.Generator generator : kustomization.configMapGenerator()) {
            generate(folder, generator);
        }
        for (Kustomization.Patch patch : kustomization.patches()) {
            for (Map<String, Object> document : Strict.documents(below(folder, patch.path()))) {
                patch(document);
            }
        }
        for (Kustomization.Image image : kustomization.images()) {
            rename(image);
        }
        if (kustomization.namespace() != null) {
            move(kustomization.namespace());
        }
    }

    private static void requireKind(Path folder, String kind) throws IOException {
        String found = Kustomization.read(folder).kind();
        if (!kind.equals(found)) {
            throw new IllegalArgumentException("%s is a %s, expected a %s".formatted(folder, found, kind));
        }
    }

    /** Kustomize reads no file that is not in the folder or below it. */
    private Path below(Path folder, String name) {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new IllegalArgumentException(file + " is not below " + folder);
        }
        read.add(file);
        return file;
    }

    private void generate(Path folder, Kustomization.Generator generator) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        for (String literal : generator.literals()) {
            int sign = literal.indexOf('=');
            put(data, literal.substring(0, sign), literal.substring(sign + 1));
        }
        for (String file : generator.files()) {
            Path path = below(folder, file);
            put(data, path.getFileName().toString(), Files.readString(path));
        }
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("apiVersion", "v1");
        made.put("kind", "ConfigMap");
        made.put("metadata", new LinkedHashMap<>(Map.of("name", generator.name())));
        made.put("data", data);
        if (generator.behavior() == null) {
            resources.add(made);
        } else if (generator.behavior().equals("merge")) {
            patch(made);
        } else {
            throw new IllegalArgumentException("The behavior " + generator.behavior() + " is not known here");
        }
    }

    private static void put(Map<String, Object> data, String key, String value) {
        if (data.put(key, value) != null) {
            throw new IllegalArgumentException(key + " is there twice");
        }
    }

    /** Exactly one resource must be the one that is meant. */
    private void patch(Map<String, Object> patch) {
        List<Integer> meant = new ArrayList<>();
        for (int place = 0; place < resources.size(); place++) {
            if (identity(resources.get(place)).equals(identity(patch))) {
                meant.add(place);
            }
        }
        if (meant.size() != 1) {
            throw new IllegalArgumentException(
                    "A patch is for %s, and there are %d".formatted(identity(patch), meant.size()));
        }
        int place = meant.get(0);
        if (Patched.deletes(patch)) {
            resources.remove(place);
        } else {
            resources.set(place, Patched.merge(resources.get(place), patch));
        }
    }

    static List<Object> identity(Map<String, Object> resource) {
        return List.of(
                resource.get("apiVersion"),
                resource.get("kind"),
                Strict.map(resource.get("metadata")).get("name"));
    }

    private void rename(Kustomization.Image image) {
        int found = 0;
        for (Map<String, Object> resource : resources) {
            found += rename(resource, image);
        }
        if (found == 0) {
            throw new IllegalArgumentException("There is no image " + image.name());
        }
    }

    private static int rename(Object part, Kustomization.Image image) {
        int found = 0;
        if (part instanceof List<?> entries) {
            for (Object entry : entries) {
                found += rename(entry, image);
            }
        } else if (part instanceof Map) {
            Map<String, Object> fields = Strict.map(part);
            if (fields.get("image") instanceof String name && name.startsWith(image.name() + ":")) {
                fields.put(
                        "image", image.newName() + name.substring(image.name().length()));
                found++;
            }
            for (Object value : fields.values()) {
                found += rename(value, image);
            }
        }
        return found;
    }

    private void move(String namespace) {
        for (Map<String, Object> resource : resources) {
            Map<String, Object> metadata = Strict.map(resource.get("metadata"));
            // Of a namespace it is the name.
            metadata.put(resource.get("kind").equals("Namespace") ? "name" : "namespace", namespace);
        }
    }
}
