/**
 * Puts lines into files that appear as a whole or not at all: written under a temporary name, forced to the disk,
 * renamed. {@link dev.tidegate.generator.files.LandingFolder} is the door.
 */
package dev.tidegate.generator.files;
