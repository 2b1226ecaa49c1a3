{% set age = var('outcome_age_hours') %}

with

readings as (

    select * from {{ ref('int_readings_summed_to_posts') }}

),

posts as (

    select * from {{ ref('stg_store__posts') }}

),

started as (

    -- Every post begins with nothing.
    select post_id, age_hours, interactions, impressions from readings
    union all
    select distinct post_id, 0.0, 0, 0 from readings

),

bracketed as (

    select
        post_id,
        max_by(interactions, age_hours) filter (where age_hours <= {{ age }}) as interactions_before,
        max_by(impressions, age_hours) filter (where age_hours <= {{ age }}) as impressions_before,
        max(age_hours) filter (where age_hours <= {{ age }}) as age_before,
        min_by(interactions, age_hours) filter (where age_hours > {{ age }}) as interactions_after,
        min_by(impressions, age_hours) filter (where age_hours > {{ age }}) as impressions_after,
        min(age_hours) filter (where age_hours > {{ age }}) as age_after
    from started
    group by post_id

),

weighted as (

    select
        *,
        ({{ age }} - age_before) / (age_after - age_before) as weight
    from bracketed
    where age_after is not null

),

matured as (

    select
        posts.post_id,
        posts.site,
        posts.platform,
        posts.account,
        posts.post_type,
        posts.zone,
        posts.published_at,
        timezone(posts.zone, posts.published_at) as published_local,
        weighted.interactions_before
        + weighted.weight * (weighted.interactions_after - weighted.interactions_before) as interactions,
        weighted.impressions_before
        + weighted.weight * (weighted.impressions_after - weighted.impressions_before) as impressions
    from weighted
    inner join posts on weighted.post_id = posts.post_id

),

logged as (

    select
        *,
        ln(1 + greatest(interactions, 0)) as log_interactions,
        ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][isodow(published_local)] as weekday,
        hour(published_local) as local_hour,
        (hour(published_local) // 2) * 2 as hour_block
    from matured

)

select * from logged
