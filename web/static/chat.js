// The page: who one is, what was said, and keeping both true to the server.
//
// Events only nudge. What is shown comes from /api/world and /api/messages, asked again after a nudge, after an
// own action and after every reconnection; messages are put in place by `id` and replaced when their `seq` grew.

import { setClock, showProgress, wireClock } from "./clock.js";
import { draw, drawPending, drawTime } from "./messages.js";
import { closePanels, wirePanels } from "./panels.js";
import { ask, Failure, listen, send as sendFile, tell } from "./server.js";
import { byId, make, suggestions, word } from "./words.js";

const ROLES = ["liaison", "head", "coordinator", "admin", "stranger"];
const PAUSE = 5 * 60_000; // ms between two messages after which a time is shown
const POLL = 30_000; // ms; the clock and the unread marks stay right even without a stream
const NEAR = 80; // px from the end that still count as being at the end

let world = null;
let persona = null; // its id
let seen = 0; // the highest seq that is shown
let shown = new Map(); // id -> {message, element}
let pending = new Map(); // client_id -> {element, fail}
let pinned = true; // at the end of the chat, where new messages appear
let told = 0; // the highest seq that the server was told is read
const drafts = new Map(); // persona -> text not sent yet

const [scroller, log, say] = [byId("scroll"), byId("log"), byId("say")];

// --- keeping up with the server ---------------------------------------------------------------------------------

/** A call while `work` runs gets the one run that follows it: what it asks for may be newer than what is on its way. */
function folded(work) {
  let [running, next] = [null, null];
  return function call() {
    if (!running) return (running = work().catch(complain).finally(() => (running = null)));
    next ??= running.then(() => {
      next = null;
      return call();
    });
    return next;
  };
}

const refreshWorld = folded(async () => {
  const fresh = await ask("/api/world");
  const begunAgain = world && world.epoch !== fresh.epoch;
  const behind = world && world.seq !== fresh.seq;
  world = fresh;
  setClock(world.now, world.rate);
  byId("board").hidden = !world.board;
  if (world.board) byId("board").href = world.board;
  drawPersonas();
  const wanted = hash();
  const known = (id) => world.personas.some((one) => one.id === id);
  const next = known(wanted) ? wanted : known(persona) ? persona : world.personas[0]?.id;
  if (next !== persona || begunAgain) become(next);
  else {
    drawHead();
    markRead();
    if (behind) refreshMessages();
  }
});

const refreshMessages = folded(async () => {
  const [who, from] = [persona, seen];
  if (who === null) return;
  const fresh = await ask("/api/messages", { persona: who, after: from });
  if (who !== persona) return; // becoming somebody else has asked anew
  const first = log.ariaBusy === "true";
  let news = false;
  for (const message of fresh) news = place(message, first) || news;
  drawTimes();
  log.ariaBusy = "false";
  byId("empty").hidden = shown.size + pending.size > 0;
  if (pinned) toEnd();
  else if (news) byId("pill").hidden = false;
  markRead();
});

const refresh = () => Promise.all([refreshWorld(), refreshMessages()]);

function complain(failure) {
  if (!(failure instanceof Failure)) reportError(failure);
  else if (!failure.unreachable) notice(failure.message); // the line above the chat tells that nobody answers
}

function hash() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // somebody typed half an escape
  }
}

/** Become a persona: an empty chat, filled from the server. */
function become(id) {
  const unsent = [...pending.values()].filter((bubble) => bubble.failed).map((bubble) => bubble.text);
  if (persona !== null) drafts.set(persona, [...unsent, say.value].join("\n").trim());
  [persona, seen, told, shown, pending, pinned] = [id, 0, 0, new Map(), new Map(), true];
  log.ariaBusy = "true";
  log.replaceChildren();
  say.value = drafts.get(id) ?? "";
  grow();
  byId("pill").hidden = byId("notice").hidden = byId("empty").hidden = true;
  if (hash() !== id) history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  drawPersonas();
  byId("personas").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  drawHead();
  drawSuggestions();
  refreshMessages();
}

// --- messages -----------------------------------------------------------------------------------------------

