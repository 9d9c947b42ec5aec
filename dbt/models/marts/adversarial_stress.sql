with

cells as (

    select * from {{ ref('int_red_team_cells') }}
    where intensity >= 1

)

select
    run_id,
    model,
    finished_at,
    date_bin('1 hour', finished_at, timestamptz 'epoch') as hour_at,
    date_bin('15 minutes', finished_at, timestamptz 'epoch') as quarter_at,
    sum(finding_count)::bigint as finding_count,
    sum(scored_count)::bigint as scored_count,
    sum(success_count)::bigint as success_count,
    sum(partial_count)::bigint as partial_count,
    sum(refused_count)::bigint as refused_count,
    sum(error_count)::bigint as error_count,
    sum(unscored_count)::bigint as unscored_count,
    case when sum(scored_count) > 0 then sum(success_count)::float8 / sum(scored_count)::float8 end as attack_success_rate,
    avg(stress)::float8 as adversarial_stress
from cells
group by run_id, model, finished_at
