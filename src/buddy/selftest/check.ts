/** What a self-test finds out: one thing after the other, each with its result. */
import type { Host } from "../../host/host.ts";

/** One thing that a self-test finds out. */
export interface SelfTestCheck {
  readonly name: string;
  /** Returns what was seen. Throws what is wrong, and what would help; a Skipped for what was not tried. */
  find(host: Host): Promise<string>;
  /** Is there anything to find out? There is, when left out. */
  applies?(host: Host): Promise<boolean>;
}

/** What came of it. */
export interface Check {
  readonly name: string;
  readonly result: "ok" | "failed" | "skipped";
  /** What was seen, or why it failed and what would help. */
  readonly detail: string;
}

/** What is to be said in place of a failure: this was not tried, and why. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/** Tries something; what it gives is the detail, what it throws the reason of its failure. */
export async function check(name: string, attempt: () => Promise<string>): Promise<Check> {
  try {
    return { name, result: "ok", detail: await attempt() };
  } catch (error) {
    const { message } = error as Error;
    return { name, result: error instanceof Skipped ? "skipped" : "failed", detail: message };
  }
}

/** Makes every check of a list, one after the other. */
export async function runChecks(list: readonly SelfTestCheck[], host: Host): Promise<Check[]> {
  const found: Check[] = [];
  for (const one of list) {
    if ((await one.applies?.(host)) === false) continue;
    found.push(await check(one.name, () => one.find(host)));
  }
  return found;
}
