/**
 * The way to PostgreSQL: a small pool of read-only connections, and the tables that come back.
 * {@link dev.tidegate.dashboard.database.Database} is the door.
 */
package dev.tidegate.dashboard.database;
