#!/usr/bin/env python
"""Every command of Liaison: `manage.py up` runs it, `manage.py help` lists the others."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from config.launch import services_for


def main() -> None:
    """Run one command, with the databases of this folder at hand when no others are configured."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with services_for(sys.argv[1:]):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
