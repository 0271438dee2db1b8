"""The process that the tests run and kill: a real `duban run` on Telegram or WeCom, one fork for each life.

    python -m tests.channels.telegram_child     says "ready" once everything is imported, then obeys its stdin:
    go --as-of 2022-10-21T09:00+08:00           says "pid 123": a fork that is `duban run` with these options;
                                                says "end -9" when that is over

Importing takes longer than a process is left to live; a fork has imported everything already.
"""

from __future__ import annotations

import os
import sys

from app import assembly as _assembly  # noqa: F401  what `duban run` would import only now
from app import cli
from bot.channels import telegram as _telegram  # noqa: F401
from bot.channels.wecom import channel as _wecom  # noqa: F401
from web import server as _server  # noqa: F401
from web import webhooks as _webhooks  # noqa: F401


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """One life after another, until stdin ends."""
    say("ready")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            sys.argv = ["duban", "run", "--port", "0", "--no-browser", *line.split()[1:]]
            cli.main()
            return
        say(f"pid {pid}")
        _, status = os.waitpid(pid, 0)
        say(f"end {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
