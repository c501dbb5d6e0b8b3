/** What all parts of the page use: elements, answers, and numbers for people. */

export const element = (id) => document.getElementById(id);

/** What the server has; nothing when it cannot be reached, which the page says by itself. */
export async function get(path) {
  return await fetch(path).catch(() => undefined);
}

/** An element with a text, and others in it. */
export function node(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

/** A list of names with their values. */
export function pairs(of) {
  return of.flatMap(([name, value]) => [node("dt", name), node("dd", String(value))]);
}

function scaled(value, step, units, space) {
  let size = value;
  let unit = 0;
  while (size >= step - 0.5 && unit < units.length - 1) {
    size /= step;
    unit++;
  }
  return `${size.toFixed(unit === 0 || size >= 99.5 ? 0 : 1)}${space}${units[unit]}`;
}

/** `1.2 Mbit/s`, `0 bit/s`, in steps of 1,000. */
export function rate(value) {
  return scaled(value, 1000, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"], " ");
}

/** `1.2 k`, in steps of 1,000. */
export function count(value) {
  return scaled(value, 1000, ["", "k", "M", "G"], " ").trimEnd();
}

/** `1.2 KB`, in steps of 1,024 as ngbuddy status has them. */
export function bytes(value) {
  return scaled(value, 1024, ["B", "KB", "MB", "GB", "TB"], " ");
}
