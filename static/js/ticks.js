/* A heading's box ticks the lines under it, up to the next heading. */

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-tick-all]")) return;
  let row = target.closest("li").nextElementSibling;
  for (; row && !row.querySelector("[data-tick-all]"); row = row.nextElementSibling) {
    const box = row.querySelector("input[name='proposals']");
    if (box) box.checked = target.checked;
  }
});
