/* The page's own script: follows the streams the page names, applies what is pushed, and sends
   forms as commands. docs/live-protocol.md describes the messages. Nothing here knows a feature. */

import { isSlow, nothingCame, open, works } from "./link.js";

const words = document.getElementById("words")?.dataset ?? {};
const connection = document.getElementById("connection");
const build = document.documentElement.dataset.build ?? "";
const SILENCE = 8500; // the server says something every four seconds; looked at each second
const PING = 8000;
const CLOCK = {
  timeZone: document.documentElement.dataset.zone || undefined,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
};

/* --- what the page follows ------------------------------------------------------------------ */

let follow = JSON.parse(document.body.dataset.live ?? "null");
const newest = new Map(); // element id -> {stream: seq}, so that nothing older replaces it
let link = null; // what messages come over
let heard = 0;
let told = false; // something has come over this link
let right = Date.now(); // when the page was last known to be right
let tries = 0;
let timer = 0;
let spread = 0; // milliseconds over which a restarting server wants pages to return
let wasLost = false;
let paused = false; // the server cannot reach its database
let away = false; // the session has ended, and something typed is still here

/** The own stream of whoever a page is for. */
const whose = (live) => Object.keys(live?.since ?? {}).find((s) => s.startsWith("user:"));
const person = whose(follow);

function show(state) {
  if (connection) {
    const time = new Intl.DateTimeFormat("vi", CLOCK).format(right);
    for (const place of connection.querySelectorAll("[data-as-of]")) {
      if (place.textContent !== time) place.textContent = time; // it is read out when it changes
    }
    if (connection.dataset.state !== state) connection.dataset.state = state;
  }
  document.dispatchEvent(new CustomEvent("plenum:connection", { detail: { state } }));
}

function say(text) {
  const place = document.getElementById("announce");
  if (!place || !text) return;
  place.textContent = "";
  place.textContent = text;
}

function connect() {
  clearTimeout(timer);
  if (!follow || link || away) return;
  heard = Date.now();
  told = false;
  const opened = (link = open(() => ({ ...follow, build }), {
    message(message) {
      if (link !== opened) return;
      heard = Date.now();
      told = true;
      works();
      receive(message);
    },
    close(code) {
      if (link !== opened) return;
      link = null;
      if (code === 4401) return leave();
      if (code === 4404) return gone();
      retry();
    },
  }));
}

function retry() {
  show("off");
  wasLost = true;
  tries += 1;
  if (!told) nothingCame();
  // Uniform 0-3 s for five tries, then doubling to 10 s: a thousand tablets come back spread out.
  const limit = tries <= 5 ? 3000 : Math.min(10000, 3000 * 2 ** (tries - 5));
  timer = setTimeout(connect, Math.random() * Math.max(limit, spread));
  spread = 0;
}

function drop() {
  link?.close();
  link = null;
}

function check() {
  if (!follow) return;
  if (away) {
    resync();
  } else if (!link) {
    clearTimeout(timer);
    connect();
  } else {
    const before = heard;
    link.ping();
    setTimeout(() => heard === before && reconnectIfSilent(), 2500);
    reconnectIfSilent();
  }
}

function reconnectIfSilent() {
  if (!link || Date.now() - heard <= SILENCE) return;
  drop();
  connect();
}

setInterval(() => {
  if (!link || Date.now() - heard <= SILENCE) return;
  drop();
  retry();
}, 1000);
setInterval(() => link?.ping(), PING);
document.addEventListener("visibilitychange", () => !document.hidden && check());
window.addEventListener("pageshow", (event) => event.persisted && resync());
window.addEventListener("online", check);
window.addEventListener("offline", () => {
  if (!link) return;
  told = true; // that nothing came has its reason
  drop();
  retry();
});

/* --- when the session ends ------------------------------------------------------------------ */

const signedOut = document.getElementById("signed-out");
const tabs = new BroadcastChannel("plenum"); // the other pages of this browser

/** The session has ended. What was typed stays here, and nothing else of the page. */
function leave() {
  if (away) return;
  if (!isDirty(document)) {
    forget();
    location.replace("/sign-in?next=" + encodeURIComponent(location.pathname));
    return;
  }
  away = true;
  clearTimeout(timer);
  drop();
  show("off");
  forgetStored();
  document.dispatchEvent(new CustomEvent("plenum:gone", { detail: { key: null } }));
  const main = document.getElementById("main");
  if (main && !isDirty(main)) main.replaceChildren();
  if (!signedOut) return;
  signedOut.hidden = false;
  say(signedOut.querySelector(".message").textContent.trim());
}

