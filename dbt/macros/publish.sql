{#
    Puts the rows that mart_metrics has just rebuilt into the table `metrics`, in the same transaction (so `now()` is theirs): readers see the
    old rows or the new ones, and after a refresh that failed the old ones.
#}
{% macro drop_all_if_rebuilt(mart) -%}
delete from public.metrics
where not exists (select 1 from {{ mart }} where refreshed_at < now())
{%- endmacro %}

{% macro drop_rebuilt_hours(mart) -%}
delete from public.metrics
where bucket_ms in (
        select (extract(epoch from hours.hour_at) * 1000)::bigint + quarters.number * 900000
        from (select distinct hour_at from {{ mart }} where refreshed_at = now()) as hours
        cross join generate_series(0, 3) as quarters (number)
    )
{%- endmacro %}

{% macro publish(mart) -%}
insert into public.metrics (
        bucket_ms, model, service, route, source,
        {{ facts() }},
        latency_bins, latency_counts,
        error_rate, token_efficiency, cognitive_waste, wasteful_share, semantic_drift, adversarial_stress, fragility_score
    )
    select
        (extract(epoch from quarter_at) * 1000)::bigint as bucket_ms,
        model, service, route, source,
        {{ facts() }},
        latency_bins, latency_counts,
        error_rate, token_efficiency, cognitive_waste, wasteful_share, semantic_drift, adversarial_stress, fragility_score
    from {{ mart }}
    where
        refreshed_at = now()
        and (log_count <> 0 or semantic_drift is not null or adversarial_stress is not null or fragility_score is not null)
{%- endmacro %}

{% macro move_horizon(mart) -%}
update public.metrics_position
set
    through_seq = (select coalesce(max(through_seq), 0) from {{ mart }}),
    refreshed_ms = (extract(epoch from now()) * 1000)::bigint
{%- endmacro %}

{% macro forget_removed() -%}
delete from public.removed_logs
where
    seq <= (select through_seq from public.metrics_position)
    and coalesce(removed_seq, 0) <= (select through_seq from public.metrics_position)
{%- endmacro %}
