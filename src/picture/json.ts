/** The topology as data, for other programs. */
import { jsonText } from "../buddy/printable.ts";
import type { Topology } from "../buddy/topology.ts";

/** Raised when a key changes its meaning or goes; new keys do not raise it. */
const VERSION = 1;

/**
 * A JSON object: `version`, then the keys of `Topology` (src/buddy/topology.ts), where each is described:
 * `hostname`, `time`, `bridges` with their `links`, `guest`s and `stats` (octets and packets as the bridge
 * counts them), `orphans`, and `graph`, every node with its hooks. Node IDs are numbers, not hexadecimal.
 */
export function toJson(topology: Topology): string {
  return jsonText({ version: VERSION, ...topology }, 1);
}
