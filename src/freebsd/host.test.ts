/** How the host's netgraph is reached, with commands that are scripts and a libc that is a lab's. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buddyLab } from "../../test/support/buddylab.ts";
import { labLibc } from "../../test/support/lablibc.ts";
import { LibcError } from "../host/ffi.ts";
import { Netgraph } from "../netgraph/client.ts";
import { errno, NetgraphError } from "../netgraph/errno.ts";
import { freebsdHost, type NetgraphWay } from "./host.ts";
import type { Libc } from "./libc.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "ngbuddy-host-"));
  command("sysctl", "echo 0");
  command("kldload", `echo "$@" > ${directory}/loaded`);
  command("ngctl", `echo "$@" >> ${directory}/asked; echo "There are 0 total nodes:"`);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function command(name: string, script: string): void {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** A kernel without netgraph until a module brings it. */
function modularLibc(refusals: number): Libc {
  const libc = labLibc(buddyLab().lab);
  let left = refusals;
  let refused = false;
  return {
    ...libc,
    socket(...args) {
      refused = left-- > 0;
      return refused ? -1 : libc.socket(...args);
    },
    errno: () => (refused ? errno.EAFNOSUPPORT : libc.errno()),
  };
}

function host(libc: () => Promise<Libc>, way?: NetgraphWay) {
  const pathOf = (name: string) => join(directory, name);
  return freebsdHost({ way, hostWay: "commands", uid: 0, libc, pathOf });
}

test("the module for sockets is loaded when the kernel does not know them", async () => {
  const socket = await host(async () => modularLibc(1)).openNetgraph();
  expect(readFileSync(join(directory, "loaded"), "utf8")).toBe("-nq ng_socket\n");
  expect(await (await Netgraph.open(socket)).nodes()).toMatchObject([{ type: "socket" }]);
});

test("a module that may not be loaded is told with the reason", async () => {
  command("kldload", `echo "kldload: can't load $2: Operation not permitted" >&2; exit 1`);
  const opening = host(async () => modularLibc(1)).openNetgraph();
  await expect(opening).rejects.toBeInstanceOf(NetgraphError);
  await expect(opening).rejects.toThrow(
    "load ng_socket: Address family not supported by protocol family (kldload: can't load ng_socket: Operation not permitted)",
  );
});

test("without libc it goes by ngctl, unless the socket is insisted on", async () => {
  const none = async () => {
    throw new LibcError("/lib/libc.so.7 cannot be reached: no FFI");
  };
  const netgraph = await Netgraph.open(await host(none).openNetgraph());
  expect(await netgraph.nodes()).toEqual([]);
  expect(readFileSync(join(directory, "asked"), "utf8")).toBe("list\n");
  await expect(host(none, "socket").openNetgraph()).rejects.toThrow("cannot be reached");
});

test("in a jail nothing is tried", async () => {
  command("sysctl", "echo 1");
  const opening = host(async () => modularLibc(0)).openNetgraph();
  await expect(opening).rejects.toThrow(
    "this is a jail; bridges and interfaces are made on its host",
  );
});
