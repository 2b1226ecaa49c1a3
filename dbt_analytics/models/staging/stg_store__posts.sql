with

source as (

    select * from {{ source('store', 'posts') }}

),

renamed as (

    select
        -- ids
        post_id,
        article_key,

        -- strings
        site,
        platform,
        account,
        post_type,
        language,
        state,
        video_preset,
        coalesce(scheduled_zone, 'UTC') as zone,
        url,

        -- numerics
        text_length,
        text_count,
        hashtag_count,
        picture_count,
        video_seconds,

        -- booleans
        is_touched_by_person,

        -- timestamps
        created_at,
        scheduled_at,
        published_at
    from source

)

select * from renamed
