with

usage as (

    select
        * exclude (task, model),
        coalesce(task, operation) as task,
        coalesce(model, '') as model
    from {{ ref('stg_store__usage') }}

)

select
    site::varchar as site,
    date_trunc('month', used_at)::date as month,
    operation::varchar as operation,
    task::varchar as task,
    provider::varchar as provider,
    model::varchar as model,
    unit::varchar as unit,
    count(*)::integer as pieces,
    sum(units)::double as units,
    coalesce(sum(usd) filter (where is_certain), 0)::double as usd,
    coalesce(sum(usd) filter (where not is_certain), 0)::double as usd_in_doubt,
    sum(credits)::double as credits,
    count(distinct article_key)::integer as articles
from usage
group by site, date_trunc('month', used_at)::date, operation, task, provider, model, unit
