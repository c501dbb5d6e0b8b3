/** What a service sets in the environment of the program that it runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./targets.ts";

/** Returns the variables that packaging/ has for a service: `ngbuddy_agent`. Throws where it has none. */
export function serviceEnvironment(service: string): { readonly [variable: string]: string } {
  const text = readFileSync(join(root, "packaging", `${service}.rc.in`), "utf8");
  const [, words] = new RegExp(`^: "\\$\\{${service}_env=([^}]+)\\}"$`, "m").exec(text) ?? [];
  if (words === undefined) throw new Error(`${service} sets no environment`);
  return Object.fromEntries(words.split(" ").map((word) => word.split("=")));
}
