with

source as (

    select * from {{ source('engagement', 'readings') }}

),

renamed as (

    select
        -- ids
        post_id,
        remote_id,

        -- strings
        site,
        platform,
        account,
        window_key,
        definition,
        problem,

        -- numerics
        part,
        impressions,
        likes,
        comments,
        shares,
        clicks,
        video_views,
        watch_seconds,

        -- timestamps
        read_at
    from source

)

select * from renamed
