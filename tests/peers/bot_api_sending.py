"""The methods with which a bot speaks: sending, editing, deleting, answering presses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.peers.bot_api_rules import (
    CALLBACK_TEXT,
    CAPTION,
    PHOTO,
    TEXT,
    UPLOAD,
    Args,
    Json,
    Upload,
    bad,
    keyboard,
    size,
)
from tests.peers.bot_api_state import DELETABLE, QUERY_LIVES, Chat, Message, State
from tests.peers.bot_api_text import formatted

Method = Callable[[State, Args], Any]

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8")
DOING = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
    *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}


def send_message(state: State, args: Args) -> Json:
    """sendMessage"""
    chat = state.chat(args.values.get("chat_id"))
    text, entities = formatted(args.text("text"), args.text("parse_mode"), args.object("entities"))
    if not text:
        raise bad("message text is empty")
    if size(text) > TEXT:
        raise bad("message is too long")
    return _send(state, args, chat, text=text, entities=entities)


def send_document(state: State, args: Args) -> Json:
    """sendDocument"""
    upload = args.upload("document")
    if isinstance(upload, Upload) and not upload.content:
        raise bad("file must be non-empty")
    if isinstance(upload, Upload) and len(upload.content) > UPLOAD:
        raise bad("file is too big")
    file_id, name, length = _kept(state, upload)
    document = {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_name": name, "file_size": length}
    return _send_media(state, args, {"document": document})


def send_photo(state: State, args: Args) -> Json:
    """sendPhoto"""
    upload = args.upload("photo")
    if isinstance(upload, Upload) and len(upload.content) > PHOTO:
        raise bad("file is too big")
    if isinstance(upload, Upload) and not upload.content.startswith(PICTURES):
        raise bad("IMAGE_PROCESS_FAILED")
    file_id, _, length = _kept(state, upload)
    photo = {"file_id": file_id, "file_unique_id": f"u-{file_id}", "width": 1280, "height": 960, "file_size": length}
    return _send_media(state, args, {"photo": [photo]})


def _kept(state: State, upload: Upload | str) -> tuple[str, str, int]:
    if isinstance(upload, Upload):
        return state.keep(upload.name, upload.content), upload.name, len(upload.content)
    if upload not in state.files:
        raise bad("wrong file identifier/HTTP URL specified")
    path, content = state.files[upload]
    return upload, path.rpartition("/")[2], len(content)


def _send_media(state: State, args: Args, media: Json) -> Json:
    chat = state.chat(args.values.get("chat_id"))
    text, entities = formatted(args.text("caption"), args.text("parse_mode"), args.object("caption_entities"))
    if size(text) > CAPTION:
        raise bad("message caption is too long")
    return _send(state, args, chat, text=text, entities=entities, media=media)


def _send(state: State, args: Args, chat: Chat, **content: Any) -> Json:
    markup = keyboard(args.object("reply_markup"), private=chat.private)
    chat.check_writable()
    thread = args.integer("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad("message thread not found")
    answers = _answered(chat, args)
    silent = args.boolean("disable_notification")
    message = state.add(chat, state.bot, markup=markup, thread=thread, answers=answers, silent=silent, **content)
    return message.to_json()


def _answered(chat: Chat, args: Args) -> Message | None:
    wanted = args.object("reply_parameters") or {}
    number = wanted.get("message_id")
    found = chat.messages.get(number) if number is not None else None
    if number is not None and found is None and not wanted.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return found


# ── editing ───────────────────────────────────────────────────────────────────────────────────────────────


def edit_text(state: State, args: Args) -> Json:
    """editMessageText"""
    message = _own(state, args, "edit")
    if message.media:
        raise bad("there is no text in the message to edit")
    text, entities = formatted(args.text("text"), args.text("parse_mode"), args.object("entities"))
    if not text:
        raise bad("message text is empty")
    if size(text) > TEXT:
        raise bad("MESSAGE_TOO_LONG")
    return _edit(state, args, message, text, entities)


def edit_caption(state: State, args: Args) -> Json:
    """editMessageCaption"""
    message = _own(state, args, "edit")
    if not message.media:
        raise bad("there is no caption in the message to edit")
    text, entities = formatted(args.text("caption"), args.text("parse_mode"), args.object("caption_entities"))
    if size(text) > CAPTION:
        raise bad("message caption is too long")
    return _edit(state, args, message, text, entities)


def edit_markup(state: State, args: Args) -> Json:
    """editMessageReplyMarkup"""
    message = _own(state, args, "edit")
    return _edit(state, args, message, message.text, message.entities)


def edit_media(state: State, args: Args) -> Json:
    """editMessageMedia"""
    message = _own(state, args, "edit")
    wanted = args.object("media") or {}
    kind = wanted.get("type")
    if kind not in ("photo", "document"):
        raise bad("unsupported media type")
    upload = Args({kind: wanted.get("media")}, args.files).upload(kind)
    file_id, name, length = _kept(state, upload)
    one = {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": length}
    media = (
        {"document": {**one, "file_name": name}}
        if kind == "document"
        else {"photo": [{**one, "width": 1280, "height": 960}]}
    )
    text, entities = formatted(wanted.get("caption") or "", wanted.get("parse_mode") or "")
    message.media = media
    return _edit(state, args, message, text, entities, always=True)


def delete(state: State, args: Args) -> bool:
    """deleteMessage"""
    message = _own(state, args, "delete")
    if (state.now() - message.date).total_seconds() > DELETABLE:
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    return True


def _own(state: State, args: Args, verb: str) -> Message:
    """The bot's message that a call names. Raises Refusal."""
    chat = state.chat(args.values.get("chat_id"))
    chat.check_writable()
    message = chat.messages.get(args.integer("message_id", 0) or 0)
    if message is None or message.deleted:
        raise bad(f"message to {verb} not found")
    if message.sender is not state.bot or (verb == "edit" and message.sealed):
        raise bad(f"message can't be {verb}{'ed' if verb == 'edit' else 'd'}")
    return message


def _edit(state: State, args: Args, message: Message, text: str, entities: list[Json], *, always: bool = False) -> Json:
    markup = keyboard(args.object("reply_markup"), private=message.chat.private, inline_only=True)
    if not always and (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad(SAME)
    message.text, message.entities, message.markup = text, entities, markup
    message.edited = state.now()
    message.said.append(text)
    return message.to_json()


# ── presses and gestures ──────────────────────────────────────────────────────────────────────────────────


def answer_query(state: State, args: Args) -> bool:
    """answerCallbackQuery: once, and soon."""
    query = state.queries.get(args.text("callback_query_id"))
    text = args.text("text")
    if size(text) > CALLBACK_TEXT:
        raise bad("MESSAGE_TOO_LONG")
    if query is None or query.answers or state.monotonic() - query.pressed_at > QUERY_LIVES:
        raise bad(TOO_OLD)
    query.answers.append(text)
    return True


def chat_action(state: State, args: Args) -> bool:
    """sendChatAction"""
    state.chat(args.values.get("chat_id")).check_writable()
    if args.text("action") not in DOING:
        raise bad("wrong parameter action in request")
    return True


METHODS: Mapping[str, Method] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendChatAction": chat_action,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "editMessageMedia": edit_media,
    "deleteMessage": delete,
    "answerCallbackQuery": answer_query,
}
SENDS = frozenset(one for one in METHODS if one.startswith("send") and one != "sendChatAction")
EDITS = frozenset(one for one in METHODS if one.startswith("edit"))
