/** Which hooks of a bridge NICs and eifaces get (`ngbuddy_public_hooks`, `ngbuddy_max_retries`). */

/** The hooks of every bridge on a NIC, unless ngbuddy_BRIDGE_uplink says it for one. */
export interface HookSettings {
  /** Uplink hooks (ng_bridge(4)), so that the bridge does not learn the world outside? */
  readonly uplink: boolean;
  /** Was that asked for? Nobody has asked for the default, and a kernel without uplink hooks does with links. */
  readonly isWritten: boolean;
  /** How many taken hooks are passed over, at most. */
  readonly maxRetries: number;
}

/** What the newer ngbuddy(8) of the ports has when nothing is set. */
export const DEFAULT_MAX_RETRIES = 1024;

/** More than the links that a bridge was seen to have, and no number that a sum could turn into another. */
export const MAX_RETRIES = 1_000_000;

/** Reads both variables; `fault` is told of a value that cannot be used, and reading goes on as if it were not there. */
export function readHooks(
  text: (variable: string) => string,
  fault: (variable: string, what: string) => void,
): HookSettings {
  const hooks = text("ngbuddy_public_hooks").trim();
  const isKnown = hooks === "uplink" || hooks === "link";
  if (!isKnown && hooks !== "")
    fault("ngbuddy_public_hooks", `"${hooks}" is neither uplink nor link`);
  return {
    uplink: hooks !== "link",
    isWritten: isKnown,
    maxRetries: readRetries(text("ngbuddy_max_retries").trim(), (what) =>
      fault("ngbuddy_max_retries", what),
    ),
  };
}

function readRetries(text: string, fault: (what: string) => void): number {
  if (text === "") return DEFAULT_MAX_RETRIES;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= MAX_RETRIES) return number;
  fault(`"${text}" is no number from 0 to ${MAX_RETRIES}`);
  return DEFAULT_MAX_RETRIES;
}
