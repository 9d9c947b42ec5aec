with

added as (

    select
        1 as factor,
        *
    from {{ ref('int_logs_added') }}
    {% if is_incremental() -%}
    where {{ touched(ref('int_logs_added'), this) }}
    {%- endif %}

),

{{ added_up('added', 'quarter_at, model, service, route, source', 'through_seq') }}

select
    {{ quarter_id() }} as quarter_id,
    date_bin('1 hour', quarter_at, timestamptz 'epoch') as hour_at,
    *
from whole
