/** What waits to be confirmed, and is undone unless it is. */
import type { Host } from "../../host/host.ts";
import type { Waiting } from "../topology.ts";
import { AWAITING, findJournals, type ReadJournal } from "./journal.ts";
import { withEntry } from "./journaltext.ts";

/** Returns what waits to be confirmed. */
export async function waiting(host: Host): Promise<Waiting[]> {
  return (await unconfirmed(host)).map(({ plan, secondsLeft }) => ({
    request: plan.request,
    secondsLeft,
  }));
}

type Unconfirmed = ReadJournal & { readonly secondsLeft: number };

async function unconfirmed(host: Host): Promise<Unconfirmed[]> {
  const { journals } = await findJournals(host, "live", { awaitingOnly: true });
  return journals.filter((one): one is Unconfirmed => one.secondsLeft !== undefined);
}

/** Is there a journal of this name that waits, or that is being undone? */
export async function isAwaiting(host: Host, name: string): Promise<boolean> {
  return (await host.files.list(AWAITING)).includes(name);
}

/** Returns what could be confirmed no more, and is still to be undone. */
export async function tooLate(host: Host): Promise<string[]> {
  const { journals } = await findJournals(host, "left", { awaitingOnly: true });
  return journals.flatMap(({ awaiting, plan }) => (awaiting === undefined ? [] : [plan.request]));
}

/** Confirms everything that awaits it: it stays. Returns what was requested. */
export async function confirmAll(host: Host): Promise<string[]> {
  const confirmed: string[] = [];
  for (const { path, plan } of await unconfirmed(host)) {
    await host.files.remove(path);
    confirmed.push(plan.request);
  }
  return confirmed;
}

/**
 * Has everything that waits to be confirmed be too late for that, so that `recover` undoes it. Returns what it is. A process
 * that is killed meanwhile leaves it too late, and whoever comes next undoes it.
 */
export async function refuseAll(host: Host): Promise<string[]> {
  const refused: string[] = [];
  const { seconds } = await host.uptime();
  for (const { path, plan } of await unconfirmed(host)) {
    let isThere = false;
    await host.files.edit(path, (text) => {
      isThere = text !== undefined;
      return text === undefined ? undefined : withEntry(text, { awaiting: seconds });
    });
    if (isThere) refused.push(plan.request);
  }
  return refused;
}
