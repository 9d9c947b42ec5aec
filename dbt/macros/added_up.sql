{#
    CTEs that add up the rows of the CTE `relation` by `keys` into `whole`, each row `factor` times: histograms are unfolded to (bin, count), of
    which the first carries the facts, summed and folded again. One pass, so that what is unfolded need not be kept. `newest` is a column whose
    greatest value is kept. No join of sums: nothing is known about the sizes of what was just grouped, and it may be planned badly.
#}
{% macro added_up(relation, keys, newest='') -%}
unfolded as (

    select
        {{ keys }},
        {{ newest ~ ',' if newest else '' }}
        {{ facts('case when bins.at > 1 then 0 else factor * FACT end as FACT') }},
        bins.bin,
        factor * bins.counted as counted
    from {{ relation }}
    left join lateral unnest(latency_bins, latency_counts) with ordinality as bins (bin, counted, at) on true

),

binned as (

    select
        {{ keys }},
        {{ 'max(' ~ newest ~ ') as ' ~ newest ~ ',' if newest else '' }}
        {{ facts('sum(FACT)::bigint as FACT') }},
        bin,
        sum(counted)::int as counted
    from unfolded
    group by {{ keys }}, bin

),

whole as (

    select
        {{ keys }},
        {{ 'max(' ~ newest ~ ') as ' ~ newest ~ ',' if newest else '' }}
        {{ facts('sum(FACT)::bigint as FACT') }},
        coalesce(array_agg(bin order by bin) filter (where counted <> 0), '{}') as latency_bins,
        coalesce(array_agg(counted order by bin) filter (where counted <> 0), '{}') as latency_counts
    from binned
    group by {{ keys }}

)
{%- endmacro %}
