"""The methods that are about the bot itself, its menus, its chats and its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.peers.bot_api_rules import DOWNLOAD, Args, Json, bad, commands, size
from tests.peers.bot_api_sending import Method
from tests.peers.bot_api_state import Chat, State

SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
WORDS = {"name": 64, "description": 512, "short_description": 120}

Menu = tuple[str, int | None, str]  # the scope, its chat, the language ("" is any)


class Profile:
    """What the bot has told of itself. `menus` holds the commands of each scope and language."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.menus: dict[Menu, list[Json]] = {}
        self.words: dict[tuple[str, str], str] = {}
        self.methods: Mapping[str, Method] = {
            "getMe": lambda state, _: me(state),
            "setMyCommands": self._set_commands,
            "getMyCommands": lambda _, args: self.menus.get(self._menu(args), []),
            "deleteMyCommands": self._delete_commands,
            "setMyName": lambda _, args: self._set_words("name", args),
            "setMyDescription": lambda _, args: self._set_words("description", args),
            "setMyShortDescription": lambda _, args: self._set_words("short_description", args),
            "setChatMenuButton": lambda *_: True,
            "getFile": get_file,
            "getChat": get_chat,
            "getChatMember": get_member,
            "leaveChat": leave_chat,
        }

    def menu(self, chat: Chat, language: str = "") -> list[str]:
        """The names of the commands that somebody is shown in a chat, the narrowest scope first."""
        kind = "all_private_chats" if chat.private else "all_group_chats"
        for scope in (("chat", chat.id), (kind, None), ("default", None)):
            for spoken in (language, "") if language else ("",):
                if (*scope, spoken) in self.menus:
                    return [one["command"] for one in self.menus[(*scope, spoken)]]
        return []

    def _menu(self, args: Args) -> Menu:
        scope = args.object("scope") or {"type": "default"}
        language = args.text("language_code")
        if language and not (len(language) == 2 and language.isascii() and language.islower()):
            raise bad("invalid language code specified")
        kind = scope.get("type")
        if kind in CHAT_SCOPES:
            chat = self._state.chat(scope.get("chat_id"))
            return kind, chat.id, language
        if kind not in SCOPES:
            raise bad("unsupported bot command scope specified")
        return kind, None, language

    def _set_commands(self, _: State, args: Args) -> bool:
        self.menus[self._menu(args)] = commands(args.object("commands"))
        return True

    def _delete_commands(self, _: State, args: Args) -> bool:
        self.menus.pop(self._menu(args), None)
        return True

    def _set_words(self, which: str, args: Args) -> bool:
        words = args.text(which)
        if size(words) > WORDS[which]:
            raise bad(f"bot {which.replace('_', ' ')} is too long")
        self.words[which, args.text("language_code")] = words
        return True


def me(state: State) -> Json:
    """getMe"""
    rights = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return {**state.bot.to_json(), **rights}


def get_file(state: State, args: Args) -> Json:
    """getFile"""
    file_id = args.text("file_id")
    if file_id not in state.files:
        raise bad("invalid file_id")
    path, content = state.files[file_id]
    if len(content) > DOWNLOAD:
        raise bad("file is too big")
    return {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": len(content), "file_path": path}


def get_chat(state: State, args: Args) -> Json:
    """getChat"""
    return state.chat(args.values.get("chat_id")).to_json()


def get_member(state: State, args: Args) -> Json:
    """getChatMember"""
    chat, user_id = state.chat(args.values.get("chat_id")), args.integer("user_id")
    known: dict[int, Any] = {one.user.id: one.user for one in state.chats.values() if one.user}
    if user_id not in known:
        raise bad("user not found")
    status = "member" if user_id in chat.members or chat.id == user_id else "left"
    return {"status": status, "user": known[user_id].to_json()}


def leave_chat(state: State, args: Args) -> bool:
    """leaveChat"""
    state.chat(args.values.get("chat_id")).reached = False
    return True
