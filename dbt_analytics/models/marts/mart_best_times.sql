-- Each weekday's and each two-hour block's effect is a mean of residuals, shrunk towards zero by the noise of single
-- posts: effect = sum / (n + noise² / prior²), variance = noise² / (n + noise² / prior²). An hour block is shrunk not to zero but
-- to a share of what its two neighbours' own posts say, around the clock: an untried block beside a good one is promising, yet
-- never more so than the good one. The two effects are added: a full weekday × hour grid would need thousands of posts.

with

residuals as (

    select * from {{ ref('int_posts_residual') }}

),

accounts as (

    select
        site,
        platform,
        account,
        max(zone) as zone,
        max(noise_sd) as noise_sd,
        max(account_posts)::integer as sample
    from residuals
    group by site, platform, account

),

weekdays as (

    select unnest(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) as weekday

),

blocks as (

    select (unnest(range(0, 24, 2)))::integer as hour_block

),

cells as (

    select
        accounts.*,
        weekdays.weekday,
        blocks.hour_block
    from accounts
    cross join weekdays
    cross join blocks

),

weekday_effects as (

    select
        cells.site,
        cells.platform,
        cells.account,
        cells.weekday,
        cells.hour_block,
        cells.noise_sd * cells.noise_sd / pow({{ var('weekday_effect_sd') }}, 2) as pseudo_posts,
        coalesce(sum(residuals.recency), 0) as weight,
        coalesce(sum(residuals.recency * residuals.residual), 0) as total
    from cells
    left join residuals
        on
            cells.site = residuals.site
            and cells.platform = residuals.platform
            and cells.account = residuals.account
            and cells.weekday = residuals.weekday
    group by cells.site, cells.platform, cells.account, cells.weekday, cells.hour_block, cells.noise_sd

),

hour_effects as (

    select
        cells.site,
        cells.platform,
        cells.account,
        cells.weekday,
        cells.hour_block,
        cells.noise_sd * cells.noise_sd / pow({{ var('hour_effect_sd') }}, 2) as pseudo_posts,
        coalesce(sum(residuals.recency), 0) as weight,
        coalesce(sum(residuals.recency * residuals.residual), 0) as total,
        count(residuals.post_id)::integer as block_sample
    from cells
    left join residuals
        on
            cells.site = residuals.site
            and cells.platform = residuals.platform
            and cells.account = residuals.account
            and cells.hour_block = residuals.hour_block
    group by cells.site, cells.platform, cells.account, cells.weekday, cells.hour_block, cells.noise_sd

),

neighbour_effects as (

    select
        cells.site,
        cells.platform,
        cells.account,
        cells.weekday,
        cells.hour_block,
        {{ var('neighbour_share') }} * sum(beside.total / (beside.weight + beside.pseudo_posts)) as prior_effect
    from cells
    cross join (values (-2), (2)) as kernel (shift)
    inner join hour_effects as beside
        on
            cells.site = beside.site
            and cells.platform = beside.platform
            and cells.account = beside.account
            and cells.weekday = beside.weekday
            and beside.hour_block = (cells.hour_block + kernel.shift + 24) % 24
    group by cells.site, cells.platform, cells.account, cells.weekday, cells.hour_block

),

estimated as (

    select
        cells.site,
        cells.platform,
        cells.account,
        cells.weekday,
        cells.zone,
        cells.hour_block,
        cells.sample,
        hour_effects.block_sample,
        weekday_effects.total / (weekday_effects.weight + weekday_effects.pseudo_posts)
        + (hour_effects.total + hour_effects.pseudo_posts * neighbour_effects.prior_effect)
        / (hour_effects.weight + hour_effects.pseudo_posts) as expected_effect,
        cells.noise_sd * sqrt(
            1 / (weekday_effects.weight + weekday_effects.pseudo_posts)
            + 1 / (hour_effects.weight + hour_effects.pseudo_posts)
        ) as effect_sd
    from cells
    inner join weekday_effects using (site, platform, account, weekday, hour_block)
    inner join hour_effects using (site, platform, account, weekday, hour_block)
    inner join neighbour_effects using (site, platform, account, weekday, hour_block)

)

select
    -- strings
    site::varchar as site,
    platform::varchar as platform,
    account::varchar as account,
    zone::varchar as zone,
    weekday::varchar as weekday,
    case
        when sample >= 30 then 'own'
        when sample >= 10 then 'thin'
        else 'prior'
    end::varchar as label,

    -- numerics
    hour_block::integer as hour_block,
    expected_effect::double as expected_effect,
    effect_sd::double as effect_sd,
    sample::integer as sample,
    block_sample::integer as block_sample,
    row_number() over (
        partition by site, platform, account
        order by expected_effect desc, weekday, hour_block
    )::integer as best_rank
from estimated
