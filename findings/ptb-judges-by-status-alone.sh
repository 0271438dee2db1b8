#!/usr/bin/env bash
# python-telegram-bot 22.8: what answers in Telegram's place is taken for Telegram.
#
# Seen with 22.8 over its default httpx (0.28): a page of HTML with status 403 raises Forbidden (as for a bot that was
# blocked), one with 401 raises InvalidToken; a 200 with JSON {"ok": false} escapes as a KeyError, which is no
# TelegramError, and a 200 with a page as a bare TelegramError. Whoever marks contacts on Forbidden does so when a
# firewall answers. Output seen:
#   403 html -> Forbidden | 401 html -> InvalidToken | 200 ok:false -> KeyError | 200 html -> TelegramError
# Fails when that changes. Only this machine's loopback is spoken to; pip fetches the library.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-telegram-bot==22.8" "httpx==0.28.1"
"$folder/venv/bin/python" - <<'PY'
import asyncio, logging, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from telegram import Bot

logging.disable(logging.CRITICAL)
PAGE = b"<html>Please log in</html>"
CASES = {
    "403 html": (403, PAGE),
    "401 html": (401, PAGE),
    "200 ok:false": (200, b'{"ok": false}'),
    "200 html": (200, PAGE),
}
EXPECTED = "403 html -> Forbidden | 401 html -> InvalidToken | 200 ok:false -> KeyError | 200 html -> TelegramError"
now = []

class Portal(BaseHTTPRequestHandler):
    def do_POST(self):
        status, body = now[-1]
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = HTTPServer(("127.0.0.1", 0), Portal)
threading.Thread(target=server.serve_forever, daemon=True).start()

async def main() -> str:
    bot = Bot("1:x", base_url=f"http://127.0.0.1:{server.server_port}/bot")
    await bot._request[1].initialize()
    seen = []
    for name, what in CASES.items():
        now.append(what)
        try:
            await bot.send_message(1, "hello")
            seen.append(f"{name} -> sent")
        except Exception as error:
            seen.append(f"{name} -> {type(error).__name__}")
    await bot._request[1].shutdown()
    return " | ".join(seen)

told = asyncio.run(main())
print(told)
raise SystemExit(0 if told == EXPECTED else 1)
PY
