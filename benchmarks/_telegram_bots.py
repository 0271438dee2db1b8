"""The two bots that `benchmarks/telegram.py` compares, each a process of its own.

    python -m benchmarks._telegram_bots duban|plain TOKEN BASE_URL FOLDER PEOPLE paced|unpaced store|reply

duban: the real assembly and channel, with PEOPLE liaisons bound to the accounts 1001 …
plain: what one writes from the library's first pages: an Application, a SQLModel row and a commit for each update; with
`reply` it answers. It prints the number of updates that it has stored.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

FIRST = 1001  # the number of the first person


async def duban(token: str, base_url: str, folder: Path, people: int, paced: bool) -> None:
    """Run until killed."""
    from app.assembly import PACES, Duban, at_work
    from app.settings import PROJECT
    from bot.channels.telegram import Telegram
    from bot.channels.telegram_menus import KEPT, VERSION
    from domain.people import Membership, Role
    from scheduler.clock import SystemClock
    from storage import people as known
    from storage import settings
    from storage.files import Files

    telegram = Telegram(token, base_url=base_url)
    clock = SystemClock()

    async def prepare(office: Duban) -> None:
        async with office.database.write() as tx:
            for number in range(FIRST, FIRST + people):
                account = await known.meet(tx, "telegram", str(number), None)
                if account.person_id is None:
                    role = Membership(Role.LIAISON, office.plan.departments[number % 8].name)
                    person = await known.add(tx, f"person {number}", (role,), clock.now())
                    await known.bind(tx, account.id, person, clock.now())
                    await settings.write(tx, f"{KEPT}{number}", {"menu": f"{VERSION} zh liaison"})  # set long ago
        await telegram.prepare(office)

    url, readers = f"sqlite:///{folder / 'duban.db'}", {"telegram": telegram.read}
    plan, paces = PROJECT / "data" / "plan.json", PACES if paced else {}
    files = Files(folder / "files")
    async with at_work(url, plan, clock, [telegram], readers, files, prepare=prepare, paces=paces, beating=False):
        await telegram.run()


def plain(token: str, base_url: str, folder: Path, replies: bool) -> None:
    """Run until killed."""
    from sqlmodel import Field, Session, SQLModel, create_engine
    from telegram import Update
    from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

    class Note(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        update_id: int = Field(unique=True)
        chat: int
        text: str

    engine = create_engine(f"sqlite:///{folder / 'plain.db'}")
    SQLModel.metadata.create_all(engine)
    stored = 0

    async def heard(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal stored
        assert update.message
        assert update.effective_chat
        with Session(engine) as session:
            note = Note(update_id=update.update_id, chat=update.effective_chat.id, text=update.message.text or "")
            session.add(note)
            session.commit()
        stored += 1
        sys.stdout.write(f"{stored}\n")
        sys.stdout.flush()
        if replies:
            await update.message.reply_text("stored")

    app = ApplicationBuilder().token(token).base_url(base_url).build()
    app.add_handler(MessageHandler(filters.TEXT, heard))
    app.run_polling()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    which, token, base_url, folder, people, pace, mode = sys.argv[1:]
    if which == "duban":
        asyncio.run(duban(token, base_url, Path(folder), int(people), pace == "paced"))
    else:
        plain(token, base_url, Path(folder), mode == "reply")
