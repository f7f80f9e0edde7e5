"""Everything that a member may do, a program may do through the same verb, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.api.resources import Act
from accounts.scopes import AREAS, ROOMS, SCOPES, scope_of
from accounts.verbs import VERBS, Right
from inbox.api.table import RESOURCES as INBOX
from reports.api.table import RESOURCES as REPORTS
from routing.api.table import FURTHER
from routing.api.table import RESOURCES as ROUTING

RESOURCES = (*INBOX, *ROUTING, *REPORTS)
NO_ADDRESS = {
    "member.create": "members are invited; only the first run and the demo make one without",
    "mail.read": "a mail in the outbox may hold a link that opens an account",
    "operations.view": "machines read /workz, /readyz and the counts of channels",
    "channel.connect": "follows from an attempt whose credentials the network took",
    "channel.import": "a command of the machine itself, which reads files there",
    "conversation.view_closed": "follows from reading what is closed, by API as on the page",
    "conversation.uncorrect": "follows from taking a correction back: /conversations/{id}/undo/",
    **dict.fromkeys(
        ("program.create", "program.issue", "program.rotate"), "a token that makes tokens would outlive its end"
    ),
    **dict.fromkeys(
        ("token.issue", "token.rotate", "token.revoke", "token.withdraw"), "as program.issue; done on pages, signed in"
    ),
}


def acts() -> Iterator[tuple[str, Act]]:
    """Every act of every resource, with the resource's name."""
    for resource in RESOURCES:
        for act in resource.every_act().values():
            yield resource.name, act
    for resource in FURTHER:
        for act in resource.acts:
            yield resource.name, act


def test_every_verb_of_members_has_an_address_or_a_reason() -> None:
    done = {act.verb for _name, act in acts()}
    asked = {verb for verb, right in VERBS.items() if right is not Right.NOBODY}
    assert asked - done - NO_ADDRESS.keys() == set()


def test_no_reason_is_given_for_what_has_an_address_or_does_not_exist() -> None:
    done = {act.verb for _name, act in acts()}
    assert NO_ADDRESS.keys() & done == set()
    assert NO_ADDRESS.keys() - VERBS.keys() == set()


def test_no_program_does_what_the_product_does_by_itself() -> None:
    assert {act.verb for _name, act in acts() if VERBS[act.verb] is Right.NOBODY} == set()


def test_every_act_needs_a_scope_that_exists() -> None:
    assert [act.verb for _name, act in acts() if act.scope not in SCOPES] == []
    assert {resource.area for resource in RESOURCES} <= AREAS.keys()


def test_what_no_token_may_do_has_no_scope() -> None:
    assert [verb for verb in VERBS if verb.startswith(("token.", "program.")) and scope_of(verb)] == []


def test_every_room_of_the_table_of_scopes_exists() -> None:
    assert ROOMS.keys() - {verb.partition(".")[0] for verb in VERBS} == set()


def test_no_two_acts_share_an_address() -> None:
    added = {resource.name: resource.acts for resource in FURTHER}
    assert len(added) == len(FURTHER)
    for resource in RESOURCES:
        words = [act.name for act in (*resource.acts, *resource.wide, *added.get(resource.name, ()))]
        words += [look.name for look in resource.looks]
        assert len(words) == len(set(words)), resource.name
    names = [resource.name for resource in RESOURCES]
    assert len(names) == len(set(names))


def test_every_act_says_in_the_document_what_it_does() -> None:
    assert [f"{name}/{act.name}" for name, act in acts() if len(act.says) < 10] == []
