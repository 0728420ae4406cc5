#variable_conflict use_column
DECLARE
    _tg_try_missing bigint;
BEGIN
    -- Each in a subtransaction of its own: what goes in stays in. No names of columns begin as those of these variables.
    FOREACH _tg_try_place IN ARRAY _tg_try_places LOOP
        _tg_try_missing := 0;
        BEGIN
{try_row}
            INTO _tg_try_missing;
            IF _tg_try_missing > 0 THEN
                RAISE EXCEPTION 'kept out without a word';
            END IF;
        EXCEPTION
        -- What is not of the row and passes: the whole is done again.
        WHEN transaction_rollback OR insufficient_resources OR operator_intervention OR lock_not_available THEN
            RAISE;
        WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS _tg_try_state = RETURNED_SQLSTATE, _tg_try_column = COLUMN_NAME,
                _tg_try_message = MESSAGE_TEXT, _tg_try_detail = PG_EXCEPTION_DETAIL;
            -- Variables keep what they had when it was raised.
            _tg_try_kept_out := _tg_try_missing > 0;
            RETURN NEXT;
        END;
    END LOOP;
END
