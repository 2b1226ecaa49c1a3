with

usage as (

    select * from {{ ref('stg_store__usage') }}

)

select
    site::varchar as site,
    date_trunc('month', used_at)::date as month,
    operation::varchar as operation,
    provider::varchar as provider,
    unit::varchar as unit,
    count(*)::integer as pieces,
    sum(units)::double as units,
    sum(usd)::double as usd,
    sum(credits)::double as credits,
    count(distinct article_key)::integer as articles
from usage
group by site, date_trunc('month', used_at)::date, operation, provider, unit
