// Asking the server and hearing from it.

import { language, word } from "./words.js";

const HEADERS = { "X-Duban": "1", "Accept-Language": language };

/** What went wrong, as a sentence that may be shown. `unreachable`: nobody answered, so nothing is known. */
export class Failure extends Error {
  constructor(sentence, { unreachable = false } = {}) {
    super(sentence);
    this.unreachable = unreachable;
  }
}

export const ask = (path, query = {}) => request(`${path}?${new URLSearchParams(query)}`);

export const tell = (path, body) =>
  request(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

export const send = (path, query, file) =>
  request(`${path}?${new URLSearchParams(query)}`, {
    method: "POST",
    body: file,
    headers: { "Content-Type": file.type || "application/octet-stream" },
  });

async function request(path, options = {}) {
  let answer, body;
  try {
    answer = await fetch(path, { ...options, headers: { ...HEADERS, ...options.headers }, cache: "no-store" });
    body = await answer.json();
  } catch {
    throw new Failure(word("error_unreachable"), { unreachable: true });
  }
  if (!answer.ok) throw new Failure(body.error ?? word("error_inside"));
  return body;
}

/**
 * Keep one EventSource open for good. `on(event)` gets every event; the first of a connection is {type: "hello"},
 * which says: ask for everything you may have missed. `connected(true | false)` tells whether we hear the server.
 */
export function listen(on, connected) {
  let source, retry;
  const open = () => {
    clearTimeout(retry);
    source?.close();
    source = new EventSource("/api/events");
    source.onmessage = (message) => {
      const event = JSON.parse(message.data);
      if (event.type === "hello") connected(true);
      on(event);
    };
    source.onerror = () => {
      connected(false);
      // The browser comes back by itself after a broken line, but gives up after an answer that is no stream.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, 1500);
    };
  };
  // A browser keeps six connections to a server: tabs that nobody looks at give theirs back. It also means that a
  // machine that slept begins with a fresh line.
  const follow = () => {
    if (!document.hidden) return open();
    clearTimeout(retry);
    source.close();
  };
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("online", follow);
  window.addEventListener("pageshow", (event) => event.persisted && follow());
  open();
}
