package dev.tidegate.postgres;

/** The logins of the kept database, one for each program, each in the group role that holds its rights. */
public enum LocalRole {
    /** The streaming job. */
    JOB("tidegate_job", "tidegate_ingest"),
    /** The dashboard: reads the views. */
    DASHBOARD("tidegate_dashboard", "tidegate_reader"),
    /** The operator's commands. */
    ADMIN("tidegate_admin", "tidegate_operator");

    private final String user;
    private final String group;

    LocalRole(String user, String group) {
        this.user = user;
        this.group = group;
    }

    /** Its name in PostgreSQL. */
    public String user() {
        return user;
    }

    String group() {
        return group;
    }
}
