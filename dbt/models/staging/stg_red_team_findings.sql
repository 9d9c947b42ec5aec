with

source as (

    select * from {{ source('aicwd', 'red_team_findings') }}

),

renamed as (

    select
        finding_id,
        run_id,
        strategy,
        family,
        owasp,
        intensity,
        coalesce(override_verdict, verdict) as verdict,
        override_verdict is not null as is_overridden,
        is_truncated,
        latency_ms,
        input,
        output,
        reasoning,
        wasted,
        cost_nano,
        amplification_milli,
        stress_micro,
        timestamptz 'epoch' + created_ms * interval '1 millisecond' as created_at
    from source

)

select * from renamed
