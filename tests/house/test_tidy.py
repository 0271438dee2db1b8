"""Small rules that keep the house readable: short files, honest names, nothing left for later, no emoji."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.sources import name, room_files, text_files, tree

LONGEST = 350  # lines; most files have 80 to 250
DRAWN = "✓"  # the lights are ● ▲ ■ ✓ ○; only this one is among the dingbats
EMOJI = re.compile(rf"(?![{DRAWN}])[\U0001F000-\U0001FAFF\u2600-\u27bf\u2b50\u2b55\ufe0f]")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
ONE_MACHINE = re.compile(r"(?<![\w.~-])/(?:root|work|home|Users)/\w|[A-Z]:\\Users")
EMPTY_VERBS = {"handle", "process", "manage", "do"}
EMPTY_NOUNS = re.compile(r"Manager|Helper|Utils?\b|Handler$")
EMPTY_FILES = {"utils", "helpers", "common", "manager", "misc"}
NAMED_BY_LIBRARIES = {
    "do_request",  # telegram.request.BaseRequest
    "process_bind_param",  # sqlalchemy.types.TypeDecorator
    "process_result_value",
}


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Each line that has it, in every text file but the locks."""
    return [
        f"{name(path)}:{number} {line.strip()[:90]}"
        for path in text_files()
        if path.suffix != ".lock"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_emoji() -> None:
    """Not in tests either: where a person might type one, write it as an escape."""
    found = lines_with(EMOJI)
    assert not found, "\n".join(found)


def test_nothing_is_left_for_later() -> None:
    found = lines_with(UNFINISHED)
    assert not found, "\n".join(found)


def test_no_path_of_one_machine() -> None:
    found = lines_with(ONE_MACHINE)
    assert not found, "\n".join(found)


def test_files_are_short() -> None:
    """But for the schema, which is one page on purpose, and for migrations, which spell it out once and rest."""
    files = [path for path in python_files() if path.name != "tables.py" and "migrations" not in path.parts]
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert not {path: length for path, length in lengths.items() if length > LONGEST}


def test_every_file_says_what_it_is_for() -> None:
    silent = [name(path) for path in python_files() if tree(path).body and not ast.get_docstring(tree(path))]
    assert not silent


def test_names_say_something() -> None:
    wrong = [name(path) for path in room_files() if path.stem in EMPTY_FILES]
    for path in room_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                verb = node.name.lstrip("_").partition("_")[0]
                if verb in EMPTY_VERBS and node.name not in NAMED_BY_LIBRARIES:
                    wrong.append(f"{name(path, node)} {node.name}")
            elif isinstance(node, ast.ClassDef) and EMPTY_NOUNS.search(node.name):
                wrong.append(f"{name(path, node)} {node.name}")
    assert not wrong, "\n".join(wrong)


def test_every_number_says_what_it_is() -> None:
    """A number at the top of a module stands beside a word on it, or below: its unit, and whose it is: a limit of a
    platform's with its page, or a policy of ours."""
    silent = [
        f"{name(path, node)} {ast.unparse(node)}"
        for path in room_files("domain", "services", "scheduler", "bot", "web", "app")
        for node in tree(path).body
        if is_a_number(node) and not has_a_word(path.read_text("utf-8").splitlines(), node)
    ]
    assert not silent, "\n".join(silent)


def is_a_number(node: ast.stmt) -> bool:
    """`LONGEST = 40`, `LASTS = timedelta(days=7)`: a constant with a number in it; tables say it line by line."""
    if not isinstance(node, ast.Assign) or isinstance(node.value, ast.Dict):
        return False
    titles = [part for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    numbers = [
        part for part in ast.walk(node.value) if isinstance(part, ast.Constant) and type(part.value) in (int, float)
    ]
    return bool(numbers) and all(title.id.isupper() for title in titles)


def has_a_word(lines: list[str], node: ast.stmt) -> bool:
    return lines[node.lineno - 2].startswith("#") or any(
        "#" in line for line in lines[node.lineno - 1 : node.end_lineno]
    )


def python_files() -> list[Path]:
    return [path for path in text_files() if path.suffix == ".py"]
