with

hours as (

    select
        hour_at,
        route,
        model,
        embedder,
        max(last_seq) as newest_seq,
        sum(answer_count)::bigint as hour_count
    from {{ ref('stg_drift_sums') }}
    -- The others are read by the server alone: how is not known here.
    where embedder in (select known.embedder from {{ ref('baseline_embeddings') }} as known)
    group by hour_at, route, model, embedder

),

-- An hour whose answers were all deleted has no sums any more: its row stays, without a place and a count.
changed as (

    {% if is_incremental() -%}
    select
        hour_at,
        route,
        model,
        embedder,
        hours.newest_seq
    from hours
    full join {{ this }} as known using (hour_at, route, model, embedder)
    where (hours.newest_seq, coalesce(hours.hour_count, 0)) is distinct from (known.newest_seq, known.hour_count)
    {%- else -%}
    select * from hours
    {%- endif %}

),

-- An hour counts for itself and for the 23 that follow, and those look back 23 in turn.
needed as (

    select sums.*
    from {{ ref('stg_drift_sums') }} as sums
    where exists (
        select 1
        from changed
        where
            changed.route = sums.route
            and changed.model = sums.model
            and changed.embedder = sums.embedder
            and changed.hour_at between sums.hour_at - interval '23 hours' and sums.hour_at + interval '23 hours'
    )

),

-- The counts go with the components: number 1 is the logs, number 2 their squared lengths, the vector follows.
by_hour as (

    select
        needed.hour_at,
        needed.route,
        needed.model,
        needed.embedder,
        parts.number,
        max(needed.last_seq) as newest_seq,
        sum(parts.component)::bigint as component
    from needed
    cross join unnest(array[needed.answer_count, needed.answer_squares] || needed.answer_sum::bigint[]) with ordinality as parts (component, number)
    group by needed.hour_at, needed.route, needed.model, needed.embedder, parts.number

),

trailing_day as (

    select
        *,
        sum(component) over (
            partition by route, model, embedder, number
            order by hour_at range between interval '23 hours' preceding and current row
        )::bigint as in_window
    from by_hour

),

windows as (

    select
        hour_at,
        route,
        model,
        embedder,
        max(newest_seq) as newest_seq,
        max(component) filter (where number = 1) as hour_count,
        max(in_window) filter (where number = 1) as answer_count,
        max(in_window) filter (where number = 2) as answer_squares,
        array_agg(in_window order by number) filter (where number > 2) as answer_sum
    from trailing_day
    group by hour_at, route, model, embedder

),

rebuilt as (

    select *
    from windows
    where exists (
        select 1
        from changed
        where
            changed.route = windows.route
            and changed.model = windows.model
            and changed.embedder = windows.embedder
            and changed.hour_at between windows.hour_at - interval '23 hours' and windows.hour_at
    )

),

-- Against the baseline of the model on the route, else that of the route.
compared as (

    select
        rebuilt.*,
        own.answer_count as baseline_count,
        own.answer_squares as baseline_squares,
        own.answer_spread as baseline_spread,
        own.answer_share as baseline_share,
        embedders.scale::numeric * embedders.scale as unit_square,
        embedders.kappa,
        embedders.gate,
        embedders.minimum_count,
        embedders.certain_count,
        embedders.minimum_baseline,
        products.of_window / nullif(rebuilt.answer_count::numeric * rebuilt.answer_count, 0) as window_mean_square,
        products.of_baseline / nullif(own.answer_count::numeric * own.answer_count, 0) as baseline_mean_square,
        products.of_both / nullif(rebuilt.answer_count::numeric * own.answer_count, 0) as mean_product,
        axes.squares / nullif(
            rebuilt.answer_count::numeric * rebuilt.answer_count * own.answer_count * own.answer_count
            * embedders.axis_scale * embedders.axis_scale, 0
        ) as along_axes
    from rebuilt
    left join {{ ref('baseline_embeddings') }} as embedders on rebuilt.embedder = embedders.embedder
    left join lateral (
        select * from {{ ref('stg_baselines') }} as baselines
        where
            baselines.route = rebuilt.route
            and baselines.embedder = rebuilt.embedder
            and baselines.model in (rebuilt.model, '')
        order by baselines.model desc
        limit 1
    ) as own on true
    -- In whole numbers, so that no order of adding rounds differently.
    cross join
        lateral (
            select
                sum(parts.mine::numeric * parts.mine) as of_window,
                sum(parts.theirs::numeric * parts.theirs) as of_baseline,
                sum(parts.mine::numeric * parts.theirs) as of_both
            from unnest(rebuilt.answer_sum, own.answer_sum) as parts (mine, theirs)
        ) as products
    -- How far the means are apart along the directions that the baseline damps.
    cross join lateral (
        select coalesce(sum(lengths.along * lengths.along), 0) as squares
        from (
            select
                sum(
                    parts.weight::numeric
                    * (
                        rebuilt.answer_sum[(parts.place - 1) % embedders.dimensions + 1]::numeric * own.answer_count
                        - own.answer_sum[(parts.place - 1) % embedders.dimensions + 1]::numeric * rebuilt.answer_count
                    )
                ) as along
            from unnest(own.answer_axes) with ordinality as parts (weight, place)
            group by (parts.place - 1) / embedders.dimensions
        ) as lengths
    ) as axes

),

-- metrics §5: the squared distance of the means less what chance adds to it, its standard error when nothing changed, and its unit, all damped.
distances as (

    select
        *,
        (
            (
                window_mean_square - 2 * mean_product + baseline_mean_square - along_axes
                - baseline_share::numeric * (
                    greatest(answer_squares / nullif(answer_count, 0)::numeric - window_mean_square, 0) / nullif(answer_count - 1, 0)
                    + greatest(baseline_squares / nullif(baseline_count, 0)::numeric - baseline_mean_square, 0) / nullif(baseline_count - 1, 0)
                )
            ) / unit_square
        )::float8 as squared,
        sqrt(2 * baseline_spread) * (1 / nullif(answer_count, 0)::float8 + 1 / nullif(baseline_count, 0)::float8) as standard_error,
        baseline_share * greatest(0.000001, 1 - baseline_mean_square / unit_square)::float8 as unit
    from compared

),

drifts as (

    select
        hour_at,
        route,
        model,
        embedder,
        newest_seq,
        hour_count,
        answer_count,
        baseline_count,
        case
            when answer_count < certain_count or baseline_count < minimum_baseline then null
            when squared > gate * standard_error then least(1, kappa * sqrt(squared / unit))
            when answer_count < minimum_count or squared is null then null
            else 0
        end::float8 as semantic_drift
    from distances
    union all
    select
        hour_at,
        route,
        model,
        embedder,
        null as newest_seq,
        0 as hour_count,
        0 as answer_count,
        null as baseline_count,
        null as semantic_drift
    from changed
    where newest_seq is null

)

select
    now() as refreshed_at,
    md5(row(extract(epoch from hour_at)::bigint, route, model, embedder)::text) as drift_id,
    *
from drifts
