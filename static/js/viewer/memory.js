/** Where each paper was left, on this device: numbers under the paper's key, nothing else. */

const PLACES = "plenum:places";
const OPEN = "plenum:open-paper";
const KEPT = 100;

/**
 * @typedef {[page: number, zoom: number, top: ?number]} Place
 *   page from 1; zoom 0 = fit the width, -1 = fit the page, else the scale; top in PDF points.
 */

const places = () => {
  try {
    return new Map(JSON.parse(localStorage.getItem(PLACES) ?? "[]"));
  } catch {
    return new Map(); // storage is off or was written by something else: start afresh
  }
};

/** @param {string} key @returns {?Place} */
export const placeOf = (key) => places().get(key) ?? null;

/** @param {string} key @param {Place} place */
export function keepPlace(key, place) {
  const all = places();
  all.delete(key);
  all.set(key, place);
  write(localStorage, PLACES, JSON.stringify([...all].slice(-KEPT)));
}

/** @param {string} key */
export function forgetPlace(key) {
  const all = places();
  if (all.delete(key)) write(localStorage, PLACES, JSON.stringify([...all]));
}

/** The paper this tab had open, for when the tablet drops and reloads the page. */
export const openKey = () => read(sessionStorage, OPEN);

/** @param {?string} key */
export function keepOpenKey(key) {
  write(sessionStorage, OPEN, key ?? "");
}

function read(storage, name) {
  try {
    return storage.getItem(name) || null;
  } catch {
    return null;
  }
}

function write(storage, name, text) {
  try {
    storage.setItem(name, text);
  } catch {
    // full or switched off: reading goes on without a bookmark
  }
}
