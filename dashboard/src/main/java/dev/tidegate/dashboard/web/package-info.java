/**
 * HTTP: the page, the JSON and CSV of its panels, server-sent events, health and metrics.
 * {@link dev.tidegate.dashboard.web.WebServer} is the door.
 */
package dev.tidegate.dashboard.web;
