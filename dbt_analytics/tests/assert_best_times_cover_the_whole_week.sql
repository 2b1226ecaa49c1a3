-- Every account has each of the 84 cells exactly once, and no effect reaches beyond what a prior of its width allows.
select
    site,
    platform,
    account,
    count(*) as cells
from {{ ref('mart_best_times') }}
group by site, platform, account
having count(*) <> 84 or count(distinct (weekday, hour_block)) <> 84 or max(best_rank) <> 84