/** Put a message where it belongs; returns whether it is new and from the bot. */
function place(message, quietly) {
  seen = Math.max(seen, message.seq);
  const old = shown.get(message.id);
  if (old && old.message.seq >= message.seq) return false;
  const element = draw(message, press);
  if (old) {
    const focused = old.element.contains(document.activeElement);
    old.element.replaceWith(element);
    if (focused) (element.querySelector(".choices button") ?? element).focus({ preventScroll: true });
    element.classList.add("flash");
  } else {
    pending.get(message.client_id)?.element.remove();
    pending.delete(message.client_id);
    let before = log.lastElementChild;
    while (before && !(Number(before.dataset.id) < message.id)) before = before.previousElementSibling;
    if (before) before.after(element);
    else log.prepend(element);
    if (!quietly) element.classList.add("fresh");
  }
  shown.set(message.id, { message, element });
  return !old && message.side === "bot";
}

/** Times between messages; only what differs is touched, for each addition is read out. */
function drawTimes() {
  let [day, last] = ["", -Infinity];
  for (const element of log.querySelectorAll(".message[data-id]")) {
    const { message } = shown.get(Number(element.dataset.id));
    const at = Date.parse(message.at);
    const newDay = message.day_text !== day;
    const text = newDay ? `${message.day_text} ${message.at_text}` : at - last >= PAUSE ? message.at_text : "";
    const line = element.previousElementSibling?.matches(".when") ? element.previousElementSibling : null;
    if (line?.textContent !== text) {
      line?.remove();
      if (text) element.before(drawTime(text));
    }
    [day, last] = [message.day_text, at];
  }
}

async function press(message, choice, button) {
  const grid = button.parentElement;
  if (grid.ariaBusy === "true") return;
  grid.ariaBusy = "true";
  button.classList.add("pressed");
  const others = [...grid.children].filter((other) => other !== button);
  for (const other of others) other.disabled = true;
  const client_id = newId();
  try {
    await tell("/api/press", { persona, message: message.id, key: choice.key, client_id });
    await refreshMessages();
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    notice(failure.message);
    refresh();
  } finally {
    // Where the card was edited this grid is gone; where it was not, it can be used again.
    grid.ariaBusy = "false";
    button.classList.remove("pressed");
    for (const other of others) other.disabled = false;
  }
}

function send(text) {
  const who = persona;
  const client_id = newId();
  deliver(client_id, text, () => tell("/api/say", { persona: who, text, client_id }));
}

function attach(file) {
  const who = persona;
  const client_id = newId();
  deliver(client_id, file.name, () => sendFile("/api/send", { persona: who, name: file.name, client_id }, file));
}

