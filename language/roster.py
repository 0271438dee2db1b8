"""A roster (花名册) as an office keeps it: who answers for which department, in which role, A or B.

One person a row with columns for name, department and role; or one department a row with a column for each role
(责任领导, 联络员（A角）, B角). Telephone numbers stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.grids import Document, Row, Table
from domain.listed import Notice, Place, Roster, RosterLine
from domain.people import OF_A_DEPARTMENT, Membership, Role
from domain.plan import Plan
from language.names import Vocabulary
from language.plan.layouts import table_of_lines

_NAME = re.compile(r"^(?:姓名|名字|人员|人员姓名|name)$", re.IGNORECASE)
_DEPARTMENT = re.compile(r"单位|部门|所属|department", re.IGNORECASE)
_ROLE = re.compile(r"^(?:角色|身份|职责|类型|岗位|role)$", re.IGNORECASE)
_BACKUP = re.compile(r"^(?:[AaＡ][/／、]?[BbＢ]角?|主备|角别|backup)$", re.IGNORECASE)
_PHONE = re.compile(r"电话|手机|联系方式|号码|phone|mobile", re.IGNORECASE)
_ROLES = (
    (Role.ADMIN, re.compile(r"管理员|admin", re.IGNORECASE)),
    (Role.COORDINATOR, re.compile(r"统筹|督办|督查|coordinator", re.IGNORECASE)),
    (Role.HEAD, re.compile(r"领导|负责人|局长|主任|head", re.IGNORECASE)),
    (Role.LIAISON, re.compile(r"联络|经办|承办|联系人|[AB]角|liaison", re.IGNORECASE)),
)
_IS_BACKUP = re.compile(r"[BbＢ]角|^[BbＢ]$|备|副")
_PERSON = re.compile(r"[一-鿿·]{2,6}|[A-Za-z][A-Za-z .'-]{1,30}")
_OF_GROUP = re.compile(r"[（(:：—–-]+(?P<member>[^（()）:：]{2,30})[)）]?")
_MOST = 2000


@dataclass(frozen=True, slots=True)
class _Columns:
    name: int
    department: int
    role: int
    backup: int
    phone: int
    people: tuple[tuple[int, Role, bool], ...]  # a column for each role


_NAMED = re.compile(r"花名册|名册|名单|通讯录|联络[员表]|人员|roster|contacts", re.IGNORECASE)
_OF_TASKS = re.compile(r"任务|项目|事项|目标|内容|举措|措施|指标")


def is_roster(document: Document, name: str = "") -> bool:
    """Whether a document lists people and not tasks: a column of names, or of people by role, and none of tasks; where
    both fit, the file's `name` decides."""
    for table in _tables(document):
        for row in table.rows[:15]:
            columns = _columns(row)
            if columns is None:
                continue
            tasks = any(_OF_TASKS.search(cell.text) for at, cell in enumerate(row.cells) if at != columns.department)
            return bool(_NAMED.search(name)) or not tasks
    return False


def read_roster(document: Document, plan: Plan) -> Roster:
    """The people of a roster; departments are those of the plan, by full name, alias or a shortening. Never raises."""
    people: list[RosterLine] = []
    names = Vocabulary.of(plan)
    faults: list[Notice] = []
    found = False
    for table in _tables(document):
        rows = list(table.rows)
        at = next((at for at, row in enumerate(rows[:15]) if _columns(row)), None)
        columns = _columns(rows[at]) if at is not None else None
        if at is None or columns is None:
            continue
        found = True
        department = ""
        for row in rows[at + 1 :]:
            if not any(cell.text for cell in row.cells) or _columns(row):
                continue
            place = Place(table.name, table.number, row.place)
            department = _bare(row.text(columns.department)) or department
            for name, role, backup, phone in _entries(row, columns):
                _add(name, department, role, backup, phone, place, plan, names, people, faults)
    if not found:
        faults.append(Notice("roster_no_header", fault=True))
    return Roster(tuple(dict.fromkeys(people))[:_MOST], tuple(faults))


