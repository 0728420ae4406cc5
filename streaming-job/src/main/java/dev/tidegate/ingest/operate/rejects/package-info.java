/**
 * Dead letters listed, shown, exported, discarded or sent through today's rules: the commands {@code rejects ..}.
 *
 * <p>Knows {@code console}, {@code ledger}, {@code check} for the reading of their files, and {@code replay}.
 */
package dev.tidegate.ingest.operate.rejects;
