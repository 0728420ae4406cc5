package dev.tidegate.kubernetes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What can be applied: the folders by themselves, and with the components that they do not name. */
enum Variant {
    BASE("base"),
    S3("s3"),
    EXAMPLE("example"),
    PAGE_WITHOUT_SET_UP("base"),
    BUCKETS_WITHOUT_SET_UP("s3");

    static final Path TOP = Path.of("..", "kubernetes");

    private final String folder;

    Variant(String folder) {
        this.folder = folder;
    }

    Kustomize built() throws IOException {
        return Kustomize.build(TOP, Kustomization.of(List.of(folder), components()));
    }

    Manifests manifests() throws IOException {
        return Manifests.of(built());
    }

    private List<String> components() {
        return switch (this) {
            case PAGE_WITHOUT_SET_UP -> List.of("dashboard", "without-set-up");
            case BUCKETS_WITHOUT_SET_UP -> List.of("without-set-up");
            case BASE, S3, EXAMPLE -> List.of();
        };
    }
}
