// The page's words (wording/page.py, handed over in the page itself) and the smallest DOM builder.

const table = JSON.parse(document.getElementById("words").textContent);
export const suggestions = JSON.parse(document.getElementById("suggestions").textContent);
export const language = document.body.dataset.language;

/** The sentence behind `key`, its {placeholders} filled in. */
export function word(key, facts = {}) {
  return table[key].replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

/** An element with a class, properties and children; strings become text, never markup. */
export function make(tag, className = "", properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null));
  return element;
}

export const byId = (id) => document.getElementById(id);
