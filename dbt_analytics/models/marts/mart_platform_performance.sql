with

performance as (

    select * from {{ ref('fct_post_performance') }}

)

select
    site::varchar as site,
    platform::varchar as platform,
    account::varchar as account,
    date_trunc('week', published_at)::date as week,
    count(*)::integer as posts,
    sum(impressions)::bigint as impressions,
    sum(interactions)::bigint as interactions,
    sum(clicks)::bigint as clicks,
    (sum(interactions) filter (where impressions is not null) / nullif(sum(impressions), 0))::double as engagement_rate,
    median(interactions_at_age)::double as median_interactions_at_age
from performance
group by site, platform, account, date_trunc('week', published_at)::date
