// One message -> DOM. Everything that came from outside becomes text; the only links are to http(s) addresses.

import { make, word } from "./words.js";

const LIGHTS = { "○": "grey", "●": "green", "▲": "yellow", "■": "red", "✓": "done" };
const PARTS = /([○●▲■✓])|(https?:\/\/[^\s，。；、）】」”<>"]+)|(\b(?:[A-Z]|\d{4})(?:-\d{1,4}){1,2}\b)/g;
const WHOLE = /^(?:[A-Z]|\d{4})(?:-\d{1,4}){1,2}$/; // R-1021-01, S-3, 2022-10-25: never broken at its hyphens
const LEADS = /^([○●▲■✓])[ \u3000]+/; // a line that begins with a light hangs behind it

/** A message's element; `onPress(message, choice, button)` is called for a tap on a choice. */
export function draw(message, onPress) {
  const mine = message.side === "me";
  const card = !mine && (message.choices.length > 0 || Boolean(message.title) || message.lines.length > 2);
  const body = make("div", card ? "body card" : "body");
  body.append(make("span", "unseen", {}, word(mine ? "me_says" : "bot_says")));
  if (message.title) body.append(make("p", "title", {}, ...inline(message.title)));
  for (const line of message.lines) body.append(row(line));
  if (message.picture) body.append(picture(message.picture));
  if (message.file) body.append(attached(message.file));
  if (message.footer) body.append(make("p", "footer", {}, ...inline(message.footer)));
  if (message.choices.length) body.append(choices(message, onPress));
  if (message.edited && !mine) body.append(make("p", "stamp", {}, word("edited")));
  const seal = mine ? null : make("span", "seal", { ariaHidden: "true" }, word("seal"));
  const element = make("article", `message ${mine ? "me" : "bot"}`, { tabIndex: -1 }, seal, body);
  element.dataset.id = message.id;
  return element;
}

/** What was just said and has not come back yet. */
export function drawPending(text, onRetry) {
  const stamp = make("p", "stamp", {}, word("sending"));
  const element = make(
    "article",
    "message me waiting",
    {},
    make("div", "body", {}, make("span", "unseen", {}, word("me_says")), ...text.split("\n").map(row), stamp),
  );
  const fail = () => {
    element.classList.replace("waiting", "failed");
    const again = make("button", "", { type: "button" }, word("try_again"));
    again.addEventListener("click", () => {
      element.classList.replace("failed", "waiting");
      stamp.replaceChildren(word("sending"));
      onRetry();
    });
    stamp.replaceChildren(word("not_sent"), again);
  };
  return { element, fail };
}

/** A line between messages that says when. */
export const drawTime = (text) => make("p", "when", {}, text);

function row(line) {
  const lead = LEADS.exec(line);
  if (!lead) return make("p", "row", {}, ...inline(line));
  return make("p", "row lit", {}, light(lead[1], false), ...inline(line.slice(lead[0].length)));
}

function inline(text) {
  return text
    .split(PARTS)
    .filter(Boolean)
    .map((part) => (part in LIGHTS ? light(part, true) : /^https?:\/\//.test(part) ? link(part) : whole(part)));
}

const picture = ({ address, name }) => make("img", "picture", { src: address, alt: name });

const attached = ({ address, name }) => make("a", "attached", { href: address, download: name }, name);

const light = (shape, inside) => make("span", `light ${LIGHTS[shape]}${inside ? " inside" : ""}`, {}, shape);

const whole = (text) => (WHOLE.test(text) ? make("span", "whole", {}, text) : text);

const link = (address) =>
  URL.canParse(address) ? make("a", "", { href: address, target: "_blank", rel: "noopener noreferrer" }, address) : address;

function choices(message, onPress) {
  const longest = Math.max(...message.choices.map((choice) => width(choice.label)));
  const even = longest > 8 || message.choices.length % 3 === 1 || message.choices.length === 2;
  const grid = make("div", even ? "choices wide" : "choices");
  for (const choice of message.choices) {
    const style = ["primary", "danger"].includes(choice.style) ? choice.style : "";
    const button = make("button", style, { type: "button" }, choice.label);
    button.addEventListener("click", () => onPress(message, choice, button));
    grid.append(button);
  }
  return grid;
}

/** How wide a label is, in Latin letters. */
const width = (text) => [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e7f ? 2 : 1), 0);

