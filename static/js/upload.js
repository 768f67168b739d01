/**
 * Several papers at once, with progress. One request a file, two at a time.
 *
 *   <form data-upload action="/…" method="post" enctype="multipart/form-data"
 *         data-max-bytes="209715200" data-word-…="…">
 *     … hidden and visible fields, sent with every file …
 *     <input type="checkbox" name="declared" required> <input type="file" name="file" multiple>
 *     <ul data-upload-list></ul>
 *     <template data-upload-row><li class="upload"> [data-upload-name] [data-upload-size]
 *       <progress> [data-upload-word] button[data-upload-act="cancel | retry | remove"]
 *
 * Words: waiting (until `declared` is ticked), queued, sending, checking, done, cancelled, lost,
 * failed, large ({max}), notPdf, empty. What the server says, `{message}` or a short fragment,
 * comes before our own. Files start once `declared` is ticked; when they have all gone the tick is
 * taken away, and the next ones are declared anew. Each accepted file: `plenum:uploaded` on the
 * form, detail {name, commandId, answer}.
 */

import { say } from "./words.js";

const AT_ONCE = 2;
const FORM = "form[data-upload]";
const HEADER = "%PDF-";

/** @typedef {"waiting" | "queued" | "sending" | "done" | "refused" | "lost" | "cancelled"} State */

const rows = new Map(); // <li> -> Row, for as long as the row is on the page or on its way

class Row {
  commandId = uuid(); // kept on retry: a file that did arrive is not taken twice
  /** @type {State} */
  state = "waiting";
  request = null;

  constructor(form, file) {
    this.form = form;
    this.file = file;
    const template = form.querySelector("template[data-upload-row]");
    this.element = template.content.cloneNode(true).querySelector(".upload");
    this.part("name").textContent = file.name;
    this.part("size").textContent = weight(file.size);
    rows.set(this.element, this);
    form.querySelector("[data-upload-list]").append(this.element);
  }

  part(name) {
    return this.element.querySelector(`[data-upload-${name}]`);
  }

  /** @param {State} state @param {string} word the sentence shown with it */
  become(state, word) {
    this.state = state;
    this.part("word").textContent = word;
    this.element.classList.toggle("upload--done", state === "done");
    this.element.classList.toggle("upload--failed", state === "refused" || state === "lost");
    const under = ["waiting", "queued", "sending"].includes(state);
    this.element.querySelector("progress").hidden = !under;
    const acts = { cancel: under, retry: ["lost", "cancelled"].includes(state), remove: !under };
    for (const button of this.element.querySelectorAll("[data-upload-act]")) {
      button.hidden = !acts[button.dataset.uploadAct];
    }
  }

  say(name, values) {
    return say(this.form, name, values);
  }

  /** Look at the file before a byte is sent; then it waits for the declaration. */
  async check() {
    const most = Number(this.form.dataset.maxBytes);
    if (this.file.size === 0) return this.become("refused", this.say("empty"));
    if (most && this.file.size > most) {
      return this.become("refused", this.say("large", { max: weight(most) }));
    }
    const begins = await this.file.slice(0, HEADER.length).text().catch(() => "");
    if (begins !== HEADER) return this.become("refused", this.say("notPdf"));
    this.wait();
  }

  wait() {
    this.declared ||= box(this.form).checked;
    if (this.declared) this.become("queued", this.say("queued"));
    else this.become("waiting", this.say("waiting"));
    next();
  }

