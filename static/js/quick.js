/* A form that is typed through with the keyboard (data-quick): Ctrl+Enter sends it from any field;
   then what is marked data-keep stands again and the first field has the focus. */

const kept = new WeakMap(); // form -> what its data-keep fields held when it was sent

document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (!form?.matches("[data-quick]")) return;
  event.preventDefault();
  form.requestSubmit();
});
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-quick]")) return;
    const fields = event.target.querySelectorAll("[data-keep]");
    kept.set(event.target, new Map([...fields].map((field) => [field, field.value])));
  },
  true,
);
document.addEventListener("plenum:cleared", (event) => {
  const form = event.target;
  if (!form.matches("[data-quick]")) return;
  for (const [field, value] of kept.get(form) ?? []) field.value ||= value;
  if (form.contains(document.activeElement)) form.elements[0].focus();
});
