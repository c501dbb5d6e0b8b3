/** What waits to be confirmed, and is undone unless it is. */
import type { Host } from "../../host/host.ts";
import type { Waiting } from "../topology.ts";
import { findJournals, type ReadJournal } from "./journal.ts";

/** Returns what waits to be confirmed. */
export async function waiting(host: Host): Promise<Waiting[]> {
  return (await unconfirmed(host)).map(({ plan, secondsLeft }) => ({
    request: plan.request,
    secondsLeft,
  }));
}

type Unconfirmed = ReadJournal & { readonly secondsLeft: number };

/** Returns the journals of what waits to be confirmed. */
export async function unconfirmed(host: Host): Promise<Unconfirmed[]> {
  const { journals } = await findJournals(host, "live", { awaitingOnly: true });
  return journals.filter((one): one is Unconfirmed => one.secondsLeft !== undefined);
}
