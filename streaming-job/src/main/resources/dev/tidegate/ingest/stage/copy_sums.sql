COPY {sums} (_tg_attempt, summed_for, minute, day, user_id, product_id, event_type, category, currency, product_name, events,
    views, clicks, buys, carts, removes, checkouts, refunds, quantity, revenue, refunded, newest)
FROM STDIN (FORMAT binary)
