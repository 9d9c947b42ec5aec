{# What each row of `relation` adds to the sums of its quarter-hour and dimensions, `factor` times: as `added_up` reads it. #}
{% macro summands(factor, relation) -%}
select
        {{ factor }} as factor,
        quarter_at,
        model,
        service,
        route,
        source,
        {{ facts() }},
        latency_bins,
        latency_counts
    from {{ relation }}
{%- endmacro %}
