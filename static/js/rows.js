/* A row with `data-opens` opens what its button opens, wherever it is tapped. */

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-opens]");
  if (!row || event.target.closest("a, button, input, select, summary, label")) return;
  if (!document.getSelection().isCollapsed) return; // somebody marks words
  row.querySelector("button")?.click();
});

/* A correction has the whole file read again; the row that was put right is in view again then. */
let corrected = "";
document.addEventListener("submit", (event) => {
  const place = event.target.dataset.place;
  if (place) corrected = place;
});
document.addEventListener("plenum:applied", () => {
  const row = corrected && document.getElementById(corrected);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  if (document.querySelector(".progress") === null) corrected = "";
});
