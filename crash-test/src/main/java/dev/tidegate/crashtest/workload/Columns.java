package dev.tidegate.crashtest.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The columns of one file: all required ones, most of the optional ones, in any order, some files with one more. */
record Columns(List<String> names) {

    /** A column that the file format does not know. */
    static final String EXTRA = "note";

    private static final List<String> ALL = List.of(
            "event_id",
            "user_id",
            "product_id",
            "product_name",
            "category",
            "event_type",
            "quantity",
            "price",
            "timestamp");
    private static final List<String> OPTIONAL = List.of("product_name", "category", "quantity");

    Columns {
        names = List.copyOf(names);
    }

    static Columns any(Random random) {
        List<String> names = new ArrayList<>(ALL);
        if (random.nextInt(8) == 0) {
            names.remove(OPTIONAL.get(random.nextInt(OPTIONAL.size())));
        }
        if (random.nextInt(4) == 0) {
            names.add(EXTRA);
        }
        if (random.nextInt(4) == 0) {
            Collections.shuffle(names, random);
        }
        return new Columns(names);
    }

    /** A header under which nothing can be loaded. */
    Columns withoutPrice() {
        return new Columns(names.stream().filter(name -> !name.equals("price")).toList());
    }

    /** The same with a column that no other file has. */
    Columns with(String extra) {
        List<String> more = new ArrayList<>(names);
        more.add(extra);
        return new Columns(more);
    }

    boolean has(String name) {
        return names.contains(name);
    }
}
