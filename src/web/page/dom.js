/** What all parts of the page use: elements, answers, and numbers for people. */

/**
 * The page's element of this ID. Throws an Error when there is none of that kind, which is a fault of the page.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {{ new (): T }} [kind]
 * @returns {T}
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof (kind ?? HTMLElement))) throw new Error(`the page has no such "${id}"`);
  return /** @type {T} */ (found);
}

/**
 * What the server has; nothing when it cannot be reached, which the page says by itself.
 * @param {string} path
 */
export async function get(path) {
  return await fetch(path).catch(() => undefined);
}

/**
 * An element with a text, and others in it.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {string} [text]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function node(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

/**
 * A list of names with their values.
 * @param {readonly (readonly [name: string, value: string | number])[]} of
 */
export function pairs(of) {
  return of.flatMap(([name, value]) => [node("dt", name), node("dd", String(value))]);
}

/**
 * @param {number} value
 * @param {number} step
 * @param {readonly string[]} units
 * @param {string} space
 */
function scaled(value, step, units, space) {
  let size = value;
  let unit = 0;
  while (size >= step - 0.5 && unit < units.length - 1) {
    size /= step;
    unit++;
  }
  return `${size.toFixed(unit === 0 || size >= 99.5 ? 0 : 1)}${space}${units[unit]}`;
}

/**
 * `1.2 Mbit/s`, `0 bit/s`, in steps of 1,000.
 * @param {number} value
 */
export function rate(value) {
  return scaled(value, 1000, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"], " ");
}

/**
 * `1.2 k`, in steps of 1,000.
 * @param {number} value
 */
export function count(value) {
  return scaled(value, 1000, ["", "k", "M", "G"], " ").trimEnd();
}

/**
 * `1.2 KB`, in steps of 1,024 as ngbuddy status has them.
 * @param {number} value
 */
export function bytes(value) {
  return scaled(value, 1024, ["B", "KB", "MB", "GB", "TB"], " ");
}

/**
 * `1 link`, `2 links`.
 * @param {number} number
 * @param {string} what
 */
export function counted(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
