{# Picks the rows of every hour in which `upstream` has been rebuilt since `own` last read it. Both bounds, so that it is planned by index. #}
{% macro touched(upstream, own) -%}
hour_at in (
        select touched.hour_at
        from {{ upstream }} as touched
        where
            touched.through_seq > (select coalesce(max(read_before.through_seq), 0) from {{ own }} as read_before)
            and touched.through_seq <= (select max(newest.through_seq) from {{ upstream }} as newest)
    )
{%- endmacro %}
