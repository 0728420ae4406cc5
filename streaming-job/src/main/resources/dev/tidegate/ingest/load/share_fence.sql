-- The fence for a slice: the job still holds the epoch, and no other gets it before this transaction ends. Slices pass at once.
SELECT epoch FROM pipeline WHERE name = ? AND epoch = ? FOR SHARE
