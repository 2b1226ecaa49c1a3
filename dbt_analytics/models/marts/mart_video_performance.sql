with

posts as (

    select * from {{ ref('stg_store__posts') }}
    where video_preset is not null and state = 'published'

),

readings as (

    select * from {{ ref('int_readings_summed_to_posts') }}

),

latest as (

    select
        post_id,
        max_by(video_views, read_at) as video_views,
        max_by(watch_seconds, read_at) as watch_seconds,
        max_by(interactions, read_at) as interactions,
        max_by(impressions, read_at) as impressions
    from readings
    group by post_id

)

select
    posts.post_id::varchar as post_id,
    posts.article_key::varchar as article_key,
    posts.site::varchar as site,
    posts.platform::varchar as platform,
    posts.video_preset::varchar as video_preset,
    posts.video_seconds::double as video_seconds,
    latest.impressions::bigint as impressions,
    latest.video_views::bigint as video_views,
    latest.watch_seconds::double as watch_seconds,
    latest.interactions::bigint as interactions,
    (latest.watch_seconds / nullif(latest.video_views * posts.video_seconds, 0))::double as completion_rate,
    posts.published_at::timestamptz as published_at
from posts
left join latest on posts.post_id = latest.post_id
