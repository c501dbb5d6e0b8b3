/** DHCP's client on the interface that the host moves to. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { CommandError } from "../../host/commanderror.ts";
import type { Host } from "../../host/host.ts";
import { labHost } from "../../lab/host.ts";
import { performForHost } from "./readdress.ts";

/** Starts the client on a host whose service says this. */
async function start(stderr: string): Promise<void> {
  const own = labHost(buddyLab().lab);
  const host: Host = {
    ...own,
    run: async (argv, options) =>
      argv[0] === "service"
        ? { argv, status: 1, stdout: "", stderr }
        : await own.run(argv, options),
  };
  await performForHost(host, { op: "dhclient", interface: "vtnet0", action: "start" });
}

test("a client that devd has started meanwhile is as good as ours, and any other failure is one", async () => {
  await start("dhclient already running?  (pid=812).\n");
  expect(start("/etc/rc.d/dhclient: WARNING: failed to start dhclient\n")).rejects.toThrow(
    CommandError,
  );
});
