with

matured as (

    select * from {{ ref('int_posts_matured') }}

)

select
    site::varchar as site,
    platform::varchar as platform,
    account::varchar as account,
    weekday::varchar as weekday,
    local_hour::integer as local_hour,
    count(*)::integer as posts,
    avg(interactions)::double as mean_interactions,
    median(interactions)::double as median_interactions,
    (sum(interactions) / nullif(sum(impressions), 0))::double as engagement_rate
from matured
group by site, platform, account, weekday, local_hour
