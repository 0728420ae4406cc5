/**
 * The dashboard: one web page, and JSON, over the views of the database. A process of its own that only reads.
 *
 * <p>The way of a number: {@code database} runs a query, {@code panel} knows the questions the page asks and keeps
 * their answers, {@code live} watches for new micro-batches, {@code web} serves all of it.
 */
package dev.tidegate.dashboard;
