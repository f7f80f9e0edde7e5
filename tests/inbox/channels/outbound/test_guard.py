"""Which addresses may be connected to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inbox.channels.outbound.guard import Forbidden, Guard, allowances, is_public
from tests.inbox.channels.outbound import spellings

PUBLIC = "93.184.215.14"
PRIVATE = "10.20.30.40"


def guard(*answers: str, allow: str = "") -> Guard:
    """A guard for whom every name leads to these addresses."""
    return Guard(allowances(allow), lambda _host, _port, _seconds: answers)


def refuses(host: str, port: int = 443, **options: str) -> bool:
    try:
        guard(host if is_literal(host) else PRIVATE, **options).addresses(host, port, 1)
    except Forbidden:
        return True
    return False


def is_literal(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


@pytest.mark.parametrize("address", [*spellings.FORBIDDEN_V4, *spellings.OTHER_V4, *spellings.FORBIDDEN_V6])
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    assert refuses(address)


@pytest.mark.parametrize("address", ["1.1.1.1", PUBLIC, "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))
    assert guard().addresses(address, 443, 1) == [address]


@given(st.ip_addresses(v=4).map(IPv4Address))
def test_no_ipv6_form_of_an_ipv4_address_is_public(address: IPv4Address) -> None:
    for form in spellings.wrapped(str(address)):
        assert not is_public(ip_address(form)), form


@given(st.ip_addresses(v=4).map(IPv4Address))
def test_no_odd_spelling_gets_through_whatever_it_stands_for(address: IPv4Address) -> None:
    for spelling in spellings.odd(str(address)):
        assert refuses(spelling), spelling


@given(st.ip_addresses(v=6).map(IPv6Address))
def test_beyond_global_unicast_nothing_in_ipv6_is_public(address: IPv6Address) -> None:
    assume(int(address) >> 125 != 1)
    assert not is_public(address)


@given(st.ip_addresses().map(ip_address))
def test_what_is_public_here_is_global_for_python_too(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(address) or (address.is_global and not address.is_multicast)


def test_one_bad_address_among_good_ones_spoils_the_name() -> None:
    with pytest.raises(Forbidden, match="not a public address"):
        guard(PUBLIC, "127.0.0.1").addresses("mixed.example", 443, 1)


def test_the_connection_goes_to_the_addresses_that_were_checked() -> None:
    assert guard(PUBLIC, "1.1.1.1").addresses("good.example", 443, 1) == [PUBLIC, "1.1.1.1"]


@pytest.mark.parametrize("port", [22, 25, 53, 110, 993, 1023, 3306, 5432, 6379, 11211, 27017])
def test_ports_of_other_services_are_refused(port: int) -> None:
    with pytest.raises(Forbidden, match="web servers"):
        guard(PUBLIC).addresses("good.example", port, 1)


@pytest.mark.parametrize("port", [80, 443, 3000, 8000, 8443])
def test_ports_of_web_servers_are_open(port: int) -> None:
    assert guard(PUBLIC).addresses("good.example", port, 1) == [PUBLIC]


class TestExceptions:
    """What the operator names in OUTBOUND_ALLOW."""

    @pytest.mark.parametrize(
        "entry",
        ["10.20.30.40", "10.0.0.0/8", "10.20.30.40:443", "pds.internal", "PDS.internal.", "pds.internal:443"],
    )
    def test_it_is_reached(self, entry: str) -> None:
        assert guard(PRIVATE, allow=entry).addresses("pds.internal", 443, 1) == [PRIVATE]

    @pytest.mark.parametrize(
        "entry", ["10.20.30.41", "10.20.31.0/24", "10.20.30.40:80", "other.internal", "internal", "pds.internal:80"]
    )
    def test_nothing_else_is(self, entry: str) -> None:
        assert refuses("pds.internal", allow=entry)

    def test_ipv6_is_written_with_brackets_when_it_has_a_port(self) -> None:
        assert guard(allow="[::1]:8000, fd00::/8").addresses("::1", 8000, 1) == ["::1"]
        assert guard(allow="[::1]:8000, fd00::/8").addresses("fd00::5", 80, 1) == ["fd00::5"]
        assert refuses("::1", 8001, allow="[::1]:8000")

    def test_a_named_address_is_reached_on_any_port(self) -> None:
        assert guard(PUBLIC, allow=f"{PUBLIC}:25").addresses("mail.example", 25, 1) == [PUBLIC]

    @pytest.mark.parametrize(
        "entry", ["http://pds.internal", "10.0.0.0/33", "pds.internal:99999", "a b", "::1:x]", "/"]
    )
    def test_nonsense_is_told_in_words(self, entry: str) -> None:
        with pytest.raises(ValueError, match="write it like"):
            allowances(f"localhost,{entry}")

    def test_nothing_named_is_no_exception(self) -> None:
        assert allowances(" , ") == ()
