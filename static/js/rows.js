/* A row with `data-opens` opens what its button opens, wherever it is tapped. */

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-opens]");
  if (!row || event.target.closest("a, button, input, select, summary, label")) return;
  if (!document.getSelection().isCollapsed) return; // somebody marks words
  row.querySelector("button")?.click();
});