/** The one who typed is here again: what was typed can be sent. */
function welcome() {
  away = false;
  outdated = true; // fetched anew once that is done
  if (signedOut) signedOut.hidden = true;
}

/** Nothing typed outlives a sign-out, or meets somebody else's eyes. */
function discard() {
  editor?.replaceChildren();
  for (const form of document.forms) form.reset();
}

tabs.onmessage = ({ data }) => {
  if (!person) return;
  if (data === person) return void (away && resync());
  discard();
  if (data) location.reload(); // somebody else has signed in
  else if (away) abandon();
};
if (person) tabs.postMessage(person);

/** Go without what was typed. */
function abandon() {
  discard();
  away = false;
  leave();
}

function gone() {
  if (sending) return void sending.then(gone); // its answer may lead elsewhere
  document.dispatchEvent(new CustomEvent("plenum:gone", { detail: { key: null } }));
  document.getElementById("main")?.replaceChildren();
  if (!goingOn) location.reload();
}

function forget() {
  follow = null;
  drop();
  forgetStored();
}

function forgetStored() {
  sessionStorage.clear();
  localStorage.clear();
}

/* --- messages ------------------------------------------------------------------------------- */

function receive(message) {
  if (message.reload) {
    drop(); // an outdated page that somebody writes on follows again once it was fetched anew
    if (message.reload !== "version") return resync();
    outdated = true;
    if (!isDirty(document)) location.reload();
    else show("off");
    return;
  }
  if (message.restart) {
    spread = message.restart * 1000;
    return;
  }
  if (message.seqs || "paused" in message) {
    Object.assign(follow.since, message.seqs);
    paused = Boolean(message.paused);
    tries = 0;
    if (!paused) right = Date.now();
    show(paused ? "paused" : isSlow() ? "slow" : "on");
    if (wasLost) say(words.back);
    wasLost = false;
    return;
  }
  apply(message);
}

/** Apply one element's state. Anything older than what is shown is dropped. */
function apply({ s: stream, q: seq, t: target, h: html, o: order }) {
  const seen = newest.get(target) ?? {};
  if (seq < (seen[stream] ?? 0)) return;
  newest.set(target, { ...seen, [stream]: seq });
  // The stream counts as followed up to here only once a heartbeat says that nothing waits.
  follow.since[stream] = Math.max(follow.since[stream] ?? 0, seq - 1);
  const element = document.getElementById(target);
  if (!element) return;
  if (order) arrange(element, order, html ?? {}, stream, seq);
  else morph(element, html);
  warnEditor(target);
  document.dispatchEvent(new CustomEvent("plenum:applied", { detail: { target } }));
}

function morph(element, html) {
  const { id } = element;
  const before = element.innerHTML;
  window.htmx.swap({ text: html, target: element, sourceElement: document.body, swap: "outerMorph" });
  const now = document.getElementById(id);
  if (now && now.innerHTML !== before) mark(now);
}

function mark(element) {
  element.classList.add("is-changed");
  setTimeout(() => {
    element.classList.remove("is-changed");
    if (!element.classList.length) element.removeAttribute("class");
  }, 2200);
}

/** Put a list's elements in order, keeping those that are there, focus and all. */
function arrange(list, order, html, stream, seq) {
  if (list.dataset.dragging) {
    document.addEventListener(
      "plenum:drag-end",
      () => arrange(list, order, html, stream, seq),
      { once: true },
    );
    return;
  }
  const focused = document.activeElement;
  let lacking = false;
  let place = list.firstElementChild;
  for (const id of order) {
    let element = document.getElementById(id);
    if (!element || element.parentElement !== list) {
      if (!html[id]) {
        lacking = true;
        continue;
      }
      const template = document.createElement("template");
      template.innerHTML = html[id].trim();
      element = template.content.firstElementChild;
      list.insertBefore(element, place);
      window.htmx.process(element);
      newest.set(id, { [stream]: seq });
      mark(element);
    } else {
      if (element !== place) list.insertBefore(element, place);
      else place = place.nextElementSibling;
      if (html[id] && seq >= (newest.get(id)?.[stream] ?? 0)) {
        newest.set(id, { ...newest.get(id), [stream]: seq });
        morph(element, html[id]);
        element = document.getElementById(id);
      }
    }
    place = element.nextElementSibling;
  }
  const kept = new Set(order);
  for (const child of [...list.children]) if (child.id && !kept.has(child.id)) child.remove();
  if (focused && focused !== document.activeElement && focused.isConnected) {
    focused.focus({ preventScroll: true });
  }
  if (lacking) resync();
}

