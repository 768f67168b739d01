// Lists to tick from: counts, a search over the lines, and "all" or "none" of what a search left.

const folded = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

function counted() {
  const bar = document.querySelector("[data-picks]");
  if (!bar) return;
  let ticked = 0;
  for (const part of document.querySelectorAll("[data-picks-part]")) {
    const boxes = [...part.querySelectorAll("input[type=checkbox]")];
    const on = boxes.filter((box) => box.checked).length;
    part.querySelector("[data-picks-part-ticked]").textContent = `${on}/${boxes.length}`;
    ticked += on;
  }
  bar.querySelector("[data-picks-ticked]").textContent = ticked;
}

document.addEventListener("input", (event) => {
  const search = event.target.closest("[data-picks-search]");
  if (search) {
    const wanted = folded(search.value.trim());
    for (const part of document.querySelectorAll("[data-picks-part]")) {
      const lines = [...part.querySelectorAll("label.tick")];
      for (const line of lines) line.hidden = !folded(line.textContent).includes(wanted);
      part.hidden = lines.every((line) => line.hidden);
    }
  } else if (event.target.closest("[data-picks-part]")) {
    counted();
  }
});

document.addEventListener("keydown", (event) => {
  // Enter in the search sends no form.
  if (event.key === "Enter" && event.target.closest("[data-picks-search]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const press = event.target.closest("[data-picks-all]");
  if (!press) return;
  for (const line of press.closest("[data-picks-part]").querySelectorAll("label.tick")) {
    if (!line.hidden) line.querySelector("input").checked = press.dataset.picksAll === "1";
  }
  counted();
});
