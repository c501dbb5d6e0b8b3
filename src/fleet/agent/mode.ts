/** What a host lets its fleet's owner do, which it says itself in rc.conf. */
import { readWanted } from "../../buddy/configuration.ts";
import { refuse } from "../../buddy/refusal.ts";
import {
  AGENT_CAPTURE,
  AGENT_MODE,
  type Mode,
  readCapture,
  readMode,
} from "../../config/agentmode.ts";
import type { Host } from "../../host/host.ts";

/** Returns a host's mode. Throws a Refusal for another value, and what keeps rc.conf from being read. */
export async function modeOf(host: Host): Promise<Mode> {
  const read = readMode((await readWanted(host, () => {})).value(AGENT_MODE) ?? "");
  return "mode" in read ? read.mode : refuse("config", `${AGENT_MODE}: ${read.fault}`);
}

/** Does a host let its fleet's owner see frames? Throws as `modeOf` does. */
export async function mayCapture(host: Host): Promise<boolean> {
  const read = readCapture((await readWanted(host, () => {})).value(AGENT_CAPTURE) ?? "");
  return "isAllowed" in read ? read.isAllowed : refuse("config", `${AGENT_CAPTURE}: ${read.fault}`);
}
