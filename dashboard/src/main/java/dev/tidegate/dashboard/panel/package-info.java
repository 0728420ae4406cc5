/**
 * The panels of the page: each is one query, a time range and filters. {@link dev.tidegate.dashboard.panel.Answers}
 * runs each question once for all viewers.
 */
package dev.tidegate.dashboard.panel;
