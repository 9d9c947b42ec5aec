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
        -- Axes are of the spread they were kept with: a host of a former version replaces that alone, and damps nothing.
        case when answer_damped = answer_spread then answer_axes else '{}' end as answer_axes,
        case when answer_damped = answer_spread then answer_share else 1 end as answer_share,
        timestamptz 'epoch' + from_ms * interval '1 millisecond' as from_at,
        timestamptz 'epoch' + to_ms * interval '1 millisecond' as to_at,
        timestamptz 'epoch' + created_ms * interval '1 millisecond' as created_at
    from source

)

select * from renamed
