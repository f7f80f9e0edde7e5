"""Where this copy of Liaison lies and keeps its things."""

from __future__ import annotations

from pathlib import Path

from config.env import Environment, read_or_make_key

BASE_DIR = Path(__file__).resolve().parent.parent


def data_folder(env: Environment) -> Path:
    """The folder of the one-machine default: `LIAISON_DATA_DIR`, or `var/` beside the code."""
    return env.folder("LIAISON_DATA_DIR", BASE_DIR / "var")


def key_file(folder: Path, variable: str) -> Path:
    """The file that stands in for a key's variable."""
    return folder / "keys" / variable.lower()


def make_keys(folder: Path) -> None:
    """Write the two keys into the data folder unless they are there or come from the environment."""
    env = Environment()
    for variable in ("SECRET_KEY", "FIELD_ENCRYPTION_KEY"):
        if not env.has(variable):
            read_or_make_key(key_file(folder, variable), generate=True)
