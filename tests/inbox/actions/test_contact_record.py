"""What a CRM tells of somebody: whose word it is, never over a member's, and only with their consent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.errors import NotAllowed, NotPossible
from accounts.models import Event
from inbox.actions import contact, contact_field
from inbox.actions.contact_record import Account, Agreed, upsert
from inbox.channels.base import Author
from inbox.models import Contact, ContactRecord
from tests.cast import Cast, channel, conversation
from tests.programs import program_of

pytestmark = pytest.mark.django_db
MIRA = Account("push", handle="@mira.example")
YES = Agreed("given")


@pytest.fixture
def mira(cast: Cast) -> Contact:
    """Somebody who has written to us."""
    row = conversation(cast.channel)
    assert row.author is not None
    return row.author.contact


def told(cast: Cast, **more: Any) -> ContactRecord:
    """The CRM speaks, as Ben."""
    facts: dict[str, Any] = {
        "system": "Salesforce",
        "key": "003-88",
        "fields": {"company": "Castellanos & Co", "relationship": "customer"},
        "custom": {},
        "emails": ["mira@castellanos.example"],
        "accounts": [MIRA],
        "consent": YES,
        "by": cast.ben,
        **more,
    }
    return upsert(**facts)


def test_it_finds_who_is_meant_and_writes_what_is_empty(cast: Cast, mira: Contact) -> None:
    row = told(cast)
    mira.refresh_from_db()
    assert (row.contact, row.consent, row.told_by) == (mira, "given", cast.ben)
    assert (mira.company, mira.relationship) == ("Castellanos & Co", "customer")
    assert [one.address for one in mira.emails.all()] == ["mira@castellanos.example"]
    event = Event.objects.get(verb="contact.upsert")
    assert (event.subject_id, event.data["consent"]) == (mira.pk, "given")
    assert "Castellanos" not in str(event.data)


def test_the_same_key_brings_it_up_to_date_and_what_a_member_wrote_stays(cast: Cast, mira: Contact) -> None:
    told(cast)
    contact.change(mira, fields={"relationship": "press"}, custom={}, by=cast.ben)
    row = told(cast, accounts=[], fields={"company": "Castellanos Ltd", "relationship": "prospect"})
    mira.refresh_from_db()
    assert (mira.company, mira.relationship) == ("Castellanos Ltd", "press")
    assert (ContactRecord.objects.count(), row.values["relationship"]) == (1, "prospect")


def test_without_consent_nothing_but_that_is_kept(cast: Cast, mira: Contact) -> None:
    row = told(cast, consent=Agreed("denied", how="By letter"))
    mira.refresh_from_db()
    assert (mira.company, mira.emails.count(), row.values) == ("", 0, {})
    assert (row.consent, row.consent_how) == ("denied", "By letter")


def test_an_address_alone_joins_nobody(cast: Cast, mira: Contact) -> None:
    contact.set_emails(mira, addresses=["mira@castellanos.example"], by=cast.ben)
    with pytest.raises(NotPossible, match="Nobody with one of these accounts"):
        told(cast, accounts=[])


def test_accounts_of_two_people_are_not_guessed_at(cast: Cast, mira: Contact) -> None:
    conversation(cast.channel, author=Author("did:other", "other.example", "Other"))
    with pytest.raises(NotPossible, match="several contacts"):
        told(cast, accounts=[MIRA, Account("push", external_id="did:other")])


def test_who_wrote_in_what_is_closed_does_not_exist_for_others(cast: Cast) -> None:
    conversation(channel(cast.hr, is_closed=True), author=Author("did:secret", "secret.example", "Secret"))
    with pytest.raises(NotPossible, match="as far as you may see"):
        told(cast, accounts=[Account("push", external_id="did:secret")])
    told(cast, accounts=[Account("push", external_id="did:secret")], by=cast.hal)
    with pytest.raises(NotPossible, match="whom you may see"):
        told(cast)


def test_who_only_looks_on_writes_nothing(cast: Cast, mira: Contact) -> None:
    with pytest.raises(NotAllowed):
        told(cast, by=cast.olga)


def test_a_program_does_it_by_the_api(cast: Cast, mira: Contact) -> None:
    ben = program_of(cast.ben)
    body = {
        "system": "Salesforce",
        "key": "003-88",
        "company": "Castellanos & Co",
        "accounts": [{"network": "push", "external_id": "did:mira"}],
        "consent": {"state": "given", "on": "2026-05-03", "how": "Form on the web site"},
    }
    made = ben.post("/contact-records/", body)
    assert (made.status_code, made.json()["contact"]) == (201, mira.pk)
    found = ben.get("/contact-records/?system=Salesforce&key=003-88").json()["items"]
    assert found == [made.json()]
    assert ben.get(f"/contacts/{mira.pk}/").json()["company"] == "Castellanos & Co"
    assert program_of(cast.nora).get("/contact-records/").json()["items"] == found, "as visible as the contact"


def test_a_part_of_it_leaves_the_rest_as_the_system_said_it(cast: Cast, mira: Contact) -> None:
    told(cast, url="https://crm.example/003-88")
    row = told(cast, fields={"place": "Bern"}, emails=[])
    assert row.values["company"] == "Castellanos & Co"
    assert (row.values["place"], row.url) == ("Bern", "https://crm.example/003-88")
    told(cast, fields={"company": "Castellanos Ltd"})
    mira.refresh_from_db()
    assert (mira.company, mira.relationship, mira.place) == ("Castellanos Ltd", "customer", "Bern")


def test_how_they_agreed_stays_until_something_else_is_told_of_it(cast: Cast, mira: Contact) -> None:
    told(cast, consent=Agreed("given", date(2026, 5, 3), "Form on the web site"))
    row = told(cast, fields={"place": "Bern"})
    assert (row.consent_on, row.consent_how) == (date(2026, 5, 3), "Form on the web site")
    row = told(cast, consent=Agreed("unknown"))
    assert (row.consent, row.consent_on, row.consent_how) == ("unknown", None, "")


def known(mira: Contact) -> tuple[str, str, list[str]]:
    """Company, relationship and addresses, as they stand."""
    mira.refresh_from_db()
    return mira.company, mira.relationship, sorted(one.address for one in mira.emails.all())


def test_who_takes_consent_back_is_left_with_what_members_wrote(cast: Cast, mira: Contact) -> None:
    contact.set_emails(mira, addresses=["mira@home.example"], by=cast.ben)
    told(cast, fields={"company": "Castellanos & Co", "relationship": "customer", "place": "Bern"})
    contact.change(mira, fields={"relationship": "press"}, custom={}, by=cast.ben)
    row = told(cast, consent=Agreed("denied", how="By letter"))
    assert known(mira) == ("", "press", ["mira@home.example"])
    assert (mira.place, row.values, row.url) == ("", {}, "")
    told(cast, fields={"company": "Castellanos Ltd"}, emails=[])
    assert known(mira)[0] == "Castellanos Ltd", "who agrees again is told of again"


def test_what_a_member_knew_before_the_system_said_it_stays(cast: Cast, mira: Contact) -> None:
    contact.change(mira, fields={"company": "Castellanos & Co"}, custom={}, by=cast.ben)
    contact.set_emails(mira, addresses=["Mira@Castellanos.example"], by=cast.ben)
    told(cast)
    told(cast, consent=Agreed("denied"))
    assert known(mira) == ("Castellanos & Co", "", ["Mira@Castellanos.example"])


def test_what_another_system_says_too_goes_with_the_last_that_says_it(cast: Cast, mira: Contact) -> None:
    told(cast)
    told(cast, system="Newsletter", key="n-7", fields={"company": "Castellanos & Co"})
    told(cast, consent=Agreed("denied"))
    assert known(mira) == ("Castellanos & Co", "", ["mira@castellanos.example"])
    told(cast, system="Newsletter", key="n-7", consent=Agreed("denied"))
    assert known(mira) == ("", "", [])


def test_values_of_the_organisations_own_fields_go_too_though_the_field_was_archived(cast: Cast, mira: Contact) -> None:
    plan = contact_field.create(name="Plan", kind="text", by=cast.ada)
    told(cast, custom={plan.pk: "  Gold   plan "})
    contact_field.archive(plan, by=cast.ada)
    told(cast, consent=Agreed("denied"))
    mira.refresh_from_db()
    assert not mira.custom.get(str(plan.pk))


def test_words_that_were_tidied_are_still_the_systems_own(cast: Cast, mira: Contact) -> None:
    told(cast, fields={"company": "Castellanos  &  Co"})
    told(cast, fields={"company": "Castellanos Ltd"})
    assert known(mira)[0] == "Castellanos Ltd"
    told(cast, consent=Agreed("denied"))
    assert known(mira)[0] == ""
