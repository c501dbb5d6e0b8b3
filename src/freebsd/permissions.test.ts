/** Who may use netgraph, said before anything is tried. */
import { expect, test } from "bun:test";
import type { Host } from "../host/host.ts";
import { checkPermissions, NotAllowed } from "./permissions.ts";

/** A host whose sysctl says whether it is a jail; undefined: it says nothing. */
function hostWith(jailed: string | undefined): Host {
  return {
    kernel: async () => undefined,
    run: async (argv) => ({
      argv,
      status: jailed === undefined || !argv.includes("security.jail.jailed") ? 1 : 0,
      stdout: jailed === undefined ? "" : `${jailed}\n`,
      stderr: "",
    }),
  } as Partial<Host> as Host;
}

test("root on a host may use netgraph, also where sysctl says nothing of jails", async () => {
  await checkPermissions(hostWith("0"), 0);
  await checkPermissions(hostWith(undefined), 0);
});

test("another user is told how to become root", async () => {
  for (const uid of [1001, undefined]) {
    const refused = checkPermissions(hostWith("0"), uid);
    await expect(refused).rejects.toThrow(
      "netgraph is for root; try: doas ngbuddy … or sudo ngbuddy …",
    );
    await expect(refused).rejects.toBeInstanceOf(NotAllowed);
  }
});

test("root of a jail is told to go to the host", async () => {
  await expect(checkPermissions(hostWith("1"), 0)).rejects.toThrow("this is a jail");
});
