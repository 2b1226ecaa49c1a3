{% set noise = var('post_noise_sd') %}

with

matured as (

    select * from {{ ref('int_posts_matured') }}

),

weighted as (

    select
        *,
        pow(0.5, date_diff('day', published_at, max(published_at) over ()) / {{ var('best_times_half_life_days') }}.0) as recency
    from matured

),

recent as (

    select * from weighted
    where published_at > (select max(published_at) from weighted) - interval '{{ var("best_times_days") }} days'

),

levelled as (

    select
        *,
        sum(recency * log_interactions) over account_posts / sum(recency) over account_posts as account_level
    from recent
    window account_posts as (partition by site, platform, account)

),

typed as (

    -- A type's effect is believed only as far as its posts allow (shrunk towards none).
    select
        *,
        sum(recency * (log_interactions - account_level)) over type_posts
        / (sum(recency) over type_posts + 4) as type_effect
    from levelled
    window type_posts as (partition by site, platform, account, post_type)

),

residual as (

    select
        post_id,
        site,
        platform,
        account,
        zone,
        weekday,
        hour_block,
        recency,
        log_interactions - account_level - type_effect as residual,
        count(*) over (partition by site, platform, account) as account_posts
    from typed

)

select
    *,
    -- Ten posts' worth of the assumed noise steady the estimate while there are few.
    sqrt(
        (sum(residual * residual) over (partition by site, platform, account) + 10 * {{ noise }} * {{ noise }})
        / (account_posts + 10)
    ) as noise_sd
from residual
