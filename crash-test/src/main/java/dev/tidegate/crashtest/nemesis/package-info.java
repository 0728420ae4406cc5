/**
 * What goes wrong, and when: the faults by kind, the deck from which a seed draws them, and the scene on which they strike.
 */
package dev.tidegate.crashtest.nemesis;
