#!/usr/bin/env bash
# Babel 2.18.0 (PyPI): of _("one" if asked else "two") the extraction makes one message, "onetwo", without a warning.
#
# gettext is asked for "one" or for "two" when the program runs, so neither is ever found in the catalogue, and a
# translator is shown a sentence that nobody says. Babel's reader of Python joins all strings between the brackets of the
# call, as Python joins strings that stand beside each other; that an `if` stands between them, or a subscript around
# them (_(names["key"]) gives "key"), is not looked at.
# Seen: ['onetwo', 'key']. Expected: both sentences, or a warning; nothing for a name that is looked up.
# Fails (exit 1) when that changes.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check babel==2.18.0
cat > says.py <<'PY'
from gettext import gettext as _

names = {"key": "a name"}


def say(asked: bool) -> str:
    return _("one" if asked else "two")


def name() -> str:
    return _(names["key"])
PY
cat > extract.py <<'PY'
import sys
import warnings

from babel.messages.extract import extract_from_file

warnings.simplefilter("error")
found = [message for _, message, _, _ in extract_from_file("python", "says.py")]
print(found)
sys.exit(found != ["onetwo", "key"])
PY
venv/bin/python extract.py
