/** Light or dark: as the system has it, until another look is chosen on the page. */
import { element } from "./dom.js";

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const systemTheme = () => (systemDark.matches ? "dark" : "light");
/** The one that was chosen here; without one, the system's. */
export let theme = localStorage.getItem("theme") ?? systemTheme();
let onChange = () => {};

/** @param {() => void} listener */
export function whenDressed(listener) {
  onChange = listener;
}

function dress() {
  document.documentElement.classList.toggle("dark", theme === "dark");
  element("theme").textContent = theme === "dark" ? "Light" : "Dark";
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("#downloads a")
  )) {
    const url = new URL(link.href);
    url.searchParams.set("theme", theme);
    link.href = url.pathname + url.search;
  }
}

/** @param {string} wanted */
function wear(wanted) {
  theme = wanted;
  dress();
  onChange();
}

dress();
element("theme").addEventListener("click", () => {
  wear(theme === "dark" ? "light" : "dark");
  // Who chooses what the system has follows it again.
  if (theme === systemTheme()) localStorage.removeItem("theme");
  else localStorage.setItem("theme", theme);
});
systemDark.addEventListener("change", () => {
  if (localStorage.getItem("theme") === null) wear(systemTheme());
});
