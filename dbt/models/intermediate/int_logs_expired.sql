with

facts as not materialized (

    {{ summands(1, ref('stg_log_sums')) }}
    union all
    {{ summands(-1, ref('stg_logs')) }}
    union all
    {{ summands(-1, ref('stg_removed_logs')) }}
    where removed_seq is null

),

-- Most quarter-hours have lost nothing: one number says so, and only the others are added up in full.
shrunk as (

    select
        quarter_at,
        model,
        service,
        route,
        source
    from facts
    group by quarter_at, model, service, route, source
    having sum(factor * log_count) > 0

),

shrunk_facts as (

    select * from facts
    where (quarter_at, model, service, route, source) in (select * from shrunk)

),

{{ added_up('shrunk_facts', 'quarter_at, model, service, route, source') }}

select * from whole
