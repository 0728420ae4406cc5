-- Tries rows one by one in a single statement, and returns those that the table refuses with what the database says of each.
CREATE OR REPLACE FUNCTION pg_temp.try_each(_tg_try_loaded_at timestamptz, _tg_try_places bigint[])
    RETURNS TABLE (_tg_try_place bigint, _tg_try_kept_out boolean, _tg_try_state text, _tg_try_column text, _tg_try_message text,
                   _tg_try_detail text)
    LANGUAGE plpgsql
    -- To plan it anew for each row takes longer than the row.
    SET plan_cache_mode = force_generic_plan
AS {try_each}
