/**
 * Whether a job can run here: database, schema, rights, folders, programs, network: the command {@code doctor}.
 *
 * <p>Each {@code ..Exam} looks at one of them and writes what it finds into an
 * {@link dev.tidegate.ingest.operate.doctor.Examination}. Knows {@code console} and {@code ledger}.
 */
package dev.tidegate.ingest.operate.doctor;