let syncing = false;
let outdated = false; // the server is a newer release than this page

/** Fetch the page again and take over what differs; viewer and editor are left alone. */
async function resync() {
  if (document.querySelector("[data-dragging]")) {
    document.addEventListener("plenum:drag-end", resync, { once: true });
    return;
  }
  if (syncing) return;
  syncing = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") return leave();
    if (answer.status === 404) return gone();
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const live = JSON.parse(fresh.body.dataset.live ?? "null");
    if (whose(live) !== person) {
      discard();
      location.reload();
      return;
    }
    const typed = away && isDirty(document.getElementById("main"));
    if (away) welcome();
    drop();
    if (typed) return connect(); // what the page lacks is sent
    newest.clear();
    follow = live;
    for (const part of ["body > header", "#main"]) {
      const target = document.querySelector(part);
      const text = fresh.querySelector(part)?.outerHTML;
      if (!target || !text) continue;
      window.htmx.swap({ text, target, sourceElement: document.body, swap: "outerMorph" });
    }
    document.dispatchEvent(new CustomEvent("plenum:applied", { detail: { target: "main" } }));
    connect();
  } catch {
    show("off");
    wasLost = true;
    if (!away) timer = setTimeout(() => resync(), 1000 + Math.random() * 2000);
  } finally {
    syncing = false;
  }
}

/* --- the editor ----------------------------------------------------------------------------- */

const editor = document.getElementById("editor");

function warnEditor(target) {
  const form = editor?.querySelector("form[data-edits]");
  const place = editor?.querySelector("#editor-message");
  if (!form || !place) return;
  const row = document.getElementById(form.dataset.edits);
  // The row is what was pushed, stands in it, or is gone from it.
  if (row && !document.getElementById(target)?.contains(row)) return;
  const version = Number(row?.dataset.version ?? 0);
  if (row && version <= Number(form.elements.version?.value ?? 0)) return;
  const by = row?.dataset.by ?? "";
  place.textContent = row ? (words.changed ?? "").replace("{by}", by) : (words.removed ?? "");
}

/** Whether something was written in a form that has not been sent. */
function isDirty(place) {
  const fields = place.querySelectorAll(
    "form[data-command] :is(input:not([type=hidden]), textarea, select)",
  );
  return [...fields].some((f) => {
    if (f.type === "checkbox" || f.type === "radio") return f.checked !== f.defaultChecked;
    if (f.tagName === "SELECT") return [...f.options].some((o) => o.selected !== o.defaultSelected && o.defaultSelected);
    return f.value !== f.defaultValue;
  });
}

function closeEditor() {
  editor?.replaceChildren();
  if (outdated && !isDirty(document)) location.reload();
  opener?.isConnected && opener.focus({ preventScroll: true });
  opener = null;
}

let opener = null;
document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[hx-get][hx-target='#editor']");
    if (!button || editor.contains(button) || !isDirty(editor)) return;
    event.preventDefault(); // another form would take the place of what is being written
    event.stopImmediatePropagation();
    const place = editor.querySelector("#editor-message");
    if (place) place.textContent = words.unsaved ?? "";
    editor.querySelector("textarea, input:not([type=hidden])")?.focus();
  },
  true,
);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[hx-get][hx-target='#editor']");
  if (button) opener = button;
  if (event.target.closest("[data-close-editor]")) closeEditor();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  if (!editor?.firstElementChild) return;
  if (!isDirty(editor)) closeEditor();
});
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail?.ctx?.target !== editor) return; // a part of another form, or what was pushed
  const first = editor?.querySelector("[autofocus], input:not([type=hidden]), textarea, select");
  if (first && !editor.contains(document.activeElement)) first.focus({ preventScroll: true });
});

/* --- commands ------------------------------------------------------------------------------- */

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** The field that tells a form sent twice from two forms: set when a person first acts on it. */
function commandId(form) {
  let field = form.elements.command_id;
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = "command_id";
    form.append(field);
  }
  if (!field.value) field.value = newId();
  return field;
}

/** Send a form's fields; returns the answer. Throws where there was none. */
export async function command(url, fields, method = "POST") {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return fetch(url, { method, body, headers: { "plenum-script": "1" }, redirect: "manual" });
}

function messagePlace(form) {
  const near = form?.closest("#editor")?.querySelector("#editor-message");
  return near ?? form?.querySelector("[data-message]") ?? document.getElementById("notice");
}

/** What a form says that could not be sent. */
function unsent() {
  const lost = document.createElement("p");
  lost.className = "message message--error";
  lost.textContent = words.unsent ?? "";
  return lost.outerHTML;
}

