"""python -m tests.frozen.take [heard|replies|years] [--told FILE]: take anew what is frozen.

`--told FILE` also writes what stands behind the digests of heard.tsv, a JSON line each, so that two takes can be
compared.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from tests.frozen import answering, hearing, years


def main(arguments: list[str]) -> None:
    told = Path(arguments.pop(arguments.index("--told") + 1)) if "--told" in arguments else None
    wanted = [one for one in arguments if not one.startswith("-")] or ["heard", "replies", "years"]
    if "heard" in wanted:
        _heard(told)
    if "replies" in wanted:
        asyncio.run(_replies())
    if "years" in wanted:
        years.YEARS.write_text(asyncio.run(years.played()), encoding="utf-8")


def _heard(told: Path | None) -> None:
    texts = list(hearing.texts())
    hearing.HEARD.write_text("".join(hearing.line(*one) + "\n" for one in texts), encoding="utf-8")
    if told:
        with told.open("w", encoding="utf-8") as file:
            for name, text in texts:
                found = {role: hearing.heard(role, text) for role in hearing.ROLES}
                file.write(json.dumps({"name": name, "text": text, **found}, ensure_ascii=False) + "\n")


async def _replies() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/frozen.db"
        async with answering.beginning(url) as answers:
            lines = []
            for one in answering.asked():
                found = {language: await answers.to(one["who"], one["said"], language) for language in ("zh", "en")}
                lines.append(json.dumps({**one, **found}, ensure_ascii=False) + "\n")
    answering.REPLIES.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
