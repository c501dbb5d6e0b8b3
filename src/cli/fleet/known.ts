/** Hosts of a fleet, by the names that somebody types. */
import { nearest } from "../../config/nearest.ts";
import type { FleetFile } from "../../fleet/shapes.ts";
import type { Member } from "../../fleet/subjects.ts";
import { exitStatus, Failure } from "../io.ts";

/** Returns the host of this name. Throws a Failure that names the nearest when there is none. */
export function knownHost({ hosts }: FleetFile, name: string): Member {
  const member = hosts.find((one) => one.name === name);
  if (member !== undefined) return member;
  const names = hosts.map((one) => one.name);
  const near = nearest(name, names);
  const hint =
    near === undefined ? `there are: ${names.join(" ") || "none"}` : `did you mean ${near}?`;
  throw new Failure(exitStatus.data, `there is no host "${name}" in the fleet; ${hint}`);
}
