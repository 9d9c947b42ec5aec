with

source as (

    select * from {{ source('aicwd', 'drift_sums') }}

),

renamed as (

    select
        timestamptz 'epoch' + hour_ms * interval '1 millisecond' as hour_at,
        route,
        model,
        embedder,
        writer,
        last_seq,
        log_count,
        answer_count,
        answer_sum,
        answer_squares
    from source

)

select * from renamed
