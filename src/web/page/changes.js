/** Making and removing bridges and interfaces: the plan first, then its carrying out. */
import { element, node } from "./dom.js";

/** What each subcommand wants to know, by its name. */
let wanted = {};

/** Offers these subcommands; without any, the page is for reading. */
export function offerChanges(forms) {
  wanted = Object.fromEntries(forms.map((form) => [form.name, form.arguments.join(" ")]));
  const chosen = element("word").value;
  const options = forms.map(({ name, title }) => {
    const option = node("option", title);
    option.value = name;
    return option;
  });
  element("word").replaceChildren(...options);
  if (chosen in wanted) element("word").value = chosen;
  element("change").hidden = forms.length === 0;
  askForNames();
}

function askForNames() {
  const names = wanted[element("word").value] ?? "";
  element("names").placeholder = names;
  element("names").ariaLabel = names;
}

async function ask(path) {
  const words = [element("word").value, ...element("names").value.split(/\s+/).filter(Boolean)];
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
  element("apply").disabled = !(await ask("/plan"));
});
element("apply").addEventListener("click", async () => {
  element("apply").disabled = true;
  await ask("/apply");
});
for (const id of ["word", "names"]) {
  element(id).addEventListener("input", () => {
    // What was planned is not what would be carried out now.
    element("apply").disabled = true;
    element("plan").textContent = "";
    askForNames();
  });
}