def _tables(document: Document) -> Iterator[Table]:
    for part in document.parts:
        if isinstance(part, Table):
            yield part
        else:
            yield table_of_lines(part)


def _columns(row: Row) -> _Columns | None:
    words = [_bare(cell.text) for cell in row.cells]
    if sum(bool(word) for word in words) < 2 or any(len(word) > 16 for word in words):
        return None

    def first(pattern: re.Pattern[str]) -> int:
        return next((at for at, word in enumerate(words) if pattern.search(word)), -1)

    name, department = first(_NAME), first(_DEPARTMENT)
    if department < 0:
        return None
    people = tuple(
        (at, role, bool(_IS_BACKUP.search(word)))
        for at, word in enumerate(words)
        if name < 0 and at != department and not _PHONE.search(word)
        for role in [next((role for role, pattern in _ROLES if pattern.search(word)), None)]
        if role is not None
    )
    if name < 0 and not people:
        return None
    return _Columns(name, department, first(_ROLE), first(_BACKUP), first(_PHONE), people)


def _entries(row: Row, columns: _Columns) -> Iterator[tuple[str, str, bool, str]]:
    if columns.name >= 0:
        backup = bool(_IS_BACKUP.search(_bare(row.text(columns.backup)))) if columns.backup >= 0 else False
        role = row.text(columns.role) if columns.role >= 0 else ""
        backup = backup or bool(re.search(r"[BbＢ]角|备份", role))
        yield _bare(row.text(columns.name)), role, backup, row.text(columns.phone).strip()
        return
    for at, role_of, backup in columns.people:
        beside = row.text(at + 1).strip()
        phone = beside if re.fullmatch(r"[\d\s+()（）-]{5,20}", beside) else ""
        for name in re.split(r"[、，,\s]+", row.text(at)):
            if name:
                yield _bare(name), role_of.value, backup, phone


def _add(
    name: str,
    department: str,
    role: str,
    backup: bool,
    phone: str,
    place: Place,
    plan: Plan,
    names: Vocabulary,
    people: list[RosterLine],
    faults: list[Notice],
) -> None:
    if not _PERSON.fullmatch(name):
        faults.append(Notice("roster_no_name", place, facts={"words": name[:20]}, fault=True))
        return
    meant = next((one for one, pattern in _ROLES if pattern.search(role)), None if role.strip() else Role.LIAISON)
    if meant is None:
        faults.append(Notice("roster_no_role", place, facts={"name": name, "words": role[:20]}, fault=True))
        return
    if meant not in OF_A_DEPARTMENT:
        people.append(RosterLine(name, Membership(meant), phone, place))
        return
    member = _member(department, plan)
    if member is not None:
        group, called = member
        people.append(
            RosterLine(name, Membership(meant, called, backup and meant is Role.LIAISON), phone, place, group)
        )
        return
    known = _department(department, names)
    if known is None:
        facts = {"name": name, "words": department[:20]}
        faults.append(Notice("roster_no_department", place, facts=facts, fault=True))
        return
    people.append(RosterLine(name, Membership(meant, known, backup and meant is Role.LIAISON), phone, place))


def _member(words: str, plan: Plan) -> tuple[str, str] | None:
    """各高校（北师大珠海校区）, 各高校-北师大珠海校区: (the group, its member)."""
    for one in plan.departments:
        rest = words.removeprefix(one.name)
        said = _OF_GROUP.fullmatch(rest) if one.kind == "group" and rest != words else None
        if said is not None:
            return one.name, said["member"]
    return None


def _department(words: str, names: Vocabulary) -> str | None:
    """The department that those words are sure to mean: by full name, alias or a shortening that fits no other."""
    found = names.department(words) if words else ()
    return found[0] if len(found) == 1 else None


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
