package dev.tidegate.ingest.options;

import dev.tidegate.ingest.mapping.StreamFile;
import java.util.Optional;

/**
 * A stream that a command is about.
 *
 * @param declared what its file says, or what is built in; empty where only the name is known
 */
public record NamedStream(String name, Optional<StreamFile> declared) {}
