/**
 * Few threads for many clients: each client waits in a line of its own, so that nobody can keep the others waiting.
 * {@link dev.tidegate.dashboard.turns.Turns} is the door; it knows nothing of what is run.
 */
package dev.tidegate.dashboard.turns;
