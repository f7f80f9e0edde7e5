"""What the README and docs/ say that can be checked, as functions from a folder to what is wrong there.

`uv run python -m tests.documents` writes the rights table of docs/concepts.md anew.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from accounts.verbs import VERBS, Right

FENCED = re.compile(r"^ *```([\w ]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ENDINGS = ("py", "html", "css", "js", "md", "toml", "txt", "sh", "svg", "png", "mjs", "json")
PATH = re.compile(rf"\.?[\w-]+(/[\w.-]+)*(/|/[\w.-]+\.({'|'.join(ENDINGS)}))")
CALL = re.compile(r"(?:\w+\.)?(\w+)\(\)")
PLACED = re.compile(r"`(?:\w+\.)?(\w+)\(\)` in `([\w./-]+\.py)`")
VERB = re.compile(r"[a-z]+\.[a-z_]+")
VARIABLE = re.compile(r"`([A-Z][A-Z_]+)`")
ASKS = {"text", "words", "flag", "number", "secret", "parsed", "choice", "folder", "has"}
RIGHTS = re.compile(r"(?<=# Who may do what\n\n)(\|.*\n)+")
LEAST = {
    Right.SELF: "Oneself",
    Right.OBSERVER: "Observer",
    Right.TRAINEE: "Trainee",
    Right.AGENT: "Agent",
    Right.LEAD: "Lead",
    Right.ADMINISTRATOR: "Administrator",
}
MADE_WHEN_RUNNING = ("var/", ".venv/", "pg/", "valkey/", "keys/", "static/", "media/")
CODE_FOLDERS = ("accounts", "inbox", "routing", "reports", "config", "tests")


class Wrong(NamedTuple):
    """One statement of a document that does not hold."""

    page: Path
    sentence: str


def pages(root: Path) -> list[Path]:
    """The README and everything in docs/."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return [text for named, text in FENCED.findall(page.read_text(encoding="utf-8")) if named == language]


@cache
def defined(root: Path) -> frozenset[str]:
    """The name of every function and class of the project."""
    return frozenset(name for folder in CODE_FOLDERS for path in (root / folder).rglob("*.py") for name in names(path))


@cache
def names(path: Path) -> frozenset[str]:
    """The functions, methods and classes that a module defines."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def files_exist(root: Path) -> Iterator[Wrong]:
    """`inbox/actions/receive.py` and `inbox/channels/` are there."""
    for page in pages(root):
        for text in CODE.findall(prose(page)):
            if PATH.fullmatch(text) and text not in MADE_WHEN_RUNNING and not (root / text).exists():
                yield Wrong(page, f"`{text}` does not exist")


def functions_exist(root: Path) -> Iterator[Wrong]:
    """`receive()` is defined somewhere, and "`receive()` in `inbox/actions/receive.py`" there."""
    for page in pages(root):
        text = prose(page)
        for code in CODE.findall(text):
            call = CALL.fullmatch(code)
            if call and call[1] not in defined(root):
                yield Wrong(page, f"`{code}` is defined nowhere")
        for name, path in PLACED.findall(text):
            if (root / path).exists() and name not in names(root / path):
                yield Wrong(page, f"`{name}()` is not in `{path}`")


def verbs_exist(root: Path) -> Iterator[Wrong]:
    """`message.receive` is a verb."""
    rooms = {verb.split(".")[0] for verb in VERBS}
    for page in pages(root):
        for text in CODE.findall(prose(page)):
            if VERB.fullmatch(text) and text.split(".")[0] in rooms and text not in VERBS:
                yield Wrong(page, f"`{text}` is no verb")


def links_lead_somewhere(root: Path) -> Iterator[Wrong]:
    """A relative link has a file at its end, and the heading after the #."""
    for page in pages(root):
        for link in LINK.findall(prose(page)):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            if not target.exists():
                yield Wrong(page, f"the link {link} leads nowhere")
            elif anchor and anchor not in anchors(target):
                yield Wrong(page, f"the link {link} names no heading")


def anchors(page: Path) -> set[str]:
    """The headings of a page as a link names them."""
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(prose(page)))
    return {words.replace(" ", "-") for words in kept}


def index_is_complete(root: Path) -> Iterator[Wrong]:
    """Every page of docs/ stands in docs/README.md."""
    index = root / "docs" / "README.md"
    listed = {(index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(prose(index))}
    for page in pages(root)[1:]:
        if page != index and page.resolve() not in listed:
            yield Wrong(index, f"{page.relative_to(root)} is not in the index")


def table(page: Path, heading: str) -> dict[str, str]:
    """The table under a heading: first cell -> the rest of its row."""
    text = page.read_text(encoding="utf-8").split(f"# {heading}\n", 1)[1]
    section = text.split("\n#", 1)[0]
    rows = [line.strip("| ").split(" | ", 1) for line in section.splitlines() if line.startswith("|")]
    return {row[0].strip(): row[1].strip() for row in rows[2:]}


def settings_read(root: Path) -> set[str]:
    """The environment variables that the settings ask for."""
    asked = set()
    for path in (root / "config" / "settings.py", root / "config" / "place.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS:
                asked |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    return {name for name in asked if isinstance(name, str)}


def variables_in_tables(page: Path) -> set[str]:
    """The environment variables that the first cells of a page's tables name."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return {name for row in rows for name in VARIABLE.findall(row.split("|")[1])}


def rights_table() -> str:
    """Who may do what, as accounts/verbs.py has it."""
    rows = ["| The least one must be | Acts |", "|---|---|"]
    for right, word in LEAST.items():
        acts = ", ".join(f"`{verb}`" for verb, least in VERBS.items() if least is right)
        rows += [f"| {word} | {acts} |"] if acts else []
    return "\n".join(rows) + "\n"


def written_rights(page: Path) -> str:
    """The rights table as it stands on a page; empty when there is none."""
    found = RIGHTS.search(page.read_text(encoding="utf-8"))
    return found[0] if found else ""


def write_rights(page: Path) -> None:
    """Put the table of the code in the place of the one on the page."""
    page.write_text(RIGHTS.sub(rights_table(), page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_rights(Path("docs/concepts.md"))
