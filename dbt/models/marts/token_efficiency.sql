with

quarters as (

    select * from {{ ref('int_quarters_summed') }}
    {% if is_incremental() -%}
    where {{ touched(ref('int_quarters_summed'), this) }}
    {%- endif %}

),

billed as (

    select
        *,
        input + cached + cache_write - unscored_input + output + reasoning as billed,
        output - wasted as useful_output
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
    input,
    cached,
    cache_write,
    output,
    reasoning,
    billed,
    useful_output,
    case when scored > 0 and billed > 0 then useful_output::float8 / billed end as token_efficiency
from billed
