"""What Northline hears without being spoken to: watches for its name, a competitor, and people to hire."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from accounts.actors import INTAKE
from inbox.actions.assign import take
from inbox.actions.listen import claim_watch, end_watch, store_found
from inbox.actions.note import add_note
from inbox.actions.resolve import resolve
from inbox.actions.saved_views import share
from inbox.actions.understand import process
from inbox.actions.watch import create
from inbox.channels.base import Page
from inbox.channels.sandbox.raws import raws_of_found
from inbox.connect import connector_for
from inbox.demo.clock import at
from inbox.demo.company import Company
from inbox.demo.drawings import DRAWINGS
from inbox.demo.network import Written
from inbox.filters import ListQuery
from inbox.models import Channel, Conversation, Watch
from inbox.sandbox.accounts import make_account
from inbox.sandbox.posts import NewPost, Picture, write
from inbox.sandbox.searching import newest_place
from inbox.sandbox.shapes import post_shape

TEXTS = Path(__file__).parent / "texts" / "heard.toml"
# Purpose: kind, query, department, who leads there, and what their list is called.
WATCHES = {
    "brand": ("words", "North Line", "Listening", "", ""),
    "competitor": ("words", "Coastlink", "Marketing", "Jonas", "Coastlink, overheard"),
    "candidate": ("tag", "railjobs", "HR", "Irene", "People to hire"),
}
EVERYTHING = ("open", "pending", "snoozed", "resolved")


@dataclass(frozen=True, slots=True)
class Heard:
    """One post of a stranger, and the watch that finds it."""

    watch: str
    ago: int
    handle: str
    name: str
    text: str
    picture: str = ""
    """The name of a drawing."""
    alt: str = ""


def listen(company: Company, written: Written, channel: Channel, base: str, now: datetime) -> None:
    """Set up the watches, let strangers talk, find it, and do a little about it."""
    with at(now - timedelta(days=8)):
        watches = {purpose: _watch(company, channel, purpose) for purpose in WATCHES}
    for heard in sorted(_heard(), key=lambda heard: -heard.ago):
        _find(watches[heard.watch], heard, written, base, now)
    # The next look begins behind all that the network holds.
    for watch in watches.values():
        _keep(watch, Page([], {"since": newest_place(written.db)}), now)
    _act(company, now)


def _heard() -> list[Heard]:
    return [Heard(**each) for each in tomllib.loads(TEXTS.read_text(encoding="utf-8"))["heard"]]


def _watch(company: Company, channel: Channel, purpose: str) -> Watch:
    kind, query, department, lead, name = WATCHES[purpose]
    holder = company.departments[department]
    made = create(channel, kind=kind, query=query, department=holder, purpose=purpose, by=company.members["Ada"])
    if lead:
        found = ListQuery(watch=made.pk, status=EVERYTHING).written()
        share(name=name, query=found, department=holder, icon="eye", by=company.members[lead])
    return made


def _find(watch: Watch, heard: Heard, written: Written, base: str, now: datetime) -> None:
    moment = now - timedelta(minutes=heard.ago)
    author = make_account(written.db, heard.handle, heard.name, followers=heard.ago % 700, at=moment)
    row = write(written.db, author["id"], _post(heard), at=moment)
    found = [{"post": post_shape(written.db, row, base), "ancestors": []}]
    with at(moment + timedelta(seconds=4)):
        page = Page(raws_of_found(found, us=watch.channel.external_id), {"since": newest_place(written.db)})
        _keep(watch, page, moment)


def _post(heard: Heard) -> NewPost:
    if not heard.picture:
        return NewPost(heard.text)
    return NewPost(heard.text, picture=Picture(DRAWINGS[heard.picture](), "image/png", heard.alt))


def _keep(watch: Watch, page: Page, moment: datetime) -> None:
    """A turn of the watch."""
    claimed = claim_watch(watch.pk)
    if claimed is None:
        raise ValueError(f"“{watch}” has no turn now.")
    process(store_found(claimed, page, next_poll_at=moment, by=INTAKE), connector_for(watch.channel))
    end_watch(claimed)


def _act(company: Company, now: datetime) -> None:
    """Marketing has read the older ones, and HR has somebody in mind."""
    seen = Conversation.objects.filter(messages__sightings__isnull=False, messages__is_listening=True)
    for conversation in seen.filter(
        department=company.departments["Marketing"], last_message_at__lt=now - timedelta(days=1)
    ):
        with at(conversation.last_message_at + timedelta(hours=2)):
            resolve(conversation, outcome="no_reply_needed", by=company.members["Jonas"])
    drives = seen.filter(author__handle="leif.drives").first()
    if drives is not None:
        with at(now - timedelta(hours=9)):
            drives = take(drives, by=company.members["Irene"])
            text = "Articulated licence, and he lives an hour from Linden Cross. I write to him this afternoon."
            add_note(drives, text=text, by=company.members["Irene"])
