"""The figures of one clause, each with the telling words around it.

The last telling word before a figure (已, 还差, 目标, 去年, 计划 …) decides what it is. A frame (计划, 去年, 其中)
holds for the figures after it, over commas, until 已 or 目前 ends it; the other words speak of the next figure only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from language.dates import When
from language.lexicon import figures as words
from language.sheet import DATE, PERCENT, QUANTITY, TASK, Mark, Sheet


@dataclass(slots=True)
class Cues:
    """What the telling words up to a place say: the frame, the role of the next figure, its kind."""

    frame: str | None
    inherited: bool = True  # the frame comes from the clause before, so that a mere 已 ends it
    role: str | None = None
    kind: str | None = None

    def heard(self, cue: str, word: str) -> None:
        """Take one more telling word into account."""
        if cue in words.FRAMES:
            self.frame, self.role, self.inherited = cue, None, False
        elif cue in words.NEXT_ONLY:
            self.role = cue
        elif cue == "new":
            self.kind = "new"
            self.frame = None if self.frame == "part" and word == "新增" else self.frame
        elif cue == "month":
            self.kind = "new"
            self.frame = None if self.frame in ("previous", "part") else self.frame
        elif cue == "total":
            ends = self.frame == "previous" and (word[-1] in "到至" or self.inherited)
            if ends or (self.frame == "part" and word not in ("共", "总")):
                self.frame = None
            self.role = None if self.role == "gap" else self.role
            self.kind = self.kind if self.kind == "new" and word == "累计" else "total"
        elif cue == "now":
            present = bool(words.PRESENT.match(word))
            ends = self.frame in ("previous", "elsewhere") and (self.inherited or present)
            ends = ends or (self.frame == "plan" and word in words.NOW_AFTER_PLAN)
            if ends or (self.frame == "part" and present) or self.frame == "early":
                self.frame = None
            self.role = self.role if self.role == "ask" else None
            self.kind = "new" if word in ("本月", "本周", "这个月", "这月") else self.kind


@dataclass(frozen=True, slots=True)
class Place:
    """A figure in its clause: what stands before it (since the figure before) and after it (up to the next one).

    `later`: a day to come is said of it (3家年底建成); `past`: a day of an earlier month, or before today, stands
    before it.
    """

    mark: Mark
    left: str
    right: str
    clause: str  # the shape of all of it
    before: str  # and what of it stands before the figure
    beside: str  # the plain words beside it, up to the next comma
    spoken: str  # the plain words before it, since the figure before
    following: Mark | None
    cues: Cues
    later: bool
    past: bool

    @property
    def hint(self) -> str | None:
        """The words that say what is counted."""
        match = words.HINT_AFTER.match(self.right) or words.HINT_BEFORE.search(self.left)
        return match[1] if match else None


class Clause:
    """The figures of one clause; `frame` is what the next clause inherits, once all places have been gone through."""

    def __init__(self, sheet: Sheet, start: int, end: int, frame: str | None, today: date) -> None:
        self.shape = sheet.shape[start:end]
        self.frame = frame
        self.dates = [(at - start, mark.value) for at, mark in sheet.marks(DATE, start, end)]
        self._sheet, self._start, self._end, self._today = sheet, start, end, today

    def places(self) -> Iterator[Place]:
        """Each figure with the telling words before it."""
        sheet, start, end, clause = self._sheet, self._start, self._end, self.shape
        marks = sorted(
            [(at, mark) for symbol in (PERCENT, QUANTITY) for at, mark in sheet.marks(symbol, start, end)],
            key=lambda one: one[0],
        )
        cues = sorted(self._cues(), key=lambda one: one[0])
        heard, done, last = Cues(self.frame), start, 0
        for index, (at, mark) in enumerate(marks):
            heard.role = heard.kind = None
            while last < len(cues) and cues[last][0] < at - start:
                heard.heard(*cues[last][1:])
                last += 1
            stop = marks[index + 1][0] if index + 1 < len(marks) else end
            left, right = sheet.shape[done:at], sheet.shape[at + 1 : stop]
            plain_left, plain_right = self._words(done, at), self._words(at + 1, stop)
            beside = re.split(r"[、,;(]", plain_left)[-1] + re.split(r"[、,;)]", plain_right)[0]
            following = marks[index + 1][1] if index + 1 < len(marks) else None
            place = at - start
            yield Place(
                mark=mark,
                left=left,
                right=right,
                clause=clause,
                before=clause[:place],
                beside=beside,
                spoken=plain_left,
                following=following,
                cues=replace(heard),
                later=self._is_later(place, left, right),
                past=self._is_past(place),
            )
            done = at + 1
        for _, cue, word in cues[last:]:
            heard.heard(cue, word)
        self.frame = heard.frame or ("early" if not marks and heard.role == "early" else None)

    def _words(self, start: int, end: int) -> str:
        """The plain text of a stretch; the number of a task says nothing of what is counted (第23项|目前260人)."""
        sheet, done, parts = self._sheet, start, []
        for at, _ in sheet.marks(TASK, start, end):
            named = sheet.plain(at, at + 1)
            parts += [sheet.plain(done, at), re.sub(words.NUMBERING.source, ",", named)]
            done = at + 1
        return "".join([*parts, sheet.plain(done, end)])

    def _says(self, at: int) -> str:
        return self._sheet.plain(self._start + at, self._start + at + 1)

    def _is_later(self, place: int, left: str, right: str) -> bool:
        until = place + len(re.split(r"[、,(]", right)[0])
        ahead = (when for at, when in self.dates if place < at <= until and tense_of(when, self._today) == "plan")
        return not words.DONE_BEFORE.search(left) and any(ahead)

    def _is_past(self, place: int) -> bool:
        month = self._today.replace(day=1)
        return any(
            at < place and (when.last < month or (when.grain in ("day", "week") and when.last < self._today))
            for at, when in self.dates
        )

    def _cues(self) -> Iterator[tuple[int, str, str]]:
        for match in words.CUES.finditer(self.shape):
            yield match.start(), match.lastgroup or "", match[0]
        for at, when in self.dates:
            tense = tense_of(when, self._today)
            if when.last < self._today.replace(day=1) and re.match("上.*月", self._says(at)):
                tense = "previous"  # 上月79人; what 9月 brought may still be news
            if tense and not (tense == "month" and re.match(r"以来|至今|起|开始", self.shape[at + 1 :])):
                yield at, tense, "date"


def tense_of(when: When, today: date) -> str | None:
    """A date to come speaks of a plan, one of an earlier year of the past; a week, month or quarter names what came in
    it."""
    if when.grain in ("span", "within", "since"):
        return "plan" if when.grain == "within" else None
    if when.last.year < today.year:
        return "previous"
    if when.first > today or (when.last > today and when.grain in ("day", "tenth")):
        return "plan"
    if when.grain == "year":
        return "plan" if when.first >= today else "now"
    one_month = when.grain == "month" and when.first.month == when.last.month
    this_quarter = when.grain == "quarter" and when.first <= today <= when.last
    return "month" if one_month or this_quarter or when.grain == "week" else None
