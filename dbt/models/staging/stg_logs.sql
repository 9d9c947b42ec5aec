with

source as (

    select * from {{ source('aicwd', 'logs') }}

),

renamed as (

    select
        id as log_id,
        seq,
        {{ log_columns() }}
    from source

)

select * from renamed
