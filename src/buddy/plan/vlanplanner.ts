/** The planner of VLANs: loaded where rc.conf or the host has some, so that no other run has to load it. */

type Loaded = typeof import("../network/vlanplanner.ts");
let loaded: Loaded | undefined;

/** Loads it, before a plan is drawn up that has to do with VLANs. */
export async function loadVlanPlanner(): Promise<void> {
  loaded = await import("../network/vlanplanner.ts");
}

/** Returns it; undefined as long as nobody has loaded it, and then there are no VLANs. */
export function vlanPlanner(): Loaded | undefined {
  return loaded;
}
