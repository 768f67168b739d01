/** The number pad that opens under "Page 7/42". */

import { say } from "../words.js";

/**
 * @param {HTMLDialogElement} dialog
 * @param {import("./engine.js").Engine} engine
 * @returns {() => void} opens the pad at the page in sight
 */
export function numberPad(dialog, engine) {
  const typed = dialog.querySelector("input");
  const wrong = dialog.querySelector("[data-pad-wrong]");
  const printed = dialog.querySelector("[data-pad-printed]");

  const go = (text) => {
    const page = engine.pageCalled(text.trim());
    wrong.hidden = page !== null;
    if (page === null) {
      wrong.textContent = say(dialog, "wrong", { total: engine.pages });
      typed.select();
    } else {
      engine.page = page;
      dialog.close();
    }
  };

  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    go(typed.value);
  });

  dialog.addEventListener("click", ({ target }) => {
    const key = target.closest("[data-pad-key]")?.dataset.padKey;
    const label = target.closest("[data-pad-label]")?.dataset.padLabel;
    if (label) go(label);
    else if (key === "back") typed.value = typed.value.slice(0, -1);
    else if (key === "close" || target === dialog) dialog.close();
    else if (key && typed.value.length < 6) typed.value = fresh() ? key : typed.value + key;
  });

  // The number shown at first is where the reader is: the first key replaces it.
  const fresh = () => typed.selectionEnd - typed.selectionStart === typed.value.length;

  return () => {
    const labels = Array.from({ length: engine.pages }, (_, index) => engine.label(index + 1));
    // Pages whose printed number cannot be typed on the pad (i, ii, A-1) get a key of their own.
    const untypable = labels.filter((label) => label && !/^\d+$/.test(label));
    printed.replaceChildren(
      ...untypable.map((label) => {
        const key = document.createElement("button");
        Object.assign(key, { type: "button", className: "button", textContent: label });
        key.dataset.padLabel = label;
        return key;
      }),
    );
    printed.hidden = untypable.length === 0;
    wrong.hidden = true;
    typed.value = engine.label(engine.page) ?? engine.page;
    dialog.showModal();
    typed.select();
  };
}
