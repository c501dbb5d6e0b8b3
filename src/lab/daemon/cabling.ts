/** Cables between labs, seen from outside of both: whether they run or not. */
import { existsSync } from "node:fs";
import {
  type CableWish,
  cablePlace,
  isSameCable,
  readCables,
  seenFrom,
  writeCables,
} from "./cablefile.ts";
import { about, aboutRunning, isRunning, plugCable, unplugCable } from "./client.ts";
import { type LabDirectory, labDirectory } from "./directory.ts";
import type { AttachedCable } from "./protocol.ts";
import { checkLab } from "./trust.ts";

/** Returns the cables in a lab's NICs, those of one that does not run as it has kept them. Throws as `about` does, and a CableFileError. */
export async function cablesOf(directory: LabDirectory): Promise<readonly AttachedCable[]> {
  const running = await aboutRunning(directory);
  if (running !== undefined) return running.cables;
  checkLab(directory);
  return readCables(directory).map((wish) => ({
    ...wish,
    ...{ interface: wish.nic, state: "down" as const, dropped: 0 },
  }));
}

/** Joins NICs of two labs that run, both or neither. Throws a PlugError that says why not. Returns the cable as the first lab sees it. */
export async function joinLabs(
  a: { readonly directory: LabDirectory; readonly nic: string },
  b: { readonly directory: LabDirectory; readonly nic: string },
): Promise<AttachedCable> {
  const wish = { nic: a.nic, lab: cablePlace(b.directory), peer: b.nic };
  await plugCable(a.directory, wish);
  try {
    await plugCable(b.directory, seenFrom(cablePlace(a.directory), wish));
  } catch (error) {
    await unplugCable(a.directory, a.nic);
    throw error;
  }
  return (await about(a.directory)).cables.find((one) => isSameCable(one, wish))!;
}

/** Pulls a cable out of a lab, and of the lab at its other end, where that is there and knows it. */
export async function partLabs(directory: LabDirectory, cable: CableWish): Promise<void> {
  await pullOut(directory, cable);
  if (!existsSync(cable.lab)) return;
  const other = seenFrom(cablePlace(directory), cable);
  const peer = labDirectory(cable.lab);
  if ((await cablesOf(peer)).some((one) => isSameCable(one, other))) await pullOut(peer, other);
}

async function pullOut(directory: LabDirectory, cable: CableWish): Promise<void> {
  if (await isRunning(directory)) {
    await unplugCable(directory, cable.nic);
    return;
  }
  const left = readCables(directory).filter((one) => !isSameCable(one, cable));
  writeCables(directory, left);
}