/** What a field is called on the form itself; "" where it has no label. */
function calledOn(form, name) {
  const found = form?.elements[name];
  const field = found?.labels ? found : found?.[0];
  if (!field) return "";
  const several = field.matches("[type=radio], [type=checkbox]") && field.closest("fieldset");
  return (several ? several.querySelector("legend") : field.labels?.[0])?.innerText.trim() ?? "";
}

/** Show a refusal where the person is looking; a conflict renews what the form is based on. */
function refuse(form, html) {
  const place = messagePlace(form);
  if (!place) return;
  place.innerHTML = html;
  for (const wrong of place.querySelectorAll("[data-wrong]")) {
    wrong.textContent = calledOn(form, wrong.dataset.wrong) || wrong.textContent;
  }
  for (const fresh of place.querySelectorAll("data[data-field]")) {
    const field = form?.elements[fresh.dataset.field];
    if (field) field.value = fresh.value;
  }
  place.scrollIntoView({ block: "nearest" }); // a drawer may be scrolled to its button
  const close = place.querySelector("[data-close-notice]");
  if (place.id === "notice") {
    place.hidden = false;
    close?.focus({ preventScroll: true });
  } else {
    close?.remove();
    place.scrollIntoView({ block: "nearest" });
  }
  say(place.textContent.trim());
}

function finish(answer, form) {
  const said = answer.headers.get("plenum-say");
  if (said) say(decodeURIComponent(said));
  const go = answer.headers.get("plenum-go");
  goingOn = Boolean(go);
  if (go) location.assign(go);
  else if (form?.closest("#editor")) closeEditor();
  const place = messagePlace(form);
  if (place && !go) place.replaceChildren();
}

let sending = null; // a form is on its way
let goingOn = false; // the last answer leads to another page

async function submit(form, button) {
  if (form.getAttribute("aria-busy") === "true") return;
  if (away) {
    await resync();
    if (away) return signedOut?.querySelector("a")?.focus();
  }
  let sent;
  sending = new Promise((resolve) => (sent = resolve));
  const id = commandId(form);
  const fields = new FormData(form, button);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await command(form.action, fields);
    if (answer.type === "opaqueredirect" || answer.status === 401) return leave();
    if (answer.headers.get("plenum-code") === "command-reused") id.value = newId();
    if (!answer.ok) return refuse(form, await answer.text());
    id.value = "";
    const next = await answer.text();
    finish(answer, form);
    if (next && form.closest("#editor")) {
      editor.innerHTML = next;
      window.htmx.process(editor);
    }
    if (form.dataset.reset !== undefined) clear(form, fields);
    if (!follow || !link) if (!answer.headers.get("plenum-go")) resyncOrReload();
  } catch {
    refuse(form, unsent());
  } finally {
    form.removeAttribute("aria-busy");
    sending = null;
    sent();
  }
}

/** Empty a form that was sent, but for what was written since. */
function clear(form, sent) {
  for (const field of form.elements) {
    if (field.name && field.type !== "hidden" && field.value === sent.get(field.name)) {
      field.value = field.defaultValue;
    }
  }
  form.dispatchEvent(new CustomEvent("plenum:cleared", { bubbles: true }));
}

function resyncOrReload() {
  if (follow) resync();
  else location.reload();
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-command]");
  if (form) commandId(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) {
    tabs.postMessage("");
    discard();
    return forget();
  }
  if (!form.matches("form[data-command]")) return;
  event.preventDefault();
  submit(form, event.submitter);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});
document.addEventListener("plenum:move", async (event) => {
  const { url, after, before } = event.detail;
  if (!url) return; // the order of a form, which is sent with it
  const fields = { command_id: newId(), after: after ?? "", before: before ?? "" };
  try {
    const answer = await command(url, fields);
    if (answer.ok) return finish(answer, null);
    refuse(null, await answer.text());
  } catch {
    refuse(null, unsent());
  }
  event.target.dispatchEvent(new CustomEvent("plenum:move-refused", { bubbles: true }));
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-abandon]")) abandon();
  const notice = event.target.closest("[data-close-notice]")?.closest("#notice");
  if (notice) notice.hidden = true;
});

/* --- times ---------------------------------------------------------------------------------- */

function tick() {
  const clock = new Intl.DateTimeFormat("vi", CLOCK);
  for (const place of document.querySelectorAll("[data-clock]")) {
    place.textContent = clock.format(new Date());
  }
}

tick();
setInterval(tick, 10000);
connect();
