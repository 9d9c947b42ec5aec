with

facts as (

    select
        1 as factor,
        quarter_at,
        model,
        service,
        route,
        source,
        {{ facts() }},
        latency_bins,
        latency_counts
    from {{ ref('stg_log_sums') }}
    union all
    select
        -1 as factor,
        quarter_at,
        model,
        service,
        route,
        source,
        {{ facts() }},
        latency_bins,
        latency_counts
    from {{ ref('stg_logs') }}
    union all
    select
        -1 as factor,
        quarter_at,
        model,
        service,
        route,
        source,
        {{ facts() }},
        latency_bins,
        latency_counts
    from {{ ref('stg_removed_logs') }}
    where removed_seq is null

),

{{ added_up('facts', 'quarter_at, model, service, route, source') }}

select * from whole
where log_count > 0