/** Show what was said at once, send it, and let the real message take its place. The same id goes with a retry. */
async function deliver(client_id, text, request) {
  const who = persona;
  const bubble = { text, failed: false, ...drawPending(text, () => attempt()) };
  pending.set(client_id, bubble);
  log.append(bubble.element);
  byId("empty").hidden = true;
  toEnd();
  await attempt();

  async function attempt() {
    bubble.failed = false;
    try {
      await request();
      if (who !== persona) return;
      await refreshMessages();
      bubble.element.remove(); // a world that does not hand the id back: the message itself is there now
      pending.delete(client_id);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      bubble.failed = true;
      bubble.fail();
      if (who === persona) notice(failure.message);
    }
  }
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- where one is in the chat -------------------------------------------------------------------------------------

function toEnd() {
  pinned = true;
  scroller.scrollTop = scroller.scrollHeight;
  byId("pill").hidden = true;
}

/** Tell the server what was seen: only what is on the screen of a page that is looked at. */
function markRead() {
  const unread = world?.personas.find((one) => one.id === persona)?.unread ?? 0;
  if (document.hidden || !pinned || seen <= told || unread === 0) return;
  told = seen;
  tell("/api/read", { persona, seq: seen }).then(refreshWorld).catch(complain);
}

// --- people -------------------------------------------------------------------------------------------------------

function drawPersonas() {
  const wanted = byId("search").value.trim().toLowerCase();
  const found = world.personas.filter((one) => `${one.name} ${one.title}`.toLowerCase().includes(wanted));
  const place = byId("personas");
  const top = place.scrollTop;
  const focused = document.activeElement?.dataset.persona;
  place.replaceChildren();
  for (const role of ROLES) {
    const people = found.filter((one) => one.role === role);
    if (!people.length) continue;
    const head = make("h3", "", { id: `role-${role}` }, `${word(`role_${role}`)}`);
    const list = make("ul", "", {}, ...people.map((one) => make("li", "", {}, personaButton(one))));
    list.setAttribute("aria-labelledby", head.id);
    place.append(head, list);
  }
  place.scrollTop = top;
  if (focused) [...place.querySelectorAll("button")].find((one) => one.dataset.persona === focused)?.focus();
  byId("no-match").hidden = found.length > 0;
  const total = world.personas.reduce((sum, one) => sum + one.unread, 0);
  const elsewhere = total - (world.personas.find((one) => one.id === persona)?.unread ?? 0);
  byId("total").hidden = elsewhere === 0;
  byId("total").textContent = count(elsewhere);
  const name = world.personas.find((one) => one.id === persona)?.name ?? "";
  document.title = `${total ? `(${count(total)}) ` : ""}${name ? `${name} · ` : ""}${word("title")}`;
}

function personaButton(one) {
  const badge = one.unread ? make("span", "badge", {}, count(one.unread)) : null;
  if (badge) badge.append(make("span", "unseen", {}, ` ${word("unread", { count: one.unread })}`));
  const button = make(
    "button",
    "",
    { type: "button", title: `${one.name} · ${one.title}` },
    make("span", `face-of ${one.role}`, { ariaHidden: "true" }, [...one.name][0] ?? ""),
    make(
      "span",
      "",
      {},
      make("span", "who-is", {}, one.title || one.name),
      make("span", "who-last", {}, one.last ? `${one.name} · ${one.last}` : one.name),
    ),
    make("span", "tail", {}, one.last_text ?? "", badge),
  );
  button.dataset.persona = one.id;
  if (one.id === persona) button.ariaCurrent = "true";
  button.addEventListener("click", () => {
    if (one.id !== persona) become(one.id);
    closePanels();
  });
  return button;
}

function drawHead() {
  const one = world.personas.find((other) => other.id === persona);
  if (!one) return;
  byId("name").textContent = one.name;
  byId("persona-title").textContent = one.title;
  byId("open-people").setAttribute("aria-label", word("open_people", { name: `${one.name} ${one.title}` }));
  log.setAttribute("aria-label", word("chat_with", { name: one.name }));
}

function drawSuggestions() {
  const role = world.personas.find((one) => one.id === persona)?.role;
  const buttons = (suggestions[role] ?? []).map((text) => {
    const button = make("button", "", { type: "button" }, text);
    button.addEventListener("click", () => send(text));
    return button;
  });
  byId("tries").replaceChildren(...buttons);
}

const count = (number) => (number > 99 ? "99+" : String(number));

// --- the composer -------------------------------------------------------------------------------------------------

function grow() {
  say.style.height = "auto";
  say.style.height = `${Math.min(say.scrollHeight + 2, 148)}px`;
  say.style.overflowY = say.scrollHeight > 148 ? "auto" : "hidden";
  byId("send").disabled = !say.value.trim();
}

function wireComposer() {
  say.addEventListener("input", grow);
  say.addEventListener("keydown", (event) => {
    // While an input method composes, Enter chooses a word (229 is how some browsers say so).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    byId("composer").requestSubmit();
  });
  byId("file").addEventListener("change", ({ target }) => {
    if (target.files.length && persona !== null) attach(target.files[0]);
    target.value = ""; // so that the same file can be chosen again
  });
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = say.value.trim();
    if (!text || persona === null) return;
    say.value = "";
    grow();
    send(text);
    say.focus();
  });
}

let fading;
function notice(sentence, calm = false) {
  byId("notice").classList.toggle("calm", calm);
  byId("notice-text").textContent = sentence;
  byId("notice").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => (byId("notice").hidden = true), 10_000);
}

// --- beginning ----------------------------------------------------------------------------------------------------

wirePanels();
wireComposer();
wireClock((well) => {
  if (well) closePanels(); // a sheet makes way for what came
  refresh();
});
byId("search").addEventListener("input", () => world && drawPersonas());
byId("pill").addEventListener("click", toEnd);
byId("notice-close").addEventListener("click", () => (byId("notice").hidden = true));
byId("language").addEventListener("click", (event) => (event.currentTarget.hash = location.hash));
scroller.addEventListener("scroll", () => {
  pinned = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  if (pinned) {
    byId("pill").hidden = true;
    markRead();
  }
}, { passive: true });
// A font that loads, a keyboard that opens: who was at the end stays there.
const sizes = new ResizeObserver(() => pinned && toEnd());
sizes.observe(log);
sizes.observe(scroller);
window.addEventListener("hashchange", refreshWorld);
setInterval(refreshWorld, POLL);
listen(
  (event) => {
    if (event.type === "progress") showProgress(event);
    else if (event.type === "message") event.persona === persona ? refresh() : refreshWorld();
    else if (event.type === "reset") refreshWorld().then(() => notice(word("began_again"), true));
    else refresh();
  },
  (connected) => (byId("offline").hidden = connected),
);
