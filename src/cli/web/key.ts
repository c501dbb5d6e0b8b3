/** The key by which what serves pages knows the browsers that it let in. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { Host } from "../../host/host.ts";
import { KeyFile } from "../../web/keyfile.ts";
import { exitStatus, Failure, type Io, reasonOf } from "../io.ts";

/** Does something with the host's key file. Throws a Failure that names the file when it cannot be read or made. */
export function withKey<T>(host: Host, io: Io, use: (key: KeyFile) => T): T {
  return withFile("web", host.kind === "freebsd" ? FILE : stateFile("web.key", io), use);
}

/** Does the same with the key of the page of many hosts, which is the user's own. */
export function withFleetKey<T>(io: Io, use: (key: KeyFile) => T): T {
  return withFile("fleet web", stateFile("fleetweb.key", io), use);
}

function withFile<T>(subcommand: string, file: string, use: (key: KeyFile) => T): T {
  try {
    return use(new KeyFile(file));
  } catch (error) {
    throw new Failure(
      exitStatus.cannotCreate,
      `${subcommand}: cannot keep its key in ${file}: ${reasonOf(error)}`,
    );
  }
}

/** Where a host keeps it, so that browsers stay let in when the server is started again. */
const FILE = "/var/db/ngbuddy/web.key";

/** A file among what the user's programs keep. */
function stateFile(name: string, { env }: Io): string {
  return join(
    env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"),
    "ngbuddy",
    name,
  );
}
