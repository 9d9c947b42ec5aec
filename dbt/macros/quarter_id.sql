{# One text for a quarter-hour and its dimensions, to join and to be unique by. #}
{% macro quarter_id() -%}
md5(row(extract(epoch from quarter_at)::bigint, model, service, route, source)::text)
{%- endmacro %}
