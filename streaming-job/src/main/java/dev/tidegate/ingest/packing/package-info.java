/**
 * Packed files, unpacked as far as the limits let them: whatever is cut or corrupt is refused.
 *
 * <p>{@code Packing} is the door for who reads one file, {@code ZipParts} for who takes a zip archive of several apart: it gives
 * each of them as an archive of its own, under a name that a folder takes, and unpacks nothing. Knows {@code files} only.
 */
package dev.tidegate.ingest.packing;
