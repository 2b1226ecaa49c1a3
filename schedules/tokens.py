"""Every hour: tokens that end soon are renewed, and people are told of accounts that only they can connect again.

No postponed annotations here: Dagster reads the op's.
"""

from dagster import Failure, OpExecutionContext, RunRequest, ScheduleEvaluationContext, SkipReason, job, op, schedule

from resources.configured import PlatformsResource, StoreResource


@op(description="Looks at every connected account, those whose token ends first before the others.")
def renew(context: OpExecutionContext, platforms: PlatformsResource) -> None:
    report = platforms.accounts().upkeep.tick()
    context.log.info(str(report))
    context.add_output_metadata({"renewed": len(report.renewed), "warned": len(report.warned)})
    if report.problems:
        raise Failure("; ".join(report.problems), allow_retries=False)


@job(
    tags={"reprise/work": "reading"},
    description="Renews the tokens of connected accounts ahead of their end, and warns of what only people can renew.",
)
def renew_tokens() -> None:
    renew()


@schedule(
    name="token_upkeep",
    job=renew_tokens,
    cron_schedule="17 * * * *",
    execution_timezone="UTC",
    description="Starts `renew_tokens` when any account is connected.",
)
def token_upkeep(context: ScheduleEvaluationContext, store: StoreResource) -> RunRequest | SkipReason:
    if not store.open().accounts.find(states=("connected",)):
        return SkipReason("No account is connected.")
    return RunRequest(run_key=f"{context.scheduled_execution_time:%Y-%m-%dT%H}")
