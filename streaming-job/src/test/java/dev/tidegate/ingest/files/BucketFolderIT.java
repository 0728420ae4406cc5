package dev.tidegate.ingest.files;

import dev.tidegate.s3.S3Server;

/** Against s3proxy, which starts fast. */
class BucketFolderIT extends BucketFolderContract {

    BucketFolderIT() {
        super(S3Server.S3PROXY);
    }
}
