"""One call to the Facebook sandbox, and the questions that every edge asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.facebook.state import Page, State
from sandbox.graph.problems import GraphProblem, no_such_object
from sandbox.graph.requests import Asked
from sandbox.graph.tokens import need
from sandbox.kit import Kit

READ = ("pages_read_engagement",)
WRITE = ("pages_read_engagement", "pages_manage_posts")


@dataclass(frozen=True)
class Call:
    """An authorised request with what answers it; `node` is the id that was named, `me` resolved."""

    kit: Kit
    state: State
    asked: Asked
    node: str

    @property
    def now(self) -> datetime:
        return self.asked.now

    def page(self, id_: str, *scopes: str, task: str = "") -> Page:
        """The page, if the token is that page's and holds the permissions; a person's token does not act for a page.

        Args:
            task: what the person must be allowed to do on the page.
        """
        page = self.state.page(id_)
        grant = self.asked.grant
        if page is None:
            raise no_such_object(id_, self.asked.method)
        if grant.kind != "page":
            message = "A page access token is required for this call for the new Pages experience"
            raise GraphProblem(190, message, subcode=2069032)
        if grant.account != id_:
            raise GraphProblem(200, "(#200) The token belongs to another page", status=403)
        need(grant, *scopes)
        if task and task not in page.tasks:
            message = f"(#200) The user may not act for the page: the task {task} is not theirs"
            raise GraphProblem(200, message, status=403)
        return page

    def writer(self, id_: str) -> Page:
        return self.page(id_, *WRITE, task="CREATE_CONTENT")


def written(moment: datetime) -> str:
    """Graph's way of writing a time."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")
