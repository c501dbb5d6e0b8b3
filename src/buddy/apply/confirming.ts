/** What waits to be confirmed is confirmed, or is not to be any more. */
import type { Host } from "../../host/host.ts";
import { AWAITING, findJournals } from "./journal.ts";
import { withEntry } from "./journaltext.ts";
import { unconfirmed } from "./unconfirmed.ts";

/** Is there a journal of this name that waits, or that is being undone? */
export async function isAwaiting(host: Host, name: string): Promise<boolean> {
  return (await host.files.list(AWAITING)).includes(name);
}

/** Returns what could be confirmed no more, and is still to be undone. */
export async function tooLate(host: Host): Promise<string[]> {
  const { journals } = await findJournals(host, "left", { awaitingOnly: true });
  return journals.flatMap(({ awaiting, plan }) => (awaiting === undefined ? [] : [plan.request]));
}

/** Confirms what awaits it, all or what was requested so: it stays. Returns what was requested. */
export async function confirmAll(host: Host, request?: string): Promise<string[]> {
  const confirmed: string[] = [];
  for (const { path, plan } of await unconfirmed(host)) {
    if (request !== undefined && plan.request !== request) continue;
    await host.files.remove(path);
    confirmed.push(plan.request);
  }
  return confirmed;
}

/**
 * Has what waits to be confirmed be too late for that, all or what was requested so, so that `recover` undoes it. Returns what
 * it is. A process that is killed meanwhile leaves it too late, and whoever comes next undoes it.
 */
export async function refuseAll(host: Host, request?: string): Promise<string[]> {
  const refused: string[] = [];
  const { seconds } = await host.uptime();
  for (const { path, plan } of await unconfirmed(host)) {
    if (request !== undefined && plan.request !== request) continue;
    let isThere = false;
    await host.files.edit(path, (text) => {
      isThere = text !== undefined;
      return text === undefined ? undefined : withEntry(text, { awaiting: seconds });
    });
    if (isThere) refused.push(plan.request);
  }
  return refused;
}
