with

place as (

    select
        last_seq,
        {{ read_before(this) if is_incremental() else '0::bigint' }} as read_before
    from {{ source('aicwd', 'log_position') }}

),

-- All models stand on what this one statement sees: seq is given out in commit order, so nothing up to the bound is still to come.
bound as (

    select
        read_before,
        {{ bound_of(ref('stg_logs'), var('most_logs') | int) }} as through_seq
    from place

),

stored as (

    select * from {{ ref('stg_logs') }}
    where
        seq > (select read_before from bound)
        and seq <= (select through_seq from bound)

),

-- Gone meanwhile, but they count up to the bound; what expired counts for good.
stored_and_removed as (

    select * from {{ ref('stg_removed_logs') }}
    where
        seq > (select read_before from bound)
        and seq <= (select through_seq from bound)
        and (removed_seq is null or removed_seq > (select through_seq from bound))

),

read_and_removed as (

    select * from {{ ref('stg_removed_logs') }}
    where
        removed_seq > (select read_before from bound)
        and removed_seq <= (select through_seq from bound)
        and seq <= (select read_before from bound)

),

{% if not is_incremental() -%}
expired as (

    select * from {{ ref('int_logs_expired') }}

),

{% endif -%}
logs as (

    {% for factor, relation in [[1, 'stored'], [1, 'stored_and_removed'], [-1, 'read_and_removed'], [1, 'expired']] -%}
    {% if relation != 'expired' or not is_incremental() -%}
    {{ 'union all' if not loop.first else '' }}
    {{ summands(factor, relation) }}
    {% endif -%}
    {% endfor %}

),

{{ added_up('logs', 'quarter_at, model, service, route, source') }}

select
    (select through_seq from bound) as through_seq,
    date_bin('1 hour', quarter_at, timestamptz 'epoch') as hour_at,
    *
from whole
