-- The slices that are not merged yet, each with its range of keys: from the one on, up to below the other; null is no end.
SELECT number AS slice, bounds[number] AS from_id, bounds[number + 1] AS below_id
FROM slice_plan CROSS JOIN LATERAL generate_series(0, cardinality(bounds)) AS number
WHERE NOT EXISTS (SELECT FROM slice_counts WHERE slice = number AND file_no = 0)
ORDER BY number
