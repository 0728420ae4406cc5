package dev.tidegate.ingest.source;

import dev.tidegate.ingest.csv.SplitPoint;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads: several small files, or a range of a big one. */
record LandingPartition(List<FileRange> ranges) implements InputPartition {

    /** Below this many bytes a task of its own costs more than it brings. */
    private static final long SMALL = 1 << 20;

    LandingPartition {
        ranges = List.copyOf(ranges);
    }

    /** Deals the files out, in order, so that every core has about the same bytes to read. */
    static List<LandingPartition> pack(List<LandedFile> files, int cores, long splitBytes) {
        List<FileRange> ranges = new ArrayList<>();
        for (int place = 0; place < files.size(); place++) {
            ranges.addAll(ranges(place + 1, files.get(place)));
        }
        long total = files.stream().mapToLong(LandedFile::size).sum();
        long share = Math.min(Math.max(total / cores, SMALL), splitBytes);

        List<LandingPartition> partitions = new ArrayList<>();
        List<FileRange> next = new ArrayList<>();
        long bytes = 0;
        for (FileRange range : ranges) {
            if (!next.isEmpty() && bytes + range.length() > share) {
                partitions.add(new LandingPartition(next));
                next.clear();
                bytes = 0;
            }
            next.add(range);
            bytes += range.length();
        }
        if (!next.isEmpty()) {
            partitions.add(new LandingPartition(next));
        }
        return partitions;
    }

    private static List<FileRange> ranges(int fileNo, LandedFile file) {
        LandedFile whole = file.framed(null);
        if (file.framing() == null) {
            return List.of(new FileRange(fileNo, whole, 0, file.size(), 1));
        }
        List<SplitPoint> splits = file.framing().splits();
        List<FileRange> ranges = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            long end = i + 1 < splits.size() ? splits.get(i + 1).offset() : file.size();
            ranges.add(new FileRange(
                    fileNo, whole, splits.get(i).offset(), end, splits.get(i).line()));
        }
        return ranges;
    }
}
