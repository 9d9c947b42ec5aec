{# The place in commit order up to which an incremental model has read. #}
{% macro read_before(own) -%}
(select coalesce(max(through_seq), 0) from {{ own }})
{%- endmacro %}

{# The place up to which a refresh reads: that of the log after `most` new ones, or the newest. #}
{% macro bound_of(logs, most) -%}
{%- if most > 0 -%}
coalesce((select seq from {{ logs }} where seq > read_before order by seq offset {{ most - 1 }} limit 1), last_seq)
{%- else -%}
last_seq
{%- endif -%}
{%- endmacro %}
