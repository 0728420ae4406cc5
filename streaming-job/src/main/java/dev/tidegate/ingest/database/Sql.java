package dev.tidegate.ingest.database;

/** The statements of this package. */
final class Sql {

    static final String HAS_FILE = text("has_file");
    static final String IDENTIFY_SERVER = text("identify_server");
    static final String SET_UP_SESSION = text("set_up_session");
    static final String CHECK_SCHEMA = text("check_schema");
    static final String TAKE_EPOCH = text("take_epoch");
    static final String FIND_LOCK_HOLDER = text("find_lock_holder");
    static final String HEARTBEAT = text("heartbeat");
    static final String FIND_RULES = text("find_rules");
    static final String FIND_UNFINISHED_PLANS = text("find_unfinished_plans");

    private Sql() {}

    private static String text(String name) {
        return SqlFiles.read(Sql.class, name);
    }
}
