/** The second host of a description: it has a lab of its own beside the first one's, and cables lead to it. */
import { existsSync } from "node:fs";
import { readRegular } from "../../host/regular.ts";
import type { HostDescription } from "../base/description.ts";
import { parseHostDescription } from "../hostjson.ts";
import { cablesOf, joinLabs } from "./cabling.ts";
import { startLab } from "./client.ts";
import { type LabDirectory, labDirectory } from "./directory.ts";
import { checkLab } from "./trust.ts";

/** Returns where the second host of a lab is: beside the lab, with -2. Throws a DirectoryError for a path that is too long. */
export function secondDirectory({ path }: LabDirectory): LabDirectory {
  return labDirectory(`${path}-2`);
}

/** Returns the lab of the second host; undefined when a lab's host has none, or its description cannot be read. */
export function secondOf(directory: LabDirectory): LabDirectory | undefined {
  if (describedSecond(directory) === undefined) return undefined;
  const second = secondDirectory(directory);
  return existsSync(second.hostFile) ? second : undefined;
}

/** What was started. */
export interface StartedLabs {
  /** False when the first lab ran already. */
  readonly started: boolean;
  /** The lab of its second host, when it was started, too. */
  readonly second?: LabDirectory;
  /** Plugs in the cables between the two, where they are not: what waits meanwhile need not wait for the other lab. */
  join(): Promise<void>;
}

/** Starts a lab as `startLab` does, and with it that of its second host. */
export async function startLabs(
  directory: LabDirectory,
  self: readonly string[],
  description?: HostDescription,
): Promise<StartedLabs> {
  if (description?.second !== undefined) secondDirectory(directory);
  const started = await startLab(directory, self, description);
  const second = describedSecond(directory);
  // One that was stopped for itself stays so as long as the first runs.
  if (!started || second === undefined) return { started, join: async () => {} };
  const beside = secondDirectory(directory);
  const isNew = description !== undefined || !existsSync(beside.hostFile);
  await startLab(beside, self, isNew ? second.host : undefined);
  return {
    started,
    second: beside,
    async join() {
      const there = await cablesOf(directory);
      for (const { nic, to } of second.cables) {
        if (there.some((one) => one.nic === nic)) continue;
        await joinLabs({ directory, nic }, { directory: beside, nic: to });
      }
    },
  };
}

function describedSecond(directory: LabDirectory): HostDescription["second"] {
  if (!existsSync(directory.hostFile)) return undefined;
  checkLab(directory);
  try {
    return parseHostDescription(readRegular(directory.hostFile, "any").toString()).second;
  } catch {
    return undefined;
  }
}
