/**
 * Files in YAML that people write: what stands where, and what is wrong with it, said with file and line, all of it at once,
 * and with the known word that is nearest to a misspelt one. Knows no other package.
 */
package dev.tidegate.ingest.yaml;
