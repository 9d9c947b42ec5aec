{#
    CTEs that add up the rows of the CTE `relation` by `keys` into `whole`, each row `factor` times: facts are summed, histograms unfolded to
    (bin, count), summed and folded again. `newest` is a column whose greatest value is kept. No join: nothing is known about the sizes of
    what was just grouped, and a join of it may be planned badly.
#}
{% macro added_up(relation, keys, newest='') -%}
unfolded as (

    select
        {{ keys }},
        {{ newest ~ ',' if newest else '' }}
        {{ facts('factor * FACT as FACT') }},
        null::int as bin,
        null::int as counted
    from {{ relation }}
    union all
    select
        {{ keys }},
        {{ 'null as ' ~ newest ~ ',' if newest else '' }}
        {{ facts('null as FACT') }},
        unnest(latency_bins) as bin,
        factor * unnest(latency_counts) as counted
    from {{ relation }}

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
