/** `ngbuddy lab cable`: a NIC of one lab and a NIC of another on one wire, or which are. */
import { columnsOf, padded } from "../../buddy/columns.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { cablePlace, seenFrom } from "../../lab/daemon/cablefile.ts";
import { cablesOf, joinLabs } from "../../lab/daemon/cabling.ts";
import { about } from "../../lab/daemon/client.ts";
import { type LabDirectory, labDirectory } from "../../lab/daemon/directory.ts";
import type { About, AttachedCable } from "../../lab/daemon/protocol.ts";
import { SilentLab } from "../../lab/daemon/signsoflife.ts";
import { TrustError } from "../../lab/daemon/trust.ts";
import { exitStatus, Failure, type Io } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { type CablePlace, cableEnd, describedNic } from "./cableends.ts";
import { labOf } from "./context.ts";
import { knownLabs, nameAmong } from "./known.ts";
import { ensureLab } from "./started.ts";

const EXAMPLE = "ngbuddy lab cable default:vtnet1 other:vtnet1";

export const subcommand = makeSubcommand({
  name: "lab cable",
  summary: "join a NIC of one lab with a NIC of another one, or show which are",
  details: `Both are labs of this user, by name (lab list) or directory. The cable takes the place of the LAN behind each NIC, and stays
until lab uncable: a lab that is started again has it still. As long as one of the two labs does not run, the NIC of the other
has no carrier. While both run, who waits in them (ping, sleep) waits as long as it says.`,
  arguments: [
    { name: "END", optional: true },
    { name: "OTHER-END", optional: true },
  ],
  options: { json: { type: "boolean", summary: "which there are, as JSON" } },
  example: EXAMPLE,
  async run({ end, "other-end": otherEnd }, { json }, context) {
    const { self } = labOf(context);
    if (end === undefined) {
      await showCables(context, json === true);
      return exitStatus.ok;
    }
    if (otherEnd === undefined)
      throw new Failure(
        exitStatus.usage,
        `lab cable: a cable has two ends; for example: ${EXAMPLE}`,
      );
    const typed = [end, otherEnd].map((text) => cableEnd("lab cable", text, context.env));
    const [a, b] = [typed[0]!, typed[1]!];
    if (cablePlace(a.directory) === cablePlace(b.directory))
      throw new Failure(
        exitStatus.usage,
        `lab cable: both ends are in ${printable(a.directory.path)}; a cable joins two labs`,
      );
    for (const { directory } of typed) await ensureLab(directory, self, context);
    const [ofA, ofB] = [await about(a.directory), await about(b.directory)];
    const [endOfA, endOfB] = [
      { ...a, nic: describedNic("lab cable", ofA, a) },
      { ...b, nic: describedNic("lab cable", ofB, b) },
    ];
    checkFree(end, endOfA, ofA, endOfB);
    checkFree(otherEnd, endOfB, ofB, endOfA);
    const made = await joinLabs(endOfA, endOfB);
    if (made.state !== "up")
      throw new Failure(
        exitStatus.temporary,
        `lab cable: the cable is plugged in, and has no carrier yet; look again: ngbuddy lab cable`,
      );
    const [one, other] = [printable(end), printable(otherEnd)];
    context.out(`${one} and ${other} are joined; to part them: ngbuddy lab uncable ${one}\n`);
    for (const line of alike(ofA, endOfA.nic, ofB, endOfB.nic)) context.err(`ngbuddy: ${line}\n`);
    return exitStatus.ok;
  },
});

/** Returns what keeps two hosts from talking to each other: addresses that both have. */
function alike(a: About, nicOfA: string, b: About, nicOfB: string): string[] {
  const etherOf = ({ nics }: About, wanted: string) =>
    nics.find(({ name }) => name === wanted)?.ether ?? "";
  const ether = etherOf(a, nicOfA);
  return [
    ...(ether === etherOf(b, nicOfB)
      ? [
          `both NICs have the Ethernet address ${ether}, and hear nothing of each other; give one of them another: "ether" in its host.json`,
        ]
      : []),
    ...(a.hostname === b.hostname
      ? [
          `both hosts are called ${printable(a.hostname)}, so that their kernels make up the same Ethernet addresses for jails; give one of them another name: "hostname" in its host.json`,
        ]
      : []),
  ];
}

/** Throws a Failure when another cable than the wanted one is in the NIC. */
function checkFree(text: string, { nic }: CablePlace, { cables }: About, to: CablePlace): void {
  const there = cables.find((one) => one.nic === nic);
  if (there === undefined) return;
  if (there.lab === cablePlace(to.directory) && there.peer === to.nic) return;
  throw new Failure(
    exitStatus.unavailable,
    `lab cable: ${printable(text)} has a cable already, to ${printable(there.peer)} in ${printable(there.lab)}; pull it out first: ngbuddy lab uncable ${printable(text)}`,
  );
}

interface Row {
  readonly ends: readonly [Shown, Shown];
  readonly state: string;
  readonly why?: string;
}

interface Shown {
  readonly lab: string;
  readonly path: string;
  readonly nic: string;
}

/** Prints the cables of all labs, each once. */
async function showCables({ env, out }: Pick<Io, "env" | "out">, json: boolean): Promise<void> {
  const all = knownLabs(env);
  const seen = new Set<string>();
  const rows: Row[] = [];
  for (const directory of all) {
    const place = cablePlace(directory);
    for (const cable of await cablesOrNone(directory)) {
      const other = seenFrom(place, cable);
      if (seen.has(`${place} ${cable.nic} ${cable.peer}`)) continue;
      seen.add(`${cable.lab} ${other.nic} ${other.peer}`);
      rows.push(rowOf(all, directory, cable));
    }
  }
  if (json) out(jsonText({ version: 1, cables: rows }));
  else if (rows.length === 0) out(`There are no cables. Plug one in: ${EXAMPLE}\n`);
  else {
    const name = ({ lab, nic }: Shown) => `${lab}:${printable(nic)}`;
    const wide = (side: 0 | 1) => Math.max(...rows.map(({ ends }) => columnsOf(name(ends[side]))));
    for (const { ends, state, why } of rows) {
      const names = ([0, 1] as const).map((side) => padded(name(ends[side]), wide(side)));
      out(`${names.join("  ")}  ${why === undefined ? state : `${state}: ${why}`}\n`);
    }
  }
}

function rowOf(all: readonly LabDirectory[], directory: LabDirectory, cable: AttachedCable): Row {
  const peer = all.find((one) => cablePlace(one) === cable.lab) ?? labDirectory(cable.lab);
  const [own, other] = [nameAmong(all, directory), nameAmong(all, peer)];
  const remedy = `ngbuddy lab uncable ${own}:${cable.interface}`;
  const why = {
    up: undefined,
    down: "not both of them run",
    unknown: `${other} has no such cable (${remedy})`,
    lost: `${own} has no such NIC (${remedy})`,
  }[cable.state];
  return {
    ends: [
      { lab: own, path: directory.path, nic: cable.interface },
      { lab: other, path: peer.path, nic: cable.peer },
    ],
    state: cable.state === "up" ? "up" : "down",
    ...(why !== undefined && { why }),
  };
}

/** A lab that says nothing, and one that is not ours alone, are no reason not to show the others. */
async function cablesOrNone(directory: LabDirectory): Promise<readonly AttachedCable[]> {
  try {
    return await cablesOf(directory);
  } catch (error) {
    if (error instanceof SilentLab || error instanceof TrustError) return [];
    throw error;
  }
}
