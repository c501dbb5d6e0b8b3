/** The description of a host that a lab is to be, from a file. */
import { readFileSync } from "node:fs";
import type { NamedFrom } from "../../host/namedplace.ts";
import { DescriptionError, type HostDescription } from "../../lab/base/description.ts";
import { parseHostDescription } from "../../lab/hostjson.ts";
import { exitStatus, Failure } from "../io.ts";
import { atNamed, toRead } from "../namedfiles.ts";

/** The option that names the file. */
export const HOST_OPTION = {
  type: "string",
  value: "FILE.json",
  of: "files",
  summary: "the host that FILE describes, instead of one NIC on a LAN",
} as const;

/** Throws a Failure for a file that cannot be read, or that describes no host. */
export function readDescription(from: NamedFrom, file: string): HostDescription {
  const text = atNamed(from, file, toRead("lab", file), (place) => readFileSync(place, "utf8"));
  try {
    return parseHostDescription(text);
  } catch (error) {
    if (error instanceof DescriptionError)
      throw new Failure(exitStatus.data, `lab: ${file}: ${error.message}`);
    throw error;
  }
}
