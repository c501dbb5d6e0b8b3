/** What the doctor finds: asked for when somebody wants to see it, as it sends frames of its own. */
import { element, get, node } from "./dom.js";

/** @import { FleetExamined, PageFinding } from "../findings.ts" */
/** @typedef {PageFinding & { readonly host?: string }} Shown Of many hosts, with its own. */
/** @typedef {FleetExamined["across"][number]} Across */
/** @typedef {{ readonly host: string, readonly error: string }} Missing A host that did not answer. */

const list = element("findings-list");
const again = element("examine", HTMLButtonElement);
let asked = false;

/** Asks for findings, unless that was done already. */
export function showFindings() {
  if (!asked) examine();
}

async function examine() {
  asked = true;
  again.disabled = true;
  say("looking …");
  const answer = await get("api/findings");
  again.disabled = false;
  if (answer === undefined) return say("no connection");
  if (!answer.ok) return say(await answer.text());
  /** @type {{ time: string, checks?: number, findings: readonly Shown[], across?: readonly Across[], missing?: readonly Missing[] }} */
  const { time, checks, findings, across = [], missing = [] } = await answer.json();
  const count = findings.length + across.length;
  const found = count === 0 ? "Nothing found" : count === 1 ? "1 finding" : `${count} findings`;
  const by = checks === undefined ? "" : `, by ${checks} checks`;
  say(`${found}${by} at ${time.slice(11, 19)} UTC`);
  list.replaceChildren(...across.map(between), ...findings.map(item), ...missing.map(missed));
}

/** @param {string} text */
function say(text) {
  element("findings-state").textContent = text;
}

/** @param {Across} finding */
function between({ hosts, type, ...finding }) {
  const lines = type.map(({ host, line }) => `${host}# ${line}`);
  const about = `${hosts.join(", ")}: ${finding.about}`;
  return item({ ...finding, about, type: lines, fixable: false });
}

/** @param {Missing} host */
function missed({ host, error }) {
  return node(
    "li",
    "",
    node("h3", "", node("b", `${host}: `), "its doctor did not answer"),
    node("p", error),
  );
}

/** @param {Shown} finding */
function item({ host, check, severity, about, found, why, type }) {
  const whose = host === undefined ? [] : [node("a", host), " "];
  const [link] = whose;
  if (link instanceof HTMLAnchorElement) link.href = `/host/${host}/`;
  const head = node(
    "h3",
    "",
    ...whose,
    node("b", `${severity}: `),
    `${about} ${found} `,
    node("code", check),
  );
  const made = node("li", "", head, node("p", why));
  made.className = severity;
  if (type.length > 0) made.append(node("pre", type.join("\n")));
  return made;
}

again.addEventListener("click", examine);
