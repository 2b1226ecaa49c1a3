with

source as (

    select * from {{ source('store', 'usage') }}

),

renamed as (

    select
        -- ids
        usage_id,
        article_key,
        call_id,

        -- strings
        site,
        operation,
        task,
        provider,
        model,
        asset,
        unit,

        -- numerics
        units,
        usd,
        credits,

        -- booleans
        is_certain,

        -- timestamps
        used_at
    from source

)

select * from renamed
