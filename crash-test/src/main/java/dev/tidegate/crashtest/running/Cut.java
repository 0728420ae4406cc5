package dev.tidegate.crashtest.running;

/** What gets lost when the proxy cuts a connection. */
public enum Cut {
    /** Something the job asks never reaches the server. */
    REQUEST_LOST,
    /** The server has done it, and the job does not hear. */
    ANSWER_LOST,
    /** The request to commit never reaches the server. */
    COMMIT_LOST,
    /** The server has committed, and the job does not hear. */
    COMMIT_ANSWER_LOST
}
