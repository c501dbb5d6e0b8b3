/** Making and removing bridges and interfaces: the plan first, then its carrying out. */
import { element, node } from "./dom.js";

/** @import { ChangeForm } from "../changes.ts" */

const subcommand = element("subcommand", HTMLSelectElement);
const names = element("names", HTMLInputElement);
const apply = element("apply", HTMLButtonElement);

/**
 * What each subcommand wants to know, by its name.
 * @type {{ readonly [name: string]: string }}
 */
let wanted = {};

/**
 * Offers these subcommands; without any, the page is for reading.
 * @param {readonly ChangeForm[]} forms
 */
export function offerChanges(forms) {
  wanted = Object.fromEntries(forms.map((form) => [form.name, form.arguments.join(" ")]));
  const chosen = subcommand.value;
  const options = forms.map(({ name, title }) => {
    const option = node("option", title);
    option.value = name;
    return option;
  });
  subcommand.replaceChildren(...options);
  if (chosen in wanted) subcommand.value = chosen;
  element("change").hidden = forms.length === 0;
  askForNames();
}

function askForNames() {
  const asked = wanted[subcommand.value] ?? "";
  names.placeholder = asked;
  names.ariaLabel = asked;
}

/** @param {string} path */
async function ask(path) {
  const words = [subcommand.value, ...names.value.split(/\s+/).filter(Boolean)];
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ words }),
  });
  element("plan").textContent = await answer.text();
  return answer.ok;
}

element("change").addEventListener("submit", async (event) => {
  event.preventDefault();
  apply.disabled = !(await ask("/plan"));
});
apply.addEventListener("click", async () => {
  apply.disabled = true;
  await ask("/apply");
});
for (const field of [subcommand, names]) {
  field.addEventListener("input", () => {
    // What was planned is not what would be carried out now.
    apply.disabled = true;
    element("plan").textContent = "";
    askForNames();
  });
}
