package dev.tidegate.ingest.files;

import dev.tidegate.s3.S3Server;
import org.junit.jupiter.api.Tag;

/** Against s3mock. */
@Tag("long")
class BucketFolderOfS3MockIT extends BucketFolderContract {

    BucketFolderOfS3MockIT() {
        super(S3Server.S3MOCK);
    }
}
