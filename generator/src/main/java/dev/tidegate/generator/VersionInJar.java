package dev.tidegate.generator;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class VersionInJar implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = GeneratorMain.class.getPackage().getImplementationVersion();
        return new String[] {"Tidegate generator " + (version == null ? "(not run from its jar)" : version)};
    }
}
