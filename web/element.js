/* global document -- of the browser */

/**
 * Makes an element. Attributes that are null are left out, functions become listeners, and every child that is not an element
 * is inserted as text: nothing that a stranger wrote is ever parsed as markup.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}
