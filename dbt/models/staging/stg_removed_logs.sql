with

source as (

    select * from {{ source('aicwd', 'removed_logs') }}

),

renamed as (

    select
        seq,
        removed_seq,
        {{ log_columns() }}
    from source

)

select * from renamed
