/** What jls(8) prints of jails as JSON, as values. */
import { field, OutputError, readJson } from "./json.ts";

/** A jail that runs. */
export interface JailInfo {
  readonly jid: number;
  readonly name: string;
  readonly hostname: string;
  readonly path: string;
  /** Does it have a network stack of its own? */
  readonly vnet: boolean;
}

/** The parameters to ask jls for. */
export const jlsArguments = [
  "-n",
  "--libxo",
  "json",
  "jid",
  "name",
  "vnet",
  "host.hostname",
  "path",
];

/** Reads `jls -n --libxo json jid name vnet host.hostname path`. Throws an OutputError when it is no such output. */
export function parseJls(text: string): JailInfo[] {
  const information = field(readJson("jls", text), "jail-information");
  if (typeof information !== "object" || information === null) throw new OutputError("jls", text);
  const jails = field(information, "jail") ?? [];
  if (!Array.isArray(jails)) throw new OutputError("jls", text);
  return jails.map((jail) => {
    // Numbers are strings under -n (seen on 15), numbers otherwise.
    const jid = Number(field(jail, "jid"));
    if (!(Number.isSafeInteger(jid) && jid > 0)) throw new OutputError("jls", text);
    return {
      jid,
      name: String(field(jail, "name") ?? jid),
      hostname: String(field(jail, "host.hostname") ?? field(jail, "hostname") ?? ""),
      path: String(field(jail, "path") ?? ""),
      vnet: field(jail, "vnet") === "new",
    };
  });
}
