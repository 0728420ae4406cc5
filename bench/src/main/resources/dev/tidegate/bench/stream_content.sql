-- What a table of lines holds, in one line: equal for both ways, whatever the order of the rows.
SELECT concat_ws(' ', count(*), sum(quantity), sum(total),
                 bit_xor(hashtextextended(concat_ws('|', line_id, customer, sku, product, category, status, line_no, quantity,
                                                    price, total, day, extract(epoch FROM updated_at)), 0)))
FROM lines
