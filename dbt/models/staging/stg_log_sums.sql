with

merged as (

    select
        *,
        count as log_count
    from {{ source('aicwd', 'log_sums') }}
    where grain_ms = 900000

),

appended as (

    select
        *,
        count as log_count
    from {{ source('aicwd', 'log_tail') }}

),

renamed as (

    select
        bucket_ms as quarter_ms,
        timestamptz 'epoch' + bucket_ms * interval '1 millisecond' as quarter_at,
        model,
        service,
        route,
        source,
        {{ facts() }},
        latency_bins,
        latency_counts
    from merged
    union all
    select
        bucket_ms - mod(bucket_ms, 900000) as quarter_ms,
        date_bin('15 minutes', timestamptz 'epoch' + bucket_ms * interval '1 millisecond', timestamptz 'epoch') as quarter_at,
        model,
        service,
        route,
        source,
        {{ facts() }},
        latency_bins,
        latency_counts
    from appended

)

select * from renamed
