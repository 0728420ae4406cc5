-- What a table holds, in one line: equal for all ways, whatever the order of the rows.
SELECT count(*) AS rows,
       md5(concat_ws(' ', count(*), sum(quantity), sum(total_price),
                     bit_xor(hashtextextended(concat_ws('|', event_id, user_id, product_id, product_name, category, event_type,
                                                        quantity, price, extract(epoch FROM event_timestamp)), 0)))) AS content
FROM raw_events
