/** Making and removing bridges and interfaces: the plan first, then its carrying out. */
import { element } from "./dom.js";

/** What each word wants to know. */
const wanted = {
  create: "INTERFACE BRIDGE",
  destroy: "INTERFACE",
  bridge: "BRIDGE INTERFACE",
  unbridge: "BRIDGE",
};

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
    element("names").placeholder = wanted[element("word").value];
  });
}
element("names").placeholder = wanted[element("word").value];
