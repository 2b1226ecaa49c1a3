with

source as (

    select * from {{ source('store', 'usage') }}

),

renamed as (

    select
        -- ids
        usage_id,
        article_key,

        -- strings
        site,
        operation,
        provider,
        unit,

        -- numerics
        units,
        usd,
        credits,

        -- timestamps
        used_at
    from source

)

select * from renamed
