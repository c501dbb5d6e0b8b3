/** A fleet to which everything happens at once, for some minutes. */
import { chaos } from "../test/support/fleetchaos.ts";
import { seconds as measure, type Row } from "./measure.ts";

/** Lets servers, agents, hosts and connections die for so many seconds while changes roll out. Throws when anything did not hold. */
export async function survival(hosts: number, seconds: number): Promise<Row[]> {
  // What happens is another thing each time; with the same seed it is the same.
  const seed = Number(process.env["NGBUDDY_TEST_SEED"] ?? Date.now() % 1_000_000);
  const until = performance.now() + seconds * 1000;
  const rows: Row[] = [{ what: "NGBUDDY_TEST_SEED", value: String(seed) }];
  let last: Awaited<ReturnType<typeof chaos>> | undefined;
  const took = await measure(async () => {
    last = await chaos({ hosts, seed, goOn: () => performance.now() < until });
  });
  const { befell, outcomes, changes, events, whole } = last!;
  const all = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([what, count]) => `${count} ${what}`).join(", ");
  rows.push(
    { what: "time", value: `${took.toFixed(0)} s` },
    { what: "killed, cut or booted", value: all(befell) },
    { what: `changes, on ${hosts} hosts each`, value: String(changes) },
    { what: "what became of them, host by host", value: all(outcomes) },
    { what: "events that servers kept, none lost", value: String(events) },
    {
      what: "hosts that are whole, reached, and as the last change says",
      value: `${whole} of ${hosts}`,
    },
  );
  return rows;
}
