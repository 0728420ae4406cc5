package dev.tidegate.ingest.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What lies in a bucket below a prefix, asked for a page of a thousand keys at a time.
 *
 * @param prefix empty, or with a slash at its end
 * @param after a key after which it begins; null for all
 */
record BucketListing(S3Client client, String bucket, String prefix, String after) {

    private static final String DELIMITER = "/";
    private static final String NAMELESS = "the name of a folder in it is empty";

    BucketListing after(String key) {
        return new BucketListing(client, bucket, prefix, key);
    }

    /** As {@link Folder#list}. */
    void list(String subFolder, Predicate<String> names, Folder.Visitor visitor) throws IOException {
        String begin = begin(subFolder);
        eachPage(begin, DELIMITER, page -> {
            for (S3Object object : page.contents()) {
                visit(object, object.key().substring(begin.length()), names, visitor);
            }
            for (String name : folders(page, begin)) {
                if (name.isEmpty()) {
                    visitor.other(DELIMITER, NAMELESS);
                } else if (names.test(name)) {
                    visitor.folder(name);
                }
            }
        });
    }

    /**
     * As {@link Folder#listBelow}, in one listing, however many folders there are: what lies in those that are not looked into
     * is passed over in it.
     */
    void listBelow(String subFolder, Predicate<String> folders, Predicate<String> names, Folder.Visitor visitor)
            throws IOException {
        String begin = begin(subFolder);
        eachPage(begin, null, page -> {
            for (S3Object object : page.contents()) {
                String name = object.key().substring(begin.length());
                if (!areAll(folders, name)) {
                    continue;
                }
                int nameless = (DELIMITER + name).indexOf("//");
                if (nameless < 0) {
                    visit(object, name, names, visitor);
                } else {
                    visitor.other(name.substring(0, nameless + 1), NAMELESS);
                }
            }
        });
    }

    /** Whether all folders on the way to an object are looked into. */
    private static boolean areAll(Predicate<String> folders, String name) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (!folders.test(name.substring(0, slash))) {
                return false;
            }
        }
        return true;
    }

    private static void visit(S3Object object, String name, Predicate<String> names, Folder.Visitor visitor) {
        // An object by the name of a folder is how some tools make one.
        if (name.isEmpty() || name.endsWith(DELIMITER) || !names.test(name)) {
            return;
        }
        if (name.indexOf('\0') >= 0) {
            visitor.other(name.replace("\0", "\\0"), "its key has a NUL");
        } else if (object.eTag() == null) {
            visitor.other(name, BucketFolder.WITHOUT_ETAG);
        } else {
            visitor.file(name, BucketFolder.stat(object.size(), object.lastModified(), object.eTag()));
        }
    }

    /** The names of the folders that lie directly in it. */
    List<String> folders() throws IOException {
        List<String> folders = new ArrayList<>();
        eachPage(prefix, DELIMITER, page -> folders.addAll(folders(page, prefix)));
        folders.remove("");
        return folders;
    }

    private static List<String> folders(ListObjectsV2Response page, String begin) {
        return page.commonPrefixes().stream()
                .map(CommonPrefix::prefix)
                .map(key -> key.substring(begin.length(), key.length() - 1))
                .toList();
    }

    private String begin(String subFolder) {
        return subFolder.isEmpty() ? prefix : prefix + subFolder + DELIMITER;
    }

    /** @param delimiter null to see what lies in folders, too */
    private void eachPage(String begin, String delimiter, Consumer<ListObjectsV2Response> visitor) throws IOException {
        String next = null;
        do {
            String from = next;
            ListObjectsV2Response page = BucketStore.ask(
                    "s3a://" + bucket + "/" + begin,
                    () -> client.listObjectsV2(list -> list.bucket(bucket)
                            .prefix(begin)
                            .delimiter(delimiter)
                            .startAfter(after)
                            .continuationToken(from)));
            visitor.accept(page);
            next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (next != null);
    }
}
