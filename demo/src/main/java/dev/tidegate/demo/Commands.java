package dev.tidegate.demo;

import dev.tidegate.postgres.LocalDatabase;
import dev.tidegate.postgres.LocalRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of the programs, as a user would write them. */
record Commands(Folders folders, LocalDatabase database) {
    List<String> generator(String interval) {
        return List.of(
                folders.script("generate.sh"),
                "--folder=" + folders.input(),
                "--catalog=" + folders.dataFolder("catalog/products.csv"),
                "--interval=" + interval);
    }

    /**
     * The job.
     *
     * @param declared files of streams to run beside the events
     * @param inBucket whether files are in the bucket and not on the disk
     */
    List<String> job(List<String> declared, boolean inBucket) {
        List<String> job = new ArrayList<>(List.of(
                folders.script("submit.sh"),
                "--input=" + (inBucket ? Bucket.folder("input") : folders.input()),
                "--archive=" + (inBucket ? Bucket.folder("archive") : folders.dataFolder("archive")),
                "--quarantine=" + (inBucket ? Bucket.folder("quarantine") : folders.dataFolder("quarantine")),
                "--checkpoint=" + folders.dataFolder("checkpoints"),
                "--jdbc-url=" + database.jdbcUrl(),
                "--user=" + LocalRole.JOB.user(),
                "--password-file=" + database.passwordFile(LocalRole.JOB),
                // Files may come faster than three in ten seconds, which is all that the default trigger takes.
                "--drain"));
        if (!declared.isEmpty()) {
            job.add("--stream=events");
            declared.forEach(file -> job.add("--stream=" + file));
        }
        return job;
    }

    /** The table of a declared stream, as SQL. */
    List<String> ddl(String declaration) {
        return List.of(
                folders.script("tidegate"),
                "ddl",
                declaration,
                "--jdbc-url=" + database.jdbcUrl(),
                "--user=" + LocalRole.ADMIN.user(),
                "--password-file=" + database.passwordFile(LocalRole.ADMIN));
    }

    /** Files for a declared stream. */
    List<String> sample(String declaration, String interval) {
        return List.of(
                folders.script("tidegate"),
                "sample",
                declaration,
                "--deliver=" + folders.input(),
                "--interval=" + interval);
    }

    /** The name of a declaration's file, as far as another file may be called by it. */
    static String shortName(String declaration) {
        return Path.of(declaration).getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }

    List<String> dashboard(int port) {
        return List.of(
                folders.script("dashboard.sh"),
                "--jdbc-url=" + database.jdbcUrl(),
                "--user=" + LocalRole.DASHBOARD.user(),
                "--password-file=" + database.passwordFile(LocalRole.DASHBOARD),
                "--port=" + port);
    }

    /** For a person: how to look at the rows. */
    String psql() {
        return "PGPASSWORD=$(cat '" + database.passwordFile(LocalRole.ADMIN) + "') psql -h 127.0.0.1 -p "
                + database.port() + " -U " + LocalRole.ADMIN.user() + " -d " + LocalDatabase.NAME
                + " -c 'TABLE raw_events LIMIT 5'";
    }
}
