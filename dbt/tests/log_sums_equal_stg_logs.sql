-- What was counted log by log equals what was added up at ingest, to the token and to the bin, in every quarter-hour the refresh has touched.
-- One statement, so both are seen at the same place in commit order; what has arrived since the refresh read is added to its side.
with

place as (

    select coalesce(max(through_seq), 0) as through_seq from {{ ref('int_logs_added') }}

),

looked_at as (

    select distinct
        quarter_at,
        (extract(epoch from quarter_at) * 1000)::bigint as quarter_ms
    from {{ ref('int_logs_added') }}
    where {{ var('tested_rows') }}

),

both_of as (

    {{ summands(1, ref('stg_log_sums')) }}
    where
        quarter_ms in (select quarter_ms from looked_at)
        -- between two values an index is read; how many there are of a list is not known when this is planned
        and quarter_ms between (select min(quarter_ms) from looked_at) and (select max(quarter_ms) from looked_at)
    union all
    {{ summands(-1, ref('int_logs_added')) }}
    where quarter_at in (select quarter_at from looked_at) and exists (select 1 from {{ ref('stg_log_sums') }})
    union all
    {{ summands(-1, ref('stg_logs')) }}
    where seq > (select through_seq from place) and exists (select 1 from {{ ref('stg_log_sums') }})
    union all
    {{ summands('case when removed_seq is null then -1 else 1 end', ref('stg_removed_logs')) }}
    where
        exists (select 1 from {{ ref('stg_log_sums') }})
        and (
            (removed_seq is null and seq > (select through_seq from place))
            or (removed_seq > (select through_seq from place) and seq <= (select through_seq from place))
        )

),

looked_at_both as (

    select * from both_of
    where quarter_at in (select quarter_at from looked_at)

),

{{ added_up('looked_at_both', 'quarter_at, model, service, route, source') }}

select * from whole
where {{ facts('FACT <> 0', ' or ') }} or cardinality(latency_bins) > 0
