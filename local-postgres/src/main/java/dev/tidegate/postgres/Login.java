package dev.tidegate.postgres;

import java.util.Objects;

/** Who connects: a user of the test server and the password. */
public record Login(String user, String password) {
    /** Both are required. */
    public Login {
        Objects.requireNonNull(user, "user is null");
        Objects.requireNonNull(password, "password is null");
    }

    /** Without the password: what is printed ends up in logs. */
    @Override
    public String toString() {
        return user;
    }
}
