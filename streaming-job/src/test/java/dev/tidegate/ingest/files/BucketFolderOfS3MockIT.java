package dev.tidegate.ingest.files;

import org.junit.jupiter.api.Tag;

/** Against s3mock. */
@Tag("long")
class BucketFolderOfS3MockIT extends BucketFolderContract {

    BucketFolderOfS3MockIT() {
        super(S3Server.S3MOCK);
    }
}
