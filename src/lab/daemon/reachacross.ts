/** Who can ping whom in a lab and in those that are joined with it by cables, from cable to cable. */
import type { BeyondPing, Reach, ReachParty, ReachPing } from "../reach.ts";
import { cablePlace } from "./cablefile.ts";
import { cablesOf } from "./cabling.ts";
import { askForJson, reach } from "./client.ts";
import { type LabDirectory, labDirectory } from "./directory.ts";

/** A lab's own part of it. */
interface Part {
  readonly directory: LabDirectory;
  readonly measured: Reach;
  /** The place that its first party has among all. */
  readonly first: number;
  /** Those of its parties that are shown: of another lab than the first not the LANs, which are that one's surroundings. */
  readonly parties: readonly ReachParty[];
}

const ownAddresses = ({ addresses, addresses6 }: ReachParty) => [...addresses, ...addresses6];

/** Lets everybody in these labs ping everybody. The parties of the first lab come first. */
export async function reachAcross(directory: LabDirectory): Promise<Reach> {
  const [first, ...others] = await joinedWith(directory);
  if (others.length === 0) return await reach(directory);
  const parts: Part[] = [];
  let count = 0;
  for (const one of [first!, ...others]) {
    const measured = await reach(one);
    const parties = measured.parties
      .filter(({ kind }) => one === first || kind !== "lan")
      .map((party) => (one === first ? party : { ...party, lab: one.path }));
    parts.push({ directory: one, measured, first: count, parties });
    count += parties.length;
  }
  const beyond = await Promise.all(parts.map((part) => pingsBeyond(part, parts)));
  return {
    parties: parts.flatMap(({ parties }) => parties),
    pings: [...parts.flatMap(pingsWithin), ...beyond.flat()],
  };
}

/** The labs that a cable with a carrier leads to, and those behind them; the lab itself first. */
async function joinedWith(directory: LabDirectory): Promise<LabDirectory[]> {
  const found = new Map([[cablePlace(directory), directory]]);
  for (const one of found.values()) {
    for (const { lab, state } of await cablesOf(one))
      if (state === "up" && !found.has(lab)) found.set(lab, labDirectory(lab));
  }
  return [...found.values()];
}

/** The places of parties in what was measured are those among all, for the LANs come last. */
function pingsWithin({ measured, first, parties }: Part): ReachPing[] {
  return measured.pings
    .filter(({ from, to }) => from < parties.length && to < parties.length)
    .map((ping) => ({ ...ping, from: first + ping.from, to: first + ping.to }));
}

/** An address that somebody of the own lab has too is not asked for: nobody could tell who answers. */
async function pingsBeyond(part: Part, parts: readonly Part[]): Promise<ReachPing[]> {
  const own = new Set(part.measured.parties.flatMap(ownAddresses));
  const targets = parts
    .filter((one) => one !== part)
    .flatMap(({ parties, first }) =>
      parties.flatMap((party, at) =>
        ownAddresses(party).map((address) => ({ address, to: first + at })),
      ),
    )
    .filter(({ address }) => !own.has(address));
  const asked = [...new Set(targets.map(({ address }) => address))];
  const pings = (await askForJson(part.directory, { beyond: asked })) as readonly BeyondPing[];
  return pings
    .filter(({ from }) => from < part.parties.length)
    .flatMap((ping) =>
      targets
        .filter(({ address }) => address === ping.address)
        .map(({ to }) => ({ ...ping, from: part.first + ping.from, to })),
    );
}
