with

posts as (

    select * from {{ ref('stg_store__posts') }}

),

readings as (

    select * from {{ ref('int_readings_summed_to_posts') }}

),

matured as (

    select * from {{ ref('int_posts_matured') }}

),

latest as (

    select
        post_id,
        max(read_at) as last_read_at,
        max_by(impressions, read_at) as impressions,
        max_by(likes, read_at) as likes,
        max_by(comments, read_at) as comments,
        max_by(shares, read_at) as shares,
        max_by(clicks, read_at) as clicks,
        max_by(interactions, read_at) as interactions,
        count(*) as readings
    from readings
    group by post_id

)

select
    -- ids
    posts.post_id::varchar as post_id,
    posts.article_key::varchar as article_key,

    -- strings
    posts.site::varchar as site,
    posts.platform::varchar as platform,
    posts.account::varchar as account,
    posts.post_type::varchar as post_type,
    posts.language::varchar as language,
    posts.url::varchar as url,
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][isodow(timezone(posts.zone, posts.published_at))]::varchar as local_weekday,

    -- numerics
    hour(timezone(posts.zone, posts.published_at))::integer as local_hour,
    latest.impressions::bigint as impressions,
    latest.likes::bigint as likes,
    latest.comments::bigint as comments,
    latest.shares::bigint as shares,
    latest.clicks::bigint as clicks,
    latest.interactions::bigint as interactions,
    (latest.interactions / nullif(latest.impressions, 0))::double as engagement_rate,
    matured.interactions::double as interactions_at_age,
    matured.impressions::double as impressions_at_age,
    coalesce(latest.readings, 0)::integer as readings,

    -- timestamps
    posts.published_at::timestamptz as published_at,
    latest.last_read_at::timestamptz as last_read_at
from posts
left join latest on posts.post_id = latest.post_id
left join matured on posts.post_id = matured.post_id
where posts.state = 'published'
