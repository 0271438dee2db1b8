// The plan's clock: a face that ticks, and the ways to move it.

import { Failure, tell } from "./server.js";
import { byId, word } from "./words.js";

const two = (number) => String(number).padStart(2, "0");
const weekdays = word("weekdays").split(",");
const months = word("months").split(",");

let base = null; // the plan's wall time in ms, as if it were UTC, when `since` was read
let since = 0;
let rate = 1;
let moving = false;

/** Set the face to an ISO time with its offset; it ticks on by itself at `speed` plan seconds a second. */
export function setClock(iso, speed) {
  const wall = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)/.exec(iso);
  base = Date.parse(`${wall[1]}Z`);
  since = performance.now();
  rate = speed ?? 1;
  show();
}

/** Start ticking and wire the panel. `moved(well)` is called after a move or a fresh start, gone well or not. */
export function wireClock(moved) {
  setInterval(show, 1000);
  for (const button of document.querySelectorAll("[data-move]")) {
    button.addEventListener("click", () => move({ text: button.dataset.move }));
  }
  byId("move-to").addEventListener("submit", (event) => {
    event.preventDefault();
    move({ to: byId("to").value });
  });
  byId("move-words").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await move({ text: byId("words-in").value })) byId("words-in").value = "";
  });
  byId("begin-again").addEventListener("click", () => byId("question").showModal());
  byId("question").addEventListener("close", async (event) => {
    if (event.target.returnValue !== "yes") return;
    event.target.returnValue = "";
    await attempt(() => tell("/api/reset", {}));
  });

  const move = (wish) => attempt(() => tell("/api/clock", wish));

  async function attempt(change) {
    const had = document.activeElement;
    let well = false;
    byId("clock-problem").hidden = true;
    showProgress({ over: false });
    try {
      await change();
      well = true;
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      byId("clock-problem").textContent = failure.message; // said where it was asked: a sheet may lie over the chat
      byId("clock-problem").hidden = false;
    } finally {
      showProgress({ over: true });
      if (document.activeElement === document.body && had?.isConnected) had.focus();
    }
    moved(well);
    return well;
  }
}

/** How far a move has come: {over, done, total, now_text}. */
export function showProgress({ over, done, total, now_text: now }) {
  moving = !over;
  byId("progress").hidden = over;
  byId("moves").disabled = moving;
  byId("begin-again").disabled = moving;
  const bar = byId("bar");
  if (moving && total > 0) {
    bar.max = total;
    bar.value = done;
  } else bar.removeAttribute("value");
  byId("progress-text").textContent = now ? word("moving_at", { now }) : word("moving");
}

function show() {
  if (base === null) return;
  const now = new Date(base + (performance.now() - since) * rate);
  const time = `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}`;
  const [year, month, day] = [now.getUTCFullYear(), months[now.getUTCMonth()], now.getUTCDate()];
  const date = word("date", { year, month, day, weekday: weekdays[now.getUTCDay()] });
  put("hours", time);
  put("seconds", two(now.getUTCSeconds()));
  put("date", date);
  put("chip-time", `${now.getUTCMonth() + 1}-${now.getUTCDate()} ${time}`);
  byId("open-clock").setAttribute("aria-label", word("open_clock", { now: `${date} ${time}` }));
  const input = byId("to");
  const earliest = now.toISOString().slice(0, 16);
  if (input.min !== earliest) input.min = earliest;
  if (document.activeElement !== input && (!input.value || input.value < earliest)) {
    const tomorrow = new Date(now.getTime() + 86_400_000);
    input.value = `${tomorrow.toISOString().slice(0, 10)}T09:00`;
  }
}

/** Change a text only when it differs, so that nothing is drawn or read out in vain. */
function put(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}
