{# The columns of a head, of `logs` as of `removed_logs`: renamed, cast, put into buckets; the facts as numbers that add up. #}
{% macro log_columns() -%}
timestamptz 'epoch' + occurred_ms * interval '1 millisecond' as occurred_at,
        date_bin('1 hour', timestamptz 'epoch' + occurred_ms * interval '1 millisecond', timestamptz 'epoch') as hour_at,
        date_bin('15 minutes', timestamptz 'epoch' + occurred_ms * interval '1 millisecond', timestamptz 'epoch') as quarter_at,
        model,
        coalesce(service, '') as service,
        coalesce(route, '') as route,
        source,
        status,
        refusal,
        latency_ms,
        1::bigint as log_count,
        (status = 'error')::int::bigint as failed,
        scored::int::bigint as scored,
        input,
        cached,
        cache_write,
        output,
        reasoning,
        wasted,
        wasted_reasoning,
        repetition,
        restatement,
        filler,
        case when scored then 0 else input + cached + cache_write end as unscored_input,
        (
            scored and 2 * (output + reasoning) > 5 * greatest(output - wasted + reasoning - wasted_reasoning, 1)
        )::int::bigint as wasteful,
        looping::int::bigint as looping,
        (refusal <> 'none')::int::bigint as refused,
        (cost_nano is not null)::int::bigint as priced,
        coalesce(cost_nano, 0) as cost_nano,
        (wasted_nano is not null)::int::bigint as waste_priced,
        coalesce(wasted_nano, 0) as wasted_nano,
        (scored and cost_nano is null)::int::bigint as unpriced,
        case
            when latency_ms is null then '{}'::int[]
            when latency_ms <= 1 then array[0]
            else array[ceil(ln(latency_ms::float8) / ln(1.02::float8 / 0.98::float8))::int]
        end as latency_bins,
        case when latency_ms is null then '{}'::int[] else array[1] end as latency_counts
{%- endmacro %}
