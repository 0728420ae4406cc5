package dev.tidegate.ingest.files;

/** Against s3proxy, which starts fast. */
class BucketFolderIT extends BucketFolderContract {

    BucketFolderIT() {
        super(S3Server.S3PROXY);
    }
}
