/**
 * What a record must be to become a row of a stream: types each value and puts the record in one of three classes, accepted,
 * filtered or rejected. Plain Java over the values of one record; knows what {@code stream}
 * declares, and nothing of files, Spark or a database.
 */
package dev.tidegate.ingest.rules;
