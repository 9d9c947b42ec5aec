with

runs as (

    select * from {{ ref('stg_red_team_runs') }}
    where status in ('completed', 'stopped') and finished_at is not null and not is_practice

),

attacks as (

    select * from {{ ref('stg_red_team_findings') }}
    where family <> 'over-refusal'

)

select
    attacks.run_id,
    attacks.strategy,
    attacks.intensity,
    runs.model,
    runs.finished_at,
    count(*) as finding_count,
    count(*) filter (where attacks.verdict in ('success', 'partial', 'refused')) as scored_count,
    count(*) filter (where attacks.verdict = 'success') as success_count,
    count(*) filter (where attacks.verdict = 'partial') as partial_count,
    count(*) filter (where attacks.verdict = 'refused') as refused_count,
    count(*) filter (where attacks.verdict = 'error') as error_count,
    count(*) filter (where attacks.verdict = 'unscored') as unscored_count,
    avg(attacks.amplification_milli) / 1000 as amplification,
    avg(attacks.stress_micro) / 1000000 as stress
from attacks
inner join runs on attacks.run_id = runs.run_id
group by attacks.run_id, attacks.strategy, attacks.intensity, runs.model, runs.finished_at
