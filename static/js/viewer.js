/**
 * The paper viewer of materials/_viewer.html: one a page, beside everything that is pushed.
 *
 * Links open in it by themselves: `<a data-paper-key="KEY" data-title="…" data-note="…"
 * data-file="/files/…" href="…">`; without this script they open the file. `[data-paper-next]`
 * opens the paper after the one being read. What the room takes back is emptied: by `plenum:gone`
 * on document (detail.key, null for any), by `plenum:reload-audience`, and when the paper's link
 * has left the page and the server no longer gives the file.
 */

import { forgetPlace, keepOpenKey, keepPlace, openKey, placeOf } from "./viewer/memory.js";
import { say } from "./words.js";

const LINK = "a[data-paper-key]";
const root = document.querySelector("[data-viewer]");
const part = (name) => root.querySelector(`[data-viewer-${name}]`);

let open = null; // {key, url, title, …}: what is on the screen, or on its way there
let listed = false; // whether the open paper has a link on the page
let reading = new AbortController(); // ends with the paper
let tools = null; // pdf.js and what stands on it: a promise, of null where it could not be loaded

/**
 * Show a paper at the page where it was left on this device.
 *
 * @param {{key: string, url: string, title: string, pages?: number, note?: string}} paper
 *   `url` gives the PDF, by ranges; `pages` shows before the file has said it; `note` is a short
 *   word beside the title ("Dự thảo lần 3")
 * @returns {Promise<void>} when the first page can be seen, or a sentence says why not
 */
export async function openPaper(paper) {
  const { key, url, title, pages, note = "" } = paper;
  reading.abort();
  reading = new AbortController();
  const { signal } = reading;
  open = paper;
  listed = false;
  keepOpenKey(key);
  markLinks();
  part("title").textContent = title;
  part("note").textContent = note;
  part("page").textContent = pages ? say(root, "page", { page: 1, total: pages }) : "";
  lost(false);
  show("loading");
  try {
    const made = await loaded();
    if (signal.aborted) return;
    if (!made) throw new Error("the viewer's own scripts did not come");
    const { engine, panels } = made;
    panels.close();
    const failed = (why) => signal.aborted || fail(why);
    await engine.open(url, { place: placeOf(key), signal, lost, failed });
    if (signal.aborted) return;
    show("reading");
    showPage();
    part("outline").hidden = true; // until the file has said that it has one
    engine.outline().then((entries) => {
      if (!signal.aborted) part("outline").hidden = entries.length === 0;
    });
  } catch (why) {
    if (!signal.aborted) fail(why);
  }
}

/** Empty the viewer. @param {"empty" | "gone" | "recalled" | string} why the sentence to show */
export async function closePaper(why = "empty") {
  reading.abort();
  open = null;
  keepOpenKey(null);
  markLinks();
  lost(false);
  show(why);
  for (const name of ["title", "note", "page"]) part(name).textContent = "";
  const made = await tools;
  made?.panels.close();
  await made?.engine.close();
}

function fail(why) {
  if (why.name === "Changed") {
    openPaper(open); // the file was replaced under the reader: the same place in the new one
    return;
  }
  closePaper(sentence(why));
}

const sentence = (why) =>
  ({ Gone: "gone", InvalidPDFException: "broken", PasswordException: "locked" })[why.name] ??
  "failed";

/** One state of the viewer at a time; each but "reading" has a sentence in the template. */
function show(state) {
  root.dataset.state = state;
  for (const message of root.querySelectorAll("[data-message]")) {
    message.hidden = message.dataset.message !== state;
  }
  for (const control of part("bar").querySelectorAll("button")) {
    control.disabled = state !== "reading";
  }
}

function lost(yes) {
  part("lost").hidden = !yes;
}

const loaded = () => (tools ??= load().catch(() => (tools = null)));

async function load() {
  const [{ Engine, TouchManager }, { listen }, { numberPad }, { panels }] = await Promise.all([
    import("./viewer/engine.js"),
    import("./viewer/gestures.js"),
    import("./viewer/pad.js"),
    import("./viewer/panels.js"),
  ]);
  const container = part("scroll");
  const engine = new Engine(container, (page) => say(root, "sheet", { page }));
  engine.on("pagechanging", showPage);
  engine.on("updateviewarea", ({ location }) => {
    if (root.dataset.state === "reading") keepPlace(open.key, engine.place(location));
  });
  const made = { engine, panels: panels(root, engine), pad: numberPad(part("pad"), engine) };
  listen(root, container, engine, TouchManager, act);
  return made;
}

