/* Words that are read while they are typed: the tasks they give stand below, and are replaced by
   the next reading. An answer is dropped when something was typed after it was asked for: the next
   one is on its way. Which words are marked is this page's own. */

const typed = new WeakMap(); // form -> how often something was typed in it
const asked = new WeakMap(); // place that reads -> that number when it asked
const marks = new Map(); // id of a proposed task -> the field whose words are marked

const place = (event) => event.detail?.ctx?.sourceElement?.closest?.("[data-reads]");
const count = (form) => typed.get(form) ?? 0;
const type = (form) => form && typed.set(form, count(form) + 1);

document.addEventListener("input", (event) => type(event.target.form), true);
document.addEventListener("plenum:cleared", (event) => {
  type(event.target);
  for (const reads of event.target.querySelectorAll("[data-reads] > *, #note-count")) reads.replaceChildren();
  marks.clear();
});
document.addEventListener("htmx:before:request", (event) => {
  const reads = place(event);
  if (reads) asked.set(reads, count(reads.closest("form")));
});
document.addEventListener("htmx:before:swap", (event) => {
  const reads = place(event);
  if (!reads) return;
  const late = asked.get(reads) !== count(reads.closest("form"));
  if (late || event.detail.ctx.response?.raw?.ok === false) event.preventDefault();
});
document.addEventListener("htmx:error", (event) => place(event)?.setAttribute("data-unread", ""));
document.addEventListener("plenum:connection", (event) => {
  if (event.detail.state !== "on") return;
  for (const reads of document.querySelectorAll("[data-unread]")) {
    reads.removeAttribute("data-unread");
    reads.closest("form").elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
document.addEventListener("htmx:after:swap", (event) => {
  if (!place(event)) return;
  for (const [id, field] of marks) show(document.getElementById(id), field);
});
document.addEventListener("click", (event) => {
  const part = event.target.closest("[data-marks]");
  const task = part?.closest("[id]");
  if (!task) return;
  const field = marks.get(task.id) === part.dataset.marks ? null : part.dataset.marks;
  if (field) marks.set(task.id, field);
  else marks.delete(task.id);
  show(task, field);
});

/** Mark the words in the sentence that a field came from; none for null. */
function show(task, field) {
  for (const part of task?.querySelectorAll("[data-marks]") ?? []) {
    part.setAttribute("aria-pressed", String(part.dataset.marks === field));
  }
  for (const words of task?.querySelectorAll("mark[data-of]") ?? []) {
    words.toggleAttribute("data-on", words.dataset.of.split(" ").includes(field));
  }
}
