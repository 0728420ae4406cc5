-- Which stream has which table.
SELECT stream, target_table FROM public.pipeline
