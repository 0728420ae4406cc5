package dev.tidegate.crashtest.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The columns of one file: all required ones, most of the optional ones, in any order, some files with one more. */
record Columns(List<String> names) {

    /** A column that no stream declares. */
    static final String EXTRA = "note";

    Columns {
        names = List.copyOf(names);
    }

    /** @param optional those of all that a file need not have */
    static Columns any(List<String> all, List<String> optional, Random random) {
        List<String> names = new ArrayList<>(all);
        if (random.nextInt(8) == 0) {
            names.remove(optional.get(random.nextInt(optional.size())));
        }
        if (random.nextInt(4) == 0) {
            names.add(EXTRA);
        }
        if (random.nextInt(4) == 0) {
            Collections.shuffle(names, random);
        }
        return new Columns(names);
    }

    Columns without(String column) {
        return new Columns(names.stream().filter(name -> !name.equals(column)).toList());
    }

    /** The same, with this column if it is not there. */
    Columns with(String column) {
        List<String> more = new ArrayList<>(names);
        if (!has(column)) {
            more.add(column);
        }
        return new Columns(more);
    }

    boolean has(String name) {
        return names.contains(name);
    }
}
