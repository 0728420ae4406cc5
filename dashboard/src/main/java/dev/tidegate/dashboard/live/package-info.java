/**
 * What is going on right now: one look at the streams every half second, for all viewers together.
 * {@link dev.tidegate.dashboard.live.Pulses} looks, {@link dev.tidegate.dashboard.live.Viewers} are told.
 */
package dev.tidegate.dashboard.live;
