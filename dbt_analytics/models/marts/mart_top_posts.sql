with

performance as (

    select * from {{ ref('fct_post_performance') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by site, platform
            order by interactions desc nulls last, impressions desc nulls last, post_id
        ) as site_rank
    from performance
    where interactions is not null

)

select
    post_id::varchar as post_id,
    article_key::varchar as article_key,
    site::varchar as site,
    platform::varchar as platform,
    post_type::varchar as post_type,
    url::varchar as url,
    site_rank::integer as site_rank,
    interactions::bigint as interactions,
    impressions::bigint as impressions,
    engagement_rate::double as engagement_rate,
    published_at::timestamptz as published_at
from ranked
where site_rank <= 50
