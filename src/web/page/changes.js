/** Making and removing bridges and interfaces: the plan first, then its carrying out. */
import { element, get, node } from "./dom.js";

/** @import { ChangeForm, FormField } from "../changes.ts" */

const subcommand = element("subcommand", HTMLSelectElement);
const names = element("names");
const apply = element("apply", HTMLButtonElement);

/** @type {readonly ChangeForm[]} */
let forms = [];

/**
 * Offers these subcommands; without any, the page is for reading.
 * @param {readonly ChangeForm[]} offered
 */
export function offerChanges(offered) {
  // The same again, as after a lost connection: what was typed stays.
  if (JSON.stringify(offered) === JSON.stringify(forms)) return;
  forms = offered;
  const chosen = subcommand.value;
  const options = forms.map(({ name, title }) => {
    const option = node("option", title);
    option.value = name;
    return option;
  });
  subcommand.replaceChildren(...options);
  if (forms.some(({ name }) => name === chosen)) subcommand.value = chosen;
  element("change").hidden = forms.length === 0;
  askForNames();
}

/** A field for each name that the subcommand wants, with a list of those that there are. */
function askForNames() {
  const form = forms.find(({ name }) => name === subcommand.value);
  names.replaceChildren(...(form?.arguments ?? []).flatMap(fieldFor));
}

/**
 * @param {FormField} field
 * @param {number} at
 */
function fieldFor({ name, of, optional }, at) {
  const input = node("input");
  input.autocomplete = "off";
  input.spellcheck = false;
  input.name = name.toLowerCase();
  input.required = !optional;
  input.placeholder = name.toLowerCase() + (optional ? " (may be empty)" : "");
  input.ariaLabel = name.toLowerCase();
  input.addEventListener("input", forget);
  if (of === undefined) return [input];
  const list = node("datalist");
  list.id = `names-${at}`;
  input.setAttribute("list", list.id);
  input.addEventListener("focus", () => fillList(list, of));
  fillList(list, of);
  return [input, list];
}

/**
 * @param {HTMLDataListElement} list
 * @param {string} of
 */
async function fillList(list, of) {
  const answer = await get(`names?of=${encodeURIComponent(of)}`);
  if (!answer?.ok) return;
  /** @type {readonly string[]} */
  const known = await answer.json();
  list.replaceChildren(
    ...known.map((name) => {
      const option = node("option");
      option.value = name;
      return option;
    }),
  );
}

/** @param {string} path */
async function ask(path) {
  const given = [...names.querySelectorAll("input")].map(({ value }) => value);
  const words = [subcommand.value, ...given.flatMap((value) => value.split(/\s+/).filter(Boolean))];
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ words }),
  });
  element("plan").textContent = await answer.text();
  return answer.ok;
}

/** What was planned is not what would be carried out now. */
function forget() {
  apply.disabled = true;
  element("plan").textContent = "";
}

element("change").addEventListener("submit", async (event) => {
  event.preventDefault();
  apply.disabled = !(await ask("/plan"));
});
apply.addEventListener("click", async () => {
  apply.disabled = true;
  await ask("/apply");
});
subcommand.addEventListener("input", () => {
  forget();
  askForNames();
});
