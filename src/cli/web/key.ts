/** The key by which `ngbuddy web` knows the browsers that it let in. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { Host } from "../../host/host.ts";
import { KeyFile } from "../../web/keyfile.ts";
import { exitStatus, Failure, type Io, reasonOf } from "../io.ts";

/** Does something with the host's key file. Throws a Failure that names the file when it cannot be read or made. */
export function withKey<T>(host: Host, io: Io, use: (key: KeyFile) => T): T {
  const file = keyFile(host, io);
  try {
    return use(new KeyFile(file));
  } catch (error) {
    throw new Failure(
      exitStatus.cannotCreate,
      `web: cannot keep its key in ${file}: ${reasonOf(error)}`,
    );
  }
}

/** Where the server keeps the key of its cookies, so that browsers stay let in when it is started again. */
function keyFile(host: Host, { env }: Io): string {
  if (host.kind === "freebsd") return "/var/db/ngbuddy/web.key";
  return join(
    env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"),
    "ngbuddy",
    "web.key",
  );
}