  send() {
    const body = new FormData(this.form);
    body.set("command_id", this.commandId);
    body.set("declared", box(this.form).value);
    body.set("file", this.file, this.file.name);
    const request = (this.request = new XMLHttpRequest());
    const bar = this.element.querySelector("progress");
    this.become("sending", this.say("sending"));
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) Object.assign(bar, { max: total, value: loaded });
    };
    request.upload.onload = () => {
      bar.removeAttribute("value"); // all sent; the server is looking at it
      this.part("word").textContent = this.say("checking");
    };
    request.onload = () => this.answered(request);
    request.onerror = () => this.ended("lost", this.say("lost"));
    request.onabort = () => this.ended("cancelled", this.say("cancelled"));
    request.open("POST", this.form.action);
    request.setRequestHeader("plenum-script", "1"); // a fragment, not a page
    request.send(body);
  }

  answered(request) {
    const said = sentence(request);
    const { status } = request;
    if (status >= 200 && status < 300) {
      this.ended("done", said || this.say("done"));
      const { responseText: answer } = request;
      const detail = { name: this.file.name, commandId: this.commandId, answer };
      const from = this.form.isConnected ? this.form : document;
      from.dispatchEvent(new CustomEvent("plenum:uploaded", { detail, bubbles: true }));
    } else {
      const again = status >= 500 || status === 429 || status === 408;
      this.ended(again ? "lost" : "refused", said || this.say("failed"));
    }
  }

  ended(state, word) {
    this.request = null;
    this.become(state, word);
    const going = inState("queued", "sending").some(({ form }) => form === this.form);
    if (!going) box(this.form).checked = false;
    next();
  }

  act(name) {
    if (name === "retry") this.wait();
    else if (name === "remove") this.remove();
    else if (this.request) this.request.abort();
    else this.ended("cancelled", this.say("cancelled"));
  }

  remove() {
    rows.delete(this.element);
    this.element.remove();
  }
}

const box = (form) => form.querySelector("[name='declared']");
const inState = (...states) => [...rows.values()].filter(({ state }) => states.includes(state));

/** Send what is due, and forget the rows whose form has gone. */
function next() {
  const queued = inState("queued");
  const free = AT_ONCE - inState("sending").length;
  for (const row of queued.slice(0, Math.max(free, 0))) row.send();
  for (const row of inState("waiting", "done", "refused", "lost", "cancelled")) {
    if (!row.element.isConnected) rows.delete(row.element);
  }
}

/** What the server says of the file: `{"message": …}`, or a fragment's words if it is short. */
function sentence({ responseText, status }) {
  try {
    return JSON.parse(responseText).message ?? "";
  } catch {
    const page = new DOMParser().parseFromString(responseText, "text/html");
    // A proxy's own page about a server that is down says nothing to the reader.
    const words = page.querySelector(".message") ?? (status < 500 ? page.body : null);
    const text = words?.textContent.trim().replaceAll(/\s+/g, " ") ?? "";
    return text.length <= 400 ? text : "";
  }
}

/** "640 kB", "2,1 MB", as the page's language writes it. */
function weight(bytes) {
  const [unit, size] = bytes < 2 ** 20 ? ["kilobyte", 2 ** 10] : ["megabyte", 2 ** 20];
  const { lang } = document.documentElement;
  const tenths = Math.ceil((bytes / size) * 10) / 10;
  const number = unit === "megabyte" ? tenths : Math.ceil(tenths);
  return number.toLocaleString(lang, { style: "unit", unit });
}

/** A random UUID; crypto.randomUUID is missing on plain http. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function take(form, files) {
  for (const row of Array.from(files, (file) => new Row(form, file))) row.check();
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest(FORM);
  if (form && target.type === "file") {
    take(form, target.files);
    target.value = "";
  } else if (form && target === box(form) && target.checked) {
    for (const row of inState("waiting")) if (row.form === form) row.wait();
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.matches(FORM)) event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  const act = target.closest("[data-upload-act]");
  if (act) rows.get(act.closest(".upload"))?.act(act.dataset.uploadAct);
});

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest?.(FORM);
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault(); // a file dropped beside the form must not replace the page
    form?.querySelector(".drop")?.toggleAttribute("data-over", name === "dragover");
    if (form && name === "drop") take(form, event.dataTransfer.files);
  });
}

addEventListener("beforeunload", (event) => {
  if (inState("queued", "sending").length) event.preventDefault();
});
