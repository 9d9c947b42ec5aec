{# The additive facts of logs, each as `pattern` says it: FACT stands for its name. #}
{% macro facts(pattern='FACT', separator=',\n        ') -%}
    {%- set names = [
        'log_count', 'failed', 'scored',
        'input', 'cached', 'cache_write', 'output', 'reasoning',
        'wasted', 'wasted_reasoning', 'repetition', 'restatement', 'filler', 'unscored_input',
        'wasteful', 'looping', 'refused',
        'priced', 'cost_nano', 'waste_priced', 'wasted_nano', 'unpriced'
    ] -%}
    {%- for name in names -%}
        {{ pattern | replace('FACT', name) }}{{ separator if not loop.last else '' }}
    {%- endfor -%}
{%- endmacro %}
