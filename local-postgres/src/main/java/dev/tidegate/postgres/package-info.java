/**
 * A PostgreSQL 16 with this project's schema, for tests and the demo; nothing else.
 *
 * <p>{@link dev.tidegate.postgres.TestDatabase} gives each test a database of its own,
 * {@link dev.tidegate.postgres.LocalDatabase} keeps one between runs. Both set it up with {@code postgres_setup.sql}
 * through {@link dev.tidegate.postgres.SetupScript}: there is no second schema in Java.
 */
package dev.tidegate.postgres;