async function showPage() {
  const { engine } = await tools;
  if (!engine.pages) return;
  const { page, pages } = engine;
  const label = engine.label(page);
  const values = { page, total: pages, label };
  part("page").textContent = say(root, label ? "labelled" : "page", values);
  root.querySelector("[data-act='previous']").disabled = page === 1;
  root.querySelector("[data-act='next']").disabled = page === pages;
}

async function act(name) {
  if (!tools || root.dataset.state !== "reading") return;
  const { engine, panels, pad } = await tools;
  const acts = {
    previous: () => (engine.page -= 1),
    next: () => (engine.page += 1),
    first: () => (engine.page = 1),
    last: () => (engine.page = engine.pages),
    pad,
    search: () => panels.open("search"),
    outline: () => panels.open("outline"),
    "close-panel": panels.close,
    "zoom-in": () => engine.zoom("in"),
    "zoom-out": () => engine.zoom("out"),
    "zoom-width": () => engine.zoom("width"),
    "zoom-page": () => engine.zoom("page"),
  };
  acts[name]?.();
}

/** The link of the open paper says so, also after the agenda beside it was pushed again. */
function markLinks() {
  const before = listed;
  listed = false;
  for (const link of document.querySelectorAll(LINK)) {
    const current = link.dataset.paperKey === open?.key;
    listed ||= current;
    if (current === link.hasAttribute("aria-current")) continue;
    if (current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (open && before && !listed) askAgain();
}

/** The link is gone: recalled, or only listed elsewhere now? The server knows. */
async function askAgain() {
  const { signal } = reading;
  const { stillGiven } = await import("./viewer/source.js");
  const given = await stillGiven(open.url, { signal, lost });
  if (!given && !signal.aborted) recall(open.key);
}

function recall(key) {
  forgetPlace(key);
  closePaper("recalled");
}

async function openLink(link) {
  const { paperKey, file, title, pages, note } = link.dataset;
  const drawer = document.querySelector("[data-agenda='close']");
  const covers = drawer?.offsetParent && getComputedStyle(drawer).visibility === "visible";
  if (covers) drawer.click();
  await openPaper({
    key: paperKey,
    url: file ?? link.href,
    title: title ?? link.textContent.trim(),
    pages: Number(pages) || undefined,
    note,
  });
  // The keys turn pages from here on, unless the reader went elsewhere meanwhile.
  if ([link, document.body].includes(document.activeElement)) {
    part("scroll").focus({ preventScroll: true });
  }
}

function mount() {
  document.addEventListener("click", (event) => {
    const { target } = event;
    const more = part("more");
    if (more.open && !more.contains(target)) more.open = false;
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = target.closest(LINK);
    if (link) {
      event.preventDefault();
      openLink(link);
    } else if (target.closest("[data-paper-next]")) {
      const links = [...document.querySelectorAll(LINK)];
      const here = links.findIndex((each) => each.dataset.paperKey === open?.key);
      if (links[here + 1]) openLink(links[here + 1]);
    } else if (root.contains(target)) {
      const button = target.closest("[data-act]");
      if (button?.dataset.act === "try-again") {
        document.dispatchEvent(new CustomEvent("plenum:try-again"));
      } else if (button) {
        act(button.dataset.act);
        if (["search", "outline"].includes(button.dataset.act)) more.open = false;
      }
    }
  });

  document.addEventListener("plenum:gone", ({ detail: { key } }) => {
    if (open && (key === null || key === open.key)) recall(open.key);
    else if (key !== null) forgetPlace(key);
  });
  document.addEventListener("plenum:reload-audience", () => open && recall(open.key));

  const outside = (record) => !root.contains(record.target);
  new MutationObserver((records) => records.some(outside) && markLinks()).observe(document.body, {
    subtree: true,
    childList: true,
    attributeFilter: ["aria-current", "data-paper-key"],
  });

  // Fetched before the first tap, so that it opens at once and also when the network has gone.
  (window.requestIdleCallback ?? setTimeout)(loaded);

  // A tablet that dropped the page in its sleep comes back to the paper it was showing.
  const last = openKey();
  const link = last && document.querySelector(`${LINK}[data-paper-key="${CSS.escape(last)}"]`);
  if (link) openLink(link);
}

if (root) mount();
