// The two side panels where there is no room beside the chat: a drawer of personas, a sheet with the clock.

import { byId } from "./words.js";

const narrow = { people: matchMedia("(max-width: 759px)"), clock: matchMedia("(max-width: 1099px)") };
let open = null; // the id of the panel that lies over the chat

/** Wire the openers, the close buttons, Escape and the shade; keep what is out of sight out of reach. */
export function wirePanels() {
  for (const id of Object.keys(narrow)) {
    byId(`open-${id}`).addEventListener("click", () => openPanel(id));
    byId(id).querySelector("[data-close]").addEventListener("click", closePanels);
    narrow[id].addEventListener("change", closePanels);
  }
  byId("shade").addEventListener("click", closePanels);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open && !byId("question").open) closePanels();
  });
  update();
}

/** Close what lies over the chat and go back to where it was opened from. */
export function closePanels() {
  const was = open;
  open = null;
  update();
  if (was) byId(`open-${was}`).focus();
}

function openPanel(id) {
  open = id;
  update();
  byId(id).querySelector("[data-close]").focus();
}

function update() {
  for (const id of Object.keys(narrow)) {
    const panel = byId(id);
    const over = narrow[id].matches;
    panel.classList.toggle("open", over && open === id);
    panel.inert = over && open !== id;
    byId(`open-${id}`).setAttribute("aria-expanded", String(open === id));
    if (over && open === id) {
      panel.setAttribute("role", "dialog");
      panel.setAttribute("aria-modal", "true");
    } else {
      panel.removeAttribute("role");
      panel.removeAttribute("aria-modal");
    }
  }
  document.querySelector(".stage").inert = open !== null;
  if (open === "clock" && !narrow.people.matches) byId("people").inert = true;
  byId("shade").hidden = open === null;
}
