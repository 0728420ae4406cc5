package dev.tidegate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The folders of a job, all below one of HDFS. */
record LandingOnHdfs(FileSystem hdfs, String name) {

    Path folder(String below) {
        return new Path(hdfs.getUri().toString(), "/" + name + "/" + below);
    }

    /** The folder above all others, as the options of the job have it. */
    String top() {
        return folder("").toString();
    }

    /** As a careful producer does: written under a name that is not taken, then renamed. */
    void deliver(String file, String content) throws IOException {
        Path unfinished = new Path(folder("input"), ".delivery.tmp");
        hdfs.mkdirs(new Path(folder("input"), file).getParent());
        try (FSDataOutputStream out = hdfs.create(unfinished)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(hdfs.rename(unfinished, new Path(folder("input"), file))).isTrue();
    }

    /** Names without the file id that the archive puts in front, in order; the job's mark of the folder is none of them. */
    List<String> filesIn(String below) throws IOException {
        List<String> names = new ArrayList<>();
        if (hdfs.exists(folder(below))) {
            RemoteIterator<LocatedFileStatus> files = hdfs.listFiles(folder(below), true);
            while (files.hasNext()) {
                names.add(files.next().getPath().getName().replaceFirst("^[0-9]+-", ""));
            }
        }
        names.remove(".tidegate");
        names.sort(String::compareTo);
        return names;
    }
}
