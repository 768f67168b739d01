/**
 * A word the template put on an element as `data-word-<name>`, with {places} filled in.
 *
 * @param {HTMLElement} element
 * @param {string} name
 * @param {Record<string, string | number>} values
 * @returns {string} "" where the template gives no such word
 */
export function say(element, name, values = {}) {
  const word = element.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
  return word.replaceAll(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
}
