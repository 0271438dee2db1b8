"""Lists without a table: numbered paragraphs and sentences that name who leads, in a bracket or behind 责任单位：.

（一）促进就业。城镇新增就业5万人。（牵头单位：市人社局；配合单位：各区）
2. 建成停车场2处（区住建局），改造公厕5座（区城管局）。
三、新增学位  ⏎  目标任务：新增学位5000个。  ⏎  责任单位：区教育局  ⏎  完成时限：12月底前
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.listed import Notice, Place
from language.plan.columns import Column
from language.plan.dues import Manner, due_of
from language.plan.entries import Entry, Part, Read
from language.plan.lexicon import Role
from language.plan.offices import balanced, is_office, parties

_LABEL = re.compile(
    r"^\s*(?P<label>第?[一二三四五六七八九十百]{1,4}[、.．条]|[（(][一二三四五六七八九十百]{1,4}[)）][、.．]?|[（(]?\d{1,3}(?:[.．\-]\d{1,2}){0,3}[)）]?(?:[、.．]|(?=[^\d.．%，,]))|[①-⑳]|第[一二三四五六七八九十百\d]+[项件])\s*"
)
_WHO = r"(?:牵头|责任|主办|承办|配合|协办|协助|实施|落实|参与|参加|主管|负责|主责|完成)"
_BRACKET = re.compile(r"[（(](?P<who>(?:[^（）()]|[（(][^（）()]*[)）])*)[)）]")
_SAYS_WHO = re.compile(
    rf"^(?:市|区|县)?{_WHO}(?:责任|落实|实施|部门|单位|和|及|配合|时限)*[:：]|(?:牵头|负责|落实|配合)(?:落实|实施)?$"
)
_TAIL = re.compile(
    rf"(?:^|(?<=[。；;\s]))\s*(?P<who>(?:市|区|县)?{_WHO}(?:责任|落实|实施|部门|单位|和|及|配合)*[:：].*)$", re.DOTALL
)
_BY = re.compile(
    r"(?:^|(?<=[。；;，,]))\s*(?P<who>由[^。；;]{2,100}?(?:牵头|负责)[^。；;]*)[。；;]?\s*$"
)  # 由市发改委牵头，各区配合。
_LINE = re.compile(
    r"^\s*[（(【\[]?(?P<what>(?:市|区|县)?(?:牵头|责任|主办|承办|配合|协办|协助|参与|参加|实施|落实)(?:责任|落实|实施|部门|单位|和|及|配合|领导|人)*|(?:完成|办结)?(?:时限|时间|期限|时间节点)|(?:工作|年度|主要|任务|具体)?目标(?:任务)?|(?:工作|主要|具体)?(?:任务|内容|措施|举措)|主要(?:工作|内容)|分管领导|进展情况|完成情况)[】\]]?[:：]\s*(?P<says>.*)$",
    re.DOTALL,
)
_DUE = re.compile(r"[；;，,。]?\s*(?:完成|办结)?(?:时限|时间|期限|时间节点|时间要求)[:：]\s*(?P<due>[^；;。（）()]+)")
_STOP = re.compile(r"[。；;！\n]")
_SHORT = 36
_HEADING = 24


@dataclass(slots=True)
class _Piece:
    """A stretch of text and what is said of who leads it."""

    text: str
    who: str


def read_paragraphs(lines: Sequence[str], into: Read) -> None:
    """Add the entries of a list without a table. What stands before the first is its heading."""
    current: Entry | None = None
    heading, label = "", ""
    body: list[str] = []
    held: tuple[str, str, list[str], str] | None = None
    held_at = Place()
    section: tuple[str, str, list[str], str] | None = None
    for at, paragraph in _paragraphs(lines):
        place = Place(row=at)
        said = _LINE.match(paragraph)
        if said and current is None and (heading or body):
            current = _begin(label, heading, body, place, into)
            heading, body = "", []
        if said and current is not None:
            _add_line(current, said["what"], said["says"])
            continue
        found = _LABEL.match(paragraph)
        text = paragraph[found.end() :].strip() if found else paragraph.strip()
        own = _bare(found["label"]) if found else ""
        pieces = _pieces(text)
        if held is not None and (own[:1].isdigit() and not any(piece.who for piece in pieces)):
            section = held  # 一、农业工作（牵头单位：县农业农村局）: it leads what is numbered below
        elif held is not None:
            current = _entry(*held, place=held_at, into=into)
        held = None
        if found and _is_section(own, pieces):
            held, held_at, section = (own, "", [pieces[0].text], pieces[0].who), place, None
            current, heading, label, body = None, "", "", []
            continue
        if found and not own[:1].isdigit():
            section = None
        if section is not None and found and not any(piece.who for piece in pieces):
            pieces = [_Piece(text, section[3])]
        if any(piece.who for piece in pieces):
            title = "" if found else heading
            begun = own or label
            for piece in pieces:
                if piece.who:
                    current = _entry(
                        begun, title, [*body, piece.text] if not found else [piece.text], piece.who, place, into
                    )
                    begun, title, body = "", "", []
                elif current is not None and len(piece.text) > 6 and piece.text.strip("。；;"):
                    current.parts[-1].contents.append((Column(-1, Role.CONTENT, ""), piece.text))
            heading, label, body = "", "", []
            current = current if _says_nothing_more(pieces) else None
            continue
        if found:
            current, heading, label, body = None, text, own, []
            if len(text) > _SHORT or text.count("。") > 1:
                heading, body = _first_sentence(text), [text]
        elif current is not None and current.parts and not current.leads:
            current.parts[-1].contents.append((Column(-1, Role.CONTENT, ""), text))
        else:
            current = None
            if heading or label:
                body.append(text)
        if not into.entries and not (found or heading or label):
            into.body_begins = at + 1
    if held is not None:
        _entry(*held, place=held_at, into=into)
    into.entries = [one for one in into.entries if one.leads or one.parts[0].contents]
    led = sum(bool(one.leads) for one in into.entries)
    if led * 2 < len(into.entries) or not led:
        into.entries = [one for one in into.entries if one.leads]
    if not into.entries:
        into.body_begins = len(lines)


def _is_section(label: str, pieces: Sequence[_Piece]) -> bool:
    """A short heading of Chinese number that names who leads: it may lead all that is numbered below it."""
    short = len(pieces) == 1 and bool(pieces[0].who) and len(pieces[0].text) <= _HEADING
    return short and not label[:1].isdigit() and not re.search(r"[，。；\d]", pieces[0].text)


def _paragraphs(lines: Sequence[str]) -> list[tuple[int, str]]:
    """(line, paragraph): a line that ends in the middle of a sentence goes on with the next one."""
    result: list[tuple[int, str]] = []
    open_ = False
    for at, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            open_ = False
            continue
        if open_ and result and not _LABEL.match(text) and not _LINE.match(text):
            result[-1] = (result[-1][0], result[-1][1] + text)
        else:
            result.append((at, text))
        last = result[-1][1]
        brackets = last.count("（") + last.count("(") > last.count("）") + last.count(")")
        open_ = brackets or (len(text) > 20 and text[-1] not in "。；;！：:）)”")
    return result


def _bare(label: str) -> str:
    return re.sub(r"[、.．\s]+$", "", label)


def _pieces(text: str) -> list[_Piece]:
    """The stretches of a paragraph, each up to the bracket that says who leads it."""
    pieces: list[_Piece] = []
    start = 0
    for bracket in _BRACKET.finditer(text):
        who = bracket["who"].strip()
        if not _is_who(who):
            continue
        before = text[start : bracket.start()]
        after = re.match(r"[。；;，,、]*", text[bracket.end() :])
        end = bracket.end() + (after.end() if after else 0)
        if not before.strip(" 。；;，,、") and pieces:
            pieces[-1].who += f"；{who}"  # （牵头单位：甲）（配合单位：乙）
        else:
            mark = text[bracket.end() : bracket.end() + 1]
            pieces.append(_Piece(before.strip() + (mark if mark in "。；" and mark else ""), who))
        start = end
    rest = text[start:]
    tail = _TAIL.search(rest) or _BY.search(rest)
    if tail:
        pieces.append(_Piece(rest[: tail.start()].strip(), tail["who"].strip(" 。")))
    elif rest.strip():
        pieces.append(_Piece(rest.strip(), ""))
    return pieces


def _is_who(words: str) -> bool:
    if _SAYS_WHO.search(words):
        return True
    words = _without_time(words)[0]
    if _SAYS_WHO.search(words):
        return True
    names = [one for one in re.split(r"[、，,；;]", words) if one.strip()]
    return (
        bool(names)
        and all(is_office(re.sub(r"等$", "", one.strip())) and len(one) >= 3 for one in names[:3])
        and not re.search(r"\d|含|包括|其中|即", words)
    )


def _without_time(who: str) -> tuple[str, str]:
    """区民政局，9月底前 -> the names, the time."""
    found = re.search(r"^(?P<head>.*)[，,；;](?P<last>[^，,；;]+)$", who, re.DOTALL)
    head, last = (found["head"], found["last"]) if found else ("", "")
    if head and due_of(last, 2000, None).manner in (Manner.DAY, Manner.LASTING) and not is_office(last):
        return head, last.strip()
    return who, ""


def _says_nothing_more(pieces: Sequence[_Piece]) -> bool:
    return len(pieces) == 1 or not pieces[-1].who


def _first_sentence(text: str) -> str:
    return _STOP.split(text.strip(), maxsplit=1)[0].strip()


def _begin(label: str, heading: str, body: Sequence[str], place: Place, into: Read) -> Entry:
    contents = [(Column(-1, Role.CONTENT, ""), one) for one in body]
    entry = Entry(place, label, heading.rstrip("。：:"), (), (), False, [Part(place, contents=contents)])
    into.entries.append(entry)
    return entry


def _entry(label: str, title: str, texts: Sequence[str], who: str, place: Place, into: Read) -> Entry:
    due = _DUE.search(who)
    who, time = (_DUE.sub("", who), due["due"].strip()) if due else _without_time(who)
    found = parties(who)
    contents = [text for text in texts if text.strip(" 。；;，,")]
    own = title.rstrip("。：:")
    if not own and contents:
        first = _first_sentence(contents[0])
        rest = contents[0][len(first) :].strip("。；; ")
        if rest and len(first) <= _SHORT:
            own = first
    part = Part(place, contents=[(Column(-1, Role.CONTENT, ""), text) for text in contents])
    if time:
        part.due, part.due_heading = time, "时限"
    leads, supporting = found.leads, found.supporting
    if not leads and supporting:
        into.notices.append(Notice("lead_only_supports", place, facts={"words": who[:40]}))
    entry = Entry(place, label, own, leads, supporting, found.open_ended, [part])
    entry.notes += [("", one) for one in found.people]
    into.entries.append(entry)
    return entry


def _add_line(entry: Entry, what: str, says: str) -> None:
    """责任单位：区教育局, on a line of its own."""
    part = entry.parts[-1]
    if re.search(r"领导|责任人|负责人", what):
        entry.notes.append((what, says))
    elif re.search(r"时限|时间|期限|节点", what):
        part.due, part.due_heading = says.strip("。；; ）)"), what
    elif "情况" in what:
        part.status.append((Column(-1, Role.STATUS, what), says))
    elif re.search(r"目标|任务|内容|措施|举措|工作", what) and "单位" not in what and "部门" not in what:
        part.contents.append((Column(-1, Role.CONTENT, what), says))
    else:
        due = _DUE.search(says)
        if due:
            part.due, part.due_heading = due["due"].strip(), "时限"
        found = parties(balanced(_DUE.sub("", f"{what}：{says}").strip()))
        entry.open_ended |= found.open_ended
        leads = entry.leads or found.leads
        others = found.supporting if leads == found.leads else (*found.leads, *found.supporting)
        entry.leads = leads
        entry.supporting = tuple(dict.fromkeys((*entry.supporting, *(one for one in others if one not in leads))))
