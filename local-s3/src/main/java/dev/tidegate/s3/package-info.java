/** A store that speaks as S3 does, for tests: servers in processes of their own, and a link to them on which requests get lost. */
package dev.tidegate.s3;
