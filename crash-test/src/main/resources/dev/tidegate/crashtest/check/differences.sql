SELECT aggregate, key, kept, recounted
FROM aggregate_differences()
