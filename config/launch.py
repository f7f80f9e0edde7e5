"""What happens before Django reads its settings: databases of this folder for commands that need one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from config import embedded, place, postgres, processes
from config.env import Environment, refuse

WITHOUT_DATABASE = {
    *("help", "--help", "-h", "version", "--version", "check", "ci", "pin", "sandbox", "up"),
    *("collectstatic", "compilemessages", "makemessages", "diffsettings", "spectacular"),
}


@contextlib.contextmanager
def services_for(arguments: Sequence[str]) -> Iterator[None]:
    """Run a command of manage.py with a database at hand.

    With DATABASE_URL set nothing is done. Otherwise a running `up` is joined, or
    PostgreSQL is started for the duration of the command. Ends the process with
    code 2 and one sentence when that is impossible.
    """
    command = arguments[0] if arguments else "help"
    env = Environment()
    base = place.data_folder(env)
    env.finish()
    with contextlib.ExitStack() as services:
        try:
            if command == "up":
                place.make_keys(base)
                use_valkey(base)
            elif not env.has("DATABASE_URL") and command not in WITHOUT_DATABASE:
                services.enter_context(database_of(base))
        except (embedded.CannotStart, OSError) as problem:
            raise refuse(embedded.sentence(problem)) from None
        yield


@contextlib.contextmanager
def database_of(base: Path) -> Iterator[None]:
    """The running database of a data folder, or one that is started and stopped again."""
    if embedded.postgres_answers(base):
        if embedded.valkey_answers(base):
            use_valkey(base)
        yield
        return
    with embedded.claim(base):
        server = postgres.start_postgres(base)
        try:
            yield
        finally:
            processes.stop([server], within=10)


def use_valkey(base: Path) -> None:
    """Let the embedded Valkey be broker and cache unless the environment names others."""
    os.environ.setdefault("CELERY_BROKER_URL", embedded.broker_url(base))
    os.environ.setdefault("CACHE_URL", embedded.cache_url(base))
