/** Packed files, unpacked as far as the limits let them: whatever is cut or corrupt is refused. Knows {@code files} only. */
package dev.tidegate.ingest.packing;
