with

posts as (

    select * from {{ ref('stg_store__posts') }}

),

attempts as (

    select * from {{ ref('stg_store__attempts') }}

),

tried as (

    select
        posts.site,
        posts.platform,
        attempts.started_at::date as day,
        count(*) as attempts,
        count(*) filter (where attempts.outcome = 'published') as published,
        count(*) filter (where attempts.outcome = 'failed') as failed,
        count(*) filter (where attempts.outcome = 'held') as held,
        quantile_cont(date_diff('second', posts.scheduled_at, attempts.started_at), 0.95) as delay_p95
    from attempts
    inner join posts on attempts.post_id = posts.post_id
    group by posts.site, posts.platform, attempts.started_at::date

)

select
    site::varchar as site,
    platform::varchar as platform,
    day::date as day,
    attempts::integer as attempts,
    published::integer as published,
    failed::integer as failed,
    held::integer as held,
    (published / attempts)::double as success_rate,
    delay_p95::double as delay_seconds_p95
from tried
