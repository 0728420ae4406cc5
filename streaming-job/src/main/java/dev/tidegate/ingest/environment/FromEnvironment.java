package dev.tidegate.ingest.environment;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks an option that a variable can set, too: {@code --max-columns} by {@code TIDEGATE_MAX_COLUMNS}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface FromEnvironment {}
