/** The description of a host that a lab is to be, from a file. */
import { readFileSync } from "node:fs";
import { DescriptionError, type HostDescription } from "../../lab/base/description.ts";
import { parseHostDescription } from "../../lab/hostjson.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";

/** The option that names the file. */
export const HOST_OPTION = {
  type: "string",
  value: "FILE.json",
  of: "files",
  summary: "the host that FILE describes, instead of one NIC on a LAN",
} as const;

/** Throws a Failure for a file that cannot be read, or that describes no host. */
export function readDescription(file: string): HostDescription {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(exitStatus.noInput, `lab: cannot read ${file}: ${reasonOf(error)}`);
  }
  try {
    return parseHostDescription(text);
  } catch (error) {
    if (error instanceof DescriptionError)
      throw new Failure(exitStatus.data, `lab: ${file}: ${error.message}`);
    throw error;
  }
}
