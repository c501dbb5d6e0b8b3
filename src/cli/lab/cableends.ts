/** The ends of cables, as they are typed: `LAB:NIC`. */
import { printable } from "../../buddy/printable.ts";
import { nearest } from "../../config/nearest.ts";
import type { Environment, LabDirectory } from "../../lab/daemon/directory.ts";
import type { About } from "../../lab/daemon/protocol.ts";
import { exitStatus, Failure } from "../io.ts";
import { labCalled } from "./known.ts";

/** An end of a cable. */
export interface CablePlace {
  readonly directory: LabDirectory;
  readonly nic: string;
}

/** Reads an end. Throws a Failure for what names none. */
export function cableEnd(subcommand: string, text: string, env: Environment): CablePlace {
  const colon = text.lastIndexOf(":");
  const [lab, nic] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1)];
  if (lab === "" || nic === "")
    throw new Failure(
      exitStatus.usage,
      `${subcommand}: "${printable(text)}" is no end of a cable; give a lab, a colon and its NIC, such as default:vtnet1`,
    );
  return { directory: labCalled(subcommand, lab, env), nic };
}

/** Returns what the description of a lab's host calls a NIC that is named by that or by what it is called now. Throws a Failure when there is none. */
export function describedNic(
  subcommand: string,
  { nics }: About,
  { directory, nic }: CablePlace,
): string {
  const found = nics.find((one) => one.interface === nic) ?? nics.find(({ name }) => name === nic);
  if (found !== undefined) return found.name;
  const names = nics.map((one) => one.interface);
  const meant = nearest(nic, names);
  const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  throw new Failure(
    exitStatus.noHost,
    `${subcommand}: the host of ${printable(directory.path)} has no NIC ${printable(nic)}; ${meant === undefined || names.length < 4 ? known : `did you mean ${meant}?`} (NICs are in its host.json, "interfaces")`,
  );
}
