with

source as (

    select * from {{ source('aicwd', 'baselines') }}

),

renamed as (

    select
        route,
        model,
        embedder,
        state,
        answer_count,
        answer_sum,
        answer_squares,
        answer_spread,
        answer_axes,
        answer_share,
        timestamptz 'epoch' + from_ms * interval '1 millisecond' as from_at,
        timestamptz 'epoch' + to_ms * interval '1 millisecond' as to_at,
        timestamptz 'epoch' + created_ms * interval '1 millisecond' as created_at
    from source

)

select * from renamed
