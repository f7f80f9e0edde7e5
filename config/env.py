"""Reading the environment: typed, with safe defaults, and every problem told in one sentence.

Nothing here raises while settings are being read. Each problem is kept, and
`finish()` tells all of them and ends the process with exit code 2.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

EXIT_CODE = 2
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def refuse(*sentences: str) -> SystemExit:
    """Print each sentence to standard error and return the exit to raise."""
    for sentence in sentences:
        sys.stderr.write(f"Liaison cannot start: {sentence}\n")
    return SystemExit(EXIT_CODE)


class Environment:
    """The variables of one process; `problems` holds a sentence for each senseless one."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables
        self.problems: list[str] = []

    def problem(self, name: str, what: str, remedy: str) -> None:
        """Keep one sentence: the variable, what is wrong with it, what to do."""
        self.problems.append(f"{name} {what}; {remedy}.")

    def has(self, name: str) -> bool:
        """Whether the variable is set to something."""
        return bool(self.variables.get(name, "").strip())

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding blanks, or the default when unset or empty."""
        return self.variables.get(name, "").strip() or default

    def words(self, name: str, default: str = "") -> list[str]:
        """A comma-separated list without empty entries."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false, written as 1/0, true/false, yes/no or on/off."""
        value = self.text(name, "1" if default else "0").lower()
        if value not in YES | NO:
            self.problem(name, f"is “{value}”, which is neither yes nor no", "set it to 1 or 0")
        return value in YES

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        """A whole number within its limits."""
        value = self.text(name, str(default))
        limits = f"from {least} to {most}" if most is not None else f"of {least} or more"
        remedy = f"set it to a whole number {limits}, for example {default}"
        try:
            number = int(value)
        except ValueError:
            self.problem(name, f"is “{value}”, which is not a whole number", remedy)
            return default
        if number < least or (most is not None and number > most):
            self.problem(name, f"is {number}, which is out of range", remedy)
            return default
        return number

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value not in choices:
            self.problem(name, f"is “{value}”, which is not known", f"set it to {' or '.join(choices)}")
            return default
        return value

    def parsed[T](self, name: str, default: str, parse: Callable[[str], T], fallback: T) -> T:
        """The value understood by `parse`, whose ValueError is "what is wrong; what to do".

        The value itself is never printed, since an address may hold a password.
        """
        try:
            return parse(self.text(name, default))
        except ValueError as error:
            what, _, remedy = str(error).partition("; ")
            self.problem(name, what, remedy)
            return fallback

    def folder(self, name: str, default: Path) -> Path:
        """An absolute folder that exists (made with mode 0700 when missing) and can be written."""
        folder = Path(self.text(name, str(default))).expanduser().absolute()
        remedy = f"give this user the right to write there, or set {name} to another folder"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self.problem(name, f"names {folder}, which cannot be made ({error.strerror})", remedy)
            return folder
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            self.problem(name, f"names {folder}, which this user cannot read and write", remedy)
        return folder

    def secret(self, name: str, file: Path, *, generate: bool) -> str:
        """A key of at least 32 characters: from the variable, else from its file.

        With `generate`, a missing file is written with a new key, readable by this user only.
        """
        try:
            key = self.text(name) or read_or_make_key(file, generate=generate)
        except OSError as error:
            self.problem(name, f"is not set, and {file} cannot be used ({error.strerror})", "set it, or mend that file")
            return ""
        if len(key) < 32:
            what = "is missing" if not key else "is shorter than 32 characters"
            self.problem(name, what, "set it to a long random text that stays the same, and keep it secret")
        return key

    def finish(self) -> None:
        """End the process with code 2, one sentence per problem, if there was any problem."""
        if self.problems:
            raise refuse(*self.problems)


def read_or_make_key(file: Path, *, generate: bool) -> str:
    """The key in `file`; with `generate` it is made first, whole or not at all. Empty without either."""
    if not file.exists():
        if not generate:
            return ""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)  # unlike a rename this never replaces a key that another process made meanwhile
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
