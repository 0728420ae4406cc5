package dev.tidegate.ingest.spark;

import dev.tidegate.ingest.database.RefusedException;
import org.apache.spark.SparkConf;

/**
 * On a cluster Spark hands the password of the database, and the shop's records, from process to process. Unless it is told to
 * know them and to encrypt, everybody on the network can read along, and can send tasks of their own.
 */
public final class ClusterSecurity {

    private static final String AUTHENTICATE = "spark.authenticate";
    private static final String ENCRYPT = "spark.network.crypto.enabled";
    private static final String SASL_ENCRYPTION = "spark.authenticate.enableSaslEncryption";

    private ClusterSecurity() {}

    /**
     * Looks before the first process of a cluster is spoken to.
     *
     * @param trusted whether somebody answers for the network
     * @throws RefusedException if Spark would run on other machines without authentication or without encryption
     */
    public static void require(SparkConf spark, boolean trusted) {
        String master = spark.get("spark.master", "local");
        // local-cluster is for Spark's own tests: processes of one machine.
        if (trusted || master.startsWith("local") || isSecure(spark)) {
            return;
        }
        throw new RefusedException(
                "Cannot start on %s: %s=%s, %s=%s. Without both the password of the database crosses the network in clear;"
                                .formatted(
                                        master,
                                        AUTHENTICATE,
                                        spark.get(AUTHENTICATE, "false"),
                                        ENCRYPT,
                                        spark.get(ENCRYPT, "false"))
                        + " set both to true (docs/cluster.md), or accept it by --trusted-network");
    }

    private static boolean isSecure(SparkConf spark) {
        return spark.getBoolean(AUTHENTICATE, false)
                && (spark.getBoolean(ENCRYPT, false) || spark.getBoolean(SASL_ENCRYPTION, false));
    }
}
