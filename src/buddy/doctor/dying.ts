/** Jails that are dying: they have ended, and something of them is still in use. */
import { CommandError } from "../../host/commanderror.ts";
import type { Host } from "../../host/host.ts";
import { field, readJson } from "../../host/json.ts";

/** A jail that is dying. */
export interface DyingJail {
  readonly jid: number;
  /** Its name, which it may have lost. */
  readonly name: string;
}

/** Asks jls(8). Throws a CommandError or an OutputError. */
export async function dyingJails(host: Host): Promise<readonly DyingJail[]> {
  const result = await host.run(["jls", "-d", "-n", "--libxo", "json", "jid", "name", "dying"]);
  if (result.status !== 0) throw new CommandError(result);
  const list = field(field(readJson("jls", result.stdout), "jail-information"), "jail") ?? [];
  const jails: readonly unknown[] = Array.isArray(list) ? list : [];
  return jails
    .filter((jail) => ["true", "1"].includes(String(field(jail, "dying"))))
    .map((jail) => ({ jid: Number(field(jail, "jid")), name: String(field(jail, "name") ?? "") }));
}
