with

quarters as (

    select * from {{ ref('int_quarters_summed') }}
    {% if is_incremental() -%}
    where {{ touched(ref('int_quarters_summed'), this) }}
    {%- endif %}

),

spent as (

    select
        *,
        output + reasoning as spent,
        output - wasted + reasoning - wasted_reasoning as useful
    from quarters

)

select
    quarter_id,
    through_seq,
    hour_at,
    quarter_at,
    model,
    service,
    route,
    source,
    log_count,
    scored,
    spent,
    useful,
    wasted,
    wasted_reasoning,
    repetition,
    restatement,
    filler,
    wasted + wasted_reasoning - repetition - restatement - filler as overthinking,
    wasteful,
    looping,
    refused,
    waste_priced,
    wasted_nano,
    case when waste_priced > 0 then (wasted_nano::numeric / 1000000000)::numeric(20, 9) end as wasted_usd,
    case when scored > 0 then spent::float8 / greatest(useful, 1) end as cognitive_waste,
    case when scored > 0 then wasteful::float8 / scored end as wasteful_share
from spent
