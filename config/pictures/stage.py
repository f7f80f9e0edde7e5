"""Where pages are looked at: a running Liaison, its sandbox, and who may sign in there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page


class NoSuchRole(Exception):
    """Nobody there has that role; the message is a whole sentence."""


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in, as `up` prints it."""

    role: str
    email: str
    password: str


@dataclass(frozen=True)
class Stage:
    """A running Liaison: its address, its sandbox's, its logins, and the link to its first steps (if fresh)."""

    address: str
    sandbox: str = ""
    logins: tuple[Login, ...] = ()
    welcome: str = ""
    kept: dict[str, str] = field(default_factory=dict)
    """What was made on the way to a page, by what it is: made once, used for every size."""

    def who(self, role: str) -> Login:
        """The login of a role; raises NoSuchRole."""
        for login in self.logins:
            if role in login.role.lower():
                return login
        raise NoSuchRole(f"There is no login for the role {role}.")

    def sign_in(self, page: Page, role: str) -> None:
        """As a person would; waits until the door has opened, or asks for more."""
        login = self.who(role)
        page.goto(f"{self.address}/accounts/login/")
        page.locator("input[name=login]").fill(login.email)
        page.locator("input[name=password]").fill(login.password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def once(self, what: str, make: Callable[[], str]) -> str:
        """What `make` gave when it was first asked for."""
        if what not in self.kept:
            self.kept[what] = make()
        return self.kept[what]
