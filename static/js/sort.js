/**
 * Lists put in order by drag, touch and keyboard. Where each move is a command of its own
 * (data-move-url) it is sent by whoever hears `plenum:move`; in a form that is sent as a whole the
 * order is that of its fields.
 *
 *   <ol data-sortable data-word-lifted="{title}: lifted, place {place} of {total}…" …>
 *     <li data-key="KEY" data-move-url="/…/move" data-title="…">
 *       <button type="button" data-sort-handle>…</button> …
 *
 * Words of the list: lifted, moved, dropped, cancelled, refused; places: {title} {place} {total}.
 * On the handle: Alt+Up or Alt+Down moves at once; Space or Enter lifts, Up and Down move, Space or
 * Enter drops, Escape puts back. Said aloud in #announce.
 *
 * On the item, bubbling: `plenum:move` {key, after, before, url}: the keys above and below it, null
 * at an end; `plenum:drag-end` when nothing is held any more. While something is, the list bears
 * `data-dragging`. Answer a refused command with
 * `plenum:move-refused` on the item (bubbling), and it returns to where it was.
 */

import Sortable from "../vendor/sortable.esm.js";
import { say } from "./words.js";

const LIST = "[data-sortable]";
const ITEM = "[data-sortable] > [data-key]";
const HANDLE = "[data-sort-handle]";
const TOUCH_DELAY_MS = 150;

let held = null; // {item, before, by}: before = the item it stood after, or null
let moving = false; // an item is being taken from one place to another
const moved = new WeakMap(); // item -> the item it stood after before its last move

/** @returns {boolean} whether a hand or a key holds an item: pushes to its list should wait */
export const dragging = () => held !== null;

const above = (item) => {
  let each = item.previousElementSibling;
  while (each && !each.matches(ITEM)) each = each.previousElementSibling;
  return each;
};

const below = (item) => {
  let each = item.nextElementSibling;
  while (each && !each.matches(ITEM)) each = each.nextElementSibling;
  return each;
};

// The list says that it is held, for whoever would put it in order (live.js).
function lift(item, by) {
  const list = item.closest(LIST);
  held = { item, list, before: above(item), by };
  list.dataset.dragging = by;
}

function letGo() {
  const { item, list } = held;
  held = null;
  delete list.dataset.dragging;
  tell(item, "plenum:drag-end", {});
}

/** Let go, and ask for the new order if it is one. */
function drop() {
  const { item, before } = held;
  const now = above(item);
  if (now !== before) {
    moved.set(item, before);
    const { key, moveUrl: url } = item.dataset;
    const next = below(item)?.dataset.key ?? null;
    tell(item, "plenum:move", { key, after: now?.dataset.key ?? null, before: next, url });
  }
  letGo();
}

/** Put `item` where it stood, unless the list was drawn again meanwhile. */
function putBack(item, before) {
  const first = item.closest(LIST)?.querySelector(ITEM);
  if (before?.parentElement === item.parentElement) keepFocus(() => before.after(item));
  else if (before === null && first !== item) keepFocus(() => first?.before(item));
}

/** Taking an element out of the page takes the focus from it; this gives it back. */
function keepFocus(change) {
  const { activeElement } = document;
  moving = true;
  change();
  activeElement.focus({ preventScroll: true });
  moving = false;
}

const tell = (item, name, detail) =>
  item.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));

function announce(word, item) {
  const list = item.closest(LIST);
  const region = document.getElementById("announce");
  if (!list || !region) return;
  const items = [...list.querySelectorAll(ITEM)];
  region.textContent = say(list, word, {
    title: item.dataset.title,
    place: items.indexOf(item) + 1,
    total: items.length,
  });
}

// Lists come and go with what is pushed: each is made ready when a hand reaches for its handle.
document.addEventListener(
  "pointerdown",
  ({ target }) => {
    const list = target.closest(HANDLE)?.closest(LIST);
    if (!list || Sortable.get(list)) return;
    Sortable.create(list, {
      handle: HANDLE,
      draggable: ITEM,
      delay: TOUCH_DELAY_MS,
      delayOnTouchOnly: true,
      touchStartThreshold: 4,
      forceFallback: true, // the same for mouse, pen and finger
      fallbackTolerance: 3,
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      onStart: ({ item }) => lift(item, "hand"),
      onEnd: ({ item }) => {
        const changed = above(item) !== held.before;
        drop();
        if (changed) announce("dropped", item);
      },
    });
  },
  { capture: true },
);

document.addEventListener("keydown", (event) => {
  const handle = event.target.closest?.(HANDLE);
  const item = handle?.closest(ITEM);
  if (!item || held?.by === "hand") return;
  const lifted = held?.item === item;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step && (lifted || event.altKey)) {
    event.preventDefault();
    if (!lifted) lift(item, "key");
    move(item, step);
    if (!lifted) drop();
  } else if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (lifted) drop();
    else lift(item, "key");
    mark(item, !lifted);
    announce(lifted ? "dropped" : "lifted", item);
  } else if (lifted && event.key === "Escape") {
    event.preventDefault();
    cancel();
  }
});

// A button answers Space when it is let go; on a handle it has already been answered.
document.addEventListener("keyup", (event) => {
  if (event.key === " " && event.target.closest?.(HANDLE)) event.preventDefault();
});

function move(item, step) {
  const beside = step < 0 ? above(item) : below(item);
  keepFocus(() => (step < 0 ? beside?.before(item) : beside?.after(item)));
  item.scrollIntoView({ block: "nearest" });
  announce("moved", item);
}

function mark(item, yes) {
  item.toggleAttribute("data-lifted", yes);
}

function cancel() {
  const { item, before } = held;
  putBack(item, before);
  mark(item, false);
  announce("cancelled", item);
  letGo();
}

document.addEventListener("focusout", ({ target }) => {
  if (held?.by === "key" && !moving && held.item.contains(target)) cancel();
});

document.addEventListener("plenum:move-refused", ({ target }) => {
  const item = target.closest?.(ITEM);
  if (!item || !moved.has(item)) return;
  putBack(item, moved.get(item));
  moved.delete(item);
  announce("refused", item);
});
