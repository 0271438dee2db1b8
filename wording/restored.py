"""What people are told after an older copy of the data was put back."""

from __future__ import annotations

from datetime import datetime

from domain.messages import Outgoing
from wording.words import Words


def restored(words: Words, to: datetime | None, reports: int | None) -> Outgoing:
    """For everybody: up to when the data goes (None: it holds nothing yet), and how many reports it lost (None: nobody
    knows)."""
    when = f"{words.full_day(words.local(to).date())} {words.local(to):%H:%M}" if to is not None else None
    lines = [words.t("此后报送的内容请重新报送；此前的都在。") if when else words.t("请重新报送。")]
    if reports:
        lines.insert(0, words.t("此后登记的{count}条没有保留。", count=reports))
    title = words.t("数据已恢复到{when}", when=when) if when else words.t("数据已恢复")
    return Outgoing(title=title, lines=tuple(lines))
