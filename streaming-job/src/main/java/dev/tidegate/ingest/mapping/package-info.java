/**
 * Mapping files: what tells the job how a shop's own files are written. A YAML file becomes a {@code FileFormat} for the
 * source, which is told how files are framed and what their columns are called, and an {@code ValueFormat} for the rules,
 * which are told how their values are written; neither knows of this package. What is wrong in a file is said with its line.
 */
package dev.tidegate.ingest.mapping;
