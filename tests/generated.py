"""The Python client that openapi-python-client makes from our document, in a temporary folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from config.reference import document


def generate(folder: Path) -> Path:
    """Make the package `liaison_client` there; whatever the generator can't understand fails."""
    source, package = folder / "openapi.json", folder / "liaison_client"
    source.write_text(json.dumps(document()), encoding="utf-8")
    settings = folder / "settings.yml"
    settings.write_text("post_hooks: []\n", encoding="utf-8")
    program = Path(sys.executable).with_name("openapi-python-client")
    command = [program, "generate", "--path", source, "--meta", "none", "--output-path", package, "--config", settings]
    made = subprocess.run([*map(str, command), "--fail-on-warning"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return package
