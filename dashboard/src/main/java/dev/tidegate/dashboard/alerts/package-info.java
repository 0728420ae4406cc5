/**
 * Alerts that people get: rules that a file sets, looked at each minute, and notices of what began and what is over, sent to
 * a webhook. {@link dev.tidegate.dashboard.alerts.Alerts} is the door. It knows the database, and nothing of the page:
 * whoever shows alerts gets a view of them.
 */
package dev.tidegate.dashboard.alerts;
