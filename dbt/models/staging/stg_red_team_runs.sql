with

source as (

    select * from {{ source('aicwd', 'red_team_runs') }}

),

renamed as (

    select
        run_id,
        target,
        model,
        status,
        is_practice,
        timestamptz 'epoch' + started_ms * interval '1 millisecond' as started_at,
        timestamptz 'epoch' + finished_ms * interval '1 millisecond' as finished_at
    from source

)

select * from renamed
