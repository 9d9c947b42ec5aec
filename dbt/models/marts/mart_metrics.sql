with

-- The latest run of a model that ended in a quarter-hour speaks for it, on a row of its own kind.
runs as (

    select distinct on (stress.quarter_at, stress.model)
        stress.hour_at,
        stress.quarter_at,
        stress.model,
        ''::text as service,
        ''::text as route,
        'red_team'::text as source,
        stress.adversarial_stress,
        fragility.fragility_score
    from {{ ref('adversarial_stress') }} as stress
    left join {{ ref('fragility_score') }} as fragility on stress.run_id = fragility.run_id and fragility.strategy = 'all'
    order by stress.quarter_at, stress.model, stress.finished_at desc, stress.run_id

),

-- The drift of a route and model in the trailing day stands in the first quarter-hour of the hour that ends it.
drifts as (

    select distinct on (hour_at, route, model)
        refreshed_at,
        hour_at,
        model,
        route,
        semantic_drift
    from {{ ref('semantic_drift') }}
    order by hour_at, route, model, answer_count desc, embedder

),

scores as (

    select
        {{ quarter_id() }} as quarter_id,
        *
    from (
        select
            now() as refreshed_at,
            hour_at,
            quarter_at,
            model,
            service,
            route,
            source,
            null::float8 as semantic_drift,
            adversarial_stress,
            fragility_score
        from runs
        union all
        select
            refreshed_at,
            hour_at,
            hour_at as quarter_at,
            model,
            '' as service,
            route,
            'production' as source,
            semantic_drift,
            null as adversarial_stress,
            null as fragility_score
        from drifts
    ) as both_of

),

hours as (

    {% if is_incremental() -%}
    select scores.hour_at
    from scores
    left join {{ this }} as known using (quarter_id)
    where
        -- What this model may not have seen yet; an hour more than the time of the last refresh, because refreshes may overlap.
        scores.refreshed_at > (select coalesce(max(latest.refreshed_at), now()) - interval '1 hour' from {{ this }} as latest)
        and (known.semantic_drift, known.adversarial_stress, known.fragility_score)
        is distinct from (scores.semantic_drift, scores.adversarial_stress, scores.fragility_score)
    union
    select hour_at from {{ ref('int_quarters_summed') }}
    where {{ touched(ref('int_quarters_summed'), this) }}
    {%- else -%}
    select hour_at from scores
    union
    select hour_at from {{ ref('int_quarters_summed') }}
    {%- endif %}

),

quarters as (

    select * from {{ ref('int_quarters_summed') }}
    where hour_at in (select hours.hour_at from hours)

),

efficiency as (

    select * from {{ ref('token_efficiency') }}
    where hour_at in (select hours.hour_at from hours)

),

waste as (

    select * from {{ ref('cognitive_waste') }}
    where hour_at in (select hours.hour_at from hours)

),

{% if is_incremental() -%}
known_quarters as (

    select quarter_id from {{ this }}
    where hour_at in (select hours.hour_at from hours)

),

{% endif -%}
-- A row that carries a score alone stays when the score is gone, so that whoever has been given it is told.
rebuilt_scores as (

    select * from scores
    where
        hour_at in (select hours.hour_at from hours)
        and (
            semantic_drift is not null or adversarial_stress is not null or fragility_score is not null
            {% if is_incremental() -%}
            or quarter_id in (select known_quarters.quarter_id from known_quarters)
            {%- endif %}
        )

),

joined as (

    select
        quarter_id,
        coalesce(quarters.hour_at, rebuilt_scores.hour_at) as hour_at,
        coalesce(quarters.quarter_at, rebuilt_scores.quarter_at) as quarter_at,
        coalesce(quarters.model, rebuilt_scores.model) as model,
        coalesce(quarters.service, rebuilt_scores.service) as service,
        coalesce(quarters.route, rebuilt_scores.route) as route,
        coalesce(quarters.source, rebuilt_scores.source) as source,
        least(quarters.through_seq, efficiency.through_seq, waste.through_seq) as through_seq,
        {{ facts('coalesce(quarters.FACT, 0) as FACT') }},
        coalesce(quarters.latency_bins, '{}') as latency_bins,
        coalesce(quarters.latency_counts, '{}') as latency_counts,
        case when quarters.log_count > 0 then quarters.failed::float8 / quarters.log_count end as error_rate,
        case when quarters.priced > 0 then (quarters.cost_nano::numeric / 1000000000)::numeric(20, 9) end as cost_usd,
        waste.wasted_usd,
        efficiency.token_efficiency,
        waste.cognitive_waste,
        waste.wasteful_share,
        rebuilt_scores.semantic_drift,
        rebuilt_scores.adversarial_stress,
        rebuilt_scores.fragility_score
    from quarters
    left join efficiency using (quarter_id)
    left join waste using (quarter_id)
    full join rebuilt_scores using (quarter_id)

)

select
    now() as refreshed_at,
    *
from joined
