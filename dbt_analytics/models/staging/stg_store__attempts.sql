with

source as (

    select * from {{ source('store', 'attempts') }}

),

renamed as (

    select
        -- ids
        attempt_id,
        post_id,
        run_id,

        -- strings
        outcome,
        error_kind,

        -- timestamps
        started_at,
        ended_at
    from source

)

select * from renamed
