/** What opens over the page: search and outline. One at a time; Escape closes. */

import { say } from "../words.js";

const FIND = { notFound: 1, pending: 3 };

/**
 * @param {HTMLElement} root the viewer
 * @param {import("./engine.js").Engine} engine
 * @returns {{open: (name: "search" | "outline") => void, close: () => void}}
 */
export function panels(root, engine) {
  const all = [...root.querySelectorAll("[data-panel]")];
  const close = () => {
    for (const panel of all) panel.hidden = true;
    engine.findNothing();
  };
  const open = async (name) => {
    close();
    const panel = all.find((each) => each.dataset.panel === name);
    if (name === "outline") fillOutline(panel, await engine.outline());
    panel.hidden = false;
    panel.querySelector("input, [data-dest], [data-act='close-panel']").focus();
    panel.querySelector("input")?.select();
  };
  root.addEventListener("keydown", (event) => {
    const panel = event.key === "Escape" && event.target.closest("[data-panel]");
    if (!panel) return;
    close();
    root.querySelector("[data-viewer-scroll]").focus({ preventScroll: true });
  });
  search(root.querySelector("[data-panel='search']"), engine);
  outline(root.querySelector("[data-panel='outline']"), engine, close);
  return { open, close };
}

function search(panel, engine) {
  const input = panel.querySelector("input");
  const count = panel.querySelector("[data-search-count]");
  const turns = [...panel.querySelectorAll("[data-search-turn]")];
  let sought = "";

  const look = (backwards = false) => {
    const query = input.value.trim();
    const again = query === sought;
    sought = query;
    if (query) engine.find(query, { again, backwards });
    else tell(null);
  };
  const tell = (matches, state = null) => {
    const { current, total } = matches ?? { current: 0, total: 0 };
    for (const turn of turns) turn.disabled = total === 0;
    if (!sought || !matches) count.textContent = "";
    else if (total) count.textContent = say(panel, "count", { current, total });
    else if (state === FIND.notFound) count.textContent = say(panel, "none");
    else if (state === FIND.pending) count.textContent = say(panel, "looking");
  };

  let typing = 0;
  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(look, 300);
  });
  panel.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    look();
  });
  for (const turn of turns) {
    turn.addEventListener("click", () => look(turn.dataset.searchTurn === "back"));
  }
  engine.on("updatefindmatchescount", ({ matchesCount }) => tell(matchesCount));
  engine.on("updatefindcontrolstate", ({ matchesCount, state }) => tell(matchesCount, state));
  engine.on("pagesdestroy", () => {
    sought = "";
    tell(null);
  });
}

function outline(panel, engine, close) {
  panel.addEventListener("click", ({ target }) => {
    const entry = target.closest("[data-dest]");
    if (!entry) return;
    close();
    engine.goTo(JSON.parse(entry.dataset.dest));
  });
}

function fillOutline(panel, items) {
  panel.querySelector("[data-outline-none]").hidden = items.length > 0;
  panel.querySelector("[data-outline]").replaceChildren(...items.map(entry));
}

function entry({ title, dest, items }) {
  const line = document.createElement("li");
  const label = document.createElement(dest ? "button" : "span");
  label.textContent = title;
  label.className = "viewer__entry";
  if (dest) {
    label.type = "button";
    label.dataset.dest = JSON.stringify(dest);
  }
  line.append(label);
  if (items.length) {
    const inner = document.createElement("ul");
    inner.append(...items.map(entry));
    line.append(inner);
  }
  return line;
}
