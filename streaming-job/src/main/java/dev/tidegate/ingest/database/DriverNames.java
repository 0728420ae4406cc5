package dev.tidegate.ingest.database;

import org.postgresql.Driver;

/**
 * Names of the driver's own classes, as a URL has them ({@code sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory}). In the
 * job's jar the driver has another package, so that an older one among Spark's jars does not matter.
 */
final class DriverNames {
    // In parts: a constant that has the package's name would be moved with it.
    private static final String PUBLISHED = String.join(".", "org", "postgresql", "");

    private DriverNames() {}

    /** The same URL with the names that these classes have here. */
    static String inThisJar(String url) {
        return url.replace("=" + PUBLISHED, "=" + Driver.class.getPackageName() + ".");
    }
}
