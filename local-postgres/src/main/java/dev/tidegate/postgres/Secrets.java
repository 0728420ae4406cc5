package dev.tidegate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Random passwords, each in a file of its own that only its owner can read. */
final class Secrets {
    private static final int BYTES = 24;

    private final Path folder;

    Secrets(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** The file with a role's password, in one line. */
    Path file(String role) {
        return folder.resolve(role + ".password");
    }

    /** Whether the role has a password. */
    boolean has(String role) {
        return Files.exists(file(role));
    }

    /** The role's password; made now where there is none. */
    String password(String role) throws IOException {
        if (!has(role)) {
            write(file(role));
        }
        return Files.readString(file(role)).strip();
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        // Made with its rights and renamed when written: nobody reads it in between, and it is never half a password.
        Path written = Files.createTempFile(
                folder,
                "new-",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(written, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
        Files.move(written, file);
    }
}
