"""The title of a list and the year it is for, from the words around its table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from language.plan.columns import Span

_ANNEX = re.compile(r"^附(?:件|表)(?:\d{1,2}(?!\d|年)|[一二三四五六七八九十]{1,2}(?!年))?(?:[-—]\d)?[:：]?")
_CALLED = re.compile(
    r"(?:清单|分解表|一览表|任务书|方案|台账|台帐|计划|安排表|要点|事项|实事|目标|分工表?|任务|汇总表|责任表|进度表|工作表|表|通知|意见)(?:[（(][^（）()]*[）)])?$"
)
_NO_TITLE = re.compile(
    r"[。；;]|[:：]$|^(?:来源|发布|点击|抄送|单位[:：]|填报|各|主送|\d{4}[-年]\d)|^[一二三四五六七八九十]+、"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|度|[-—–~至]20\d{2}年)")
_LONGEST = 60


def heading_of(lines: Sequence[str]) -> str:
    """The title in the lines above a table, without 附件; the last line that is called like a list, if there are many."""
    plain = [re.sub(r"[ \u3000\t]", "", line) for line in lines if line.strip()]
    plain = [line for one in plain if (line := _ANNEX.sub("", one, count=1))]
    plain = [line for line in plain if not _NO_TITLE.search(line) or len(plain) == 1]
    words = "".join(plain)
    if len(words) <= _LONGEST and (len(plain) < 2 or not _CALLED.search(plain[-1]) or len(plain[-1]) <= 12):
        return words
    for at in range(len(plain) - 1, -1, -1):
        line = plain[at]
        if _CALLED.search(line) and 4 <= len(line) <= _LONGEST and not _NO_TITLE.search(line):
            before = plain[at - 1] if at else ""
            if (
                len(line) <= 12
                and before
                and len(before) <= 40
                and not _NO_TITLE.search(before)
                and not _CALLED.search(before)
            ):
                line = before + line
            return line
    return ""


def year_of(
    title: str, spans: Sequence[Span], outside: Sequence[str], source: str, cells: Iterable[str] = ()
) -> int | None:
    """The year of a list: of its columns, its title, the words around it, its file's name; at last the one that its
    cells speak of most."""
    if spans:
        return spans[0].starts.year
    for words in (title, *outside[-12:], *outside, source):
        found = _YEAR.search("".join(words.split()))
        if found:
            return int(found[1])
    said = Counter(int(one) for cell in cells for one in _YEAR.findall("".join(cell.split())))
    return said.most_common(1)[0][0] if said else None
