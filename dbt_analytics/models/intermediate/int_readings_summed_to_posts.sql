with

readings as (

    select * from {{ ref('stg_engagement__readings') }}

),

posts as (

    select * from {{ ref('stg_store__posts') }}

),

summed as (

    -- A thread's reach is that of its first post; what people did counts wherever they did it.
    select
        post_id,
        window_key,
        max(read_at) as read_at,
        max(impressions) filter (where part = 0) as impressions,
        sum(likes) as likes,
        sum(comments) as comments,
        sum(shares) as shares,
        sum(clicks) as clicks,
        max(video_views) as video_views,
        max(watch_seconds) as watch_seconds
    from readings
    where problem is null
    group by post_id, window_key

),

aged as (

    select
        summed.post_id,
        summed.window_key,
        summed.impressions,
        summed.likes,
        summed.comments,
        summed.shares,
        summed.clicks,
        summed.video_views,
        summed.watch_seconds,
        coalesce(summed.likes, 0) + coalesce(summed.comments, 0) + coalesce(summed.shares, 0) as interactions,
        date_diff('second', posts.published_at, summed.read_at) / 3600.0 as age_hours,
        summed.read_at
    from summed
    inner join posts on summed.post_id = posts.post_id
    where posts.published_at is not null

)

select * from aged
