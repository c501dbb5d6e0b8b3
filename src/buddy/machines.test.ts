/** What vm-bhyve keeps of its machines. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../test/support/applying.ts";
import { machine } from "../../test/support/machines.ts";
import type { Host } from "../host/host.ts";
import { readWanted } from "./configuration.ts";
import { machineNics, vmConfiguration } from "./machines.ts";

const LAN = ["ngctl mkpeer vtnet0: bridge lower link0", "ngctl name vtnet0:lower lan"];

describe("vm-bhyve's directory", () => {
  test("is vm_dir, and its switches are read from there", async () => {
    const { lab, host } = await applying("sysrc vm_dir=/vm", "mkdir -p /vm/.config");
    lab.files.write("/vm/.config/system.conf", 'switch_list="old"\n');
    const vm = await vmConfiguration(host, await readWanted(host));
    expect(vm).toMatchObject({ file: "/vm/.config/system.conf", exists: true });
    expect(vm.value("switch_list")).toBe("old");
    expect(vm.value("type_old")).toBeUndefined();
  });

  test("may have no configuration yet", async () => {
    const { host } = await applying("sysrc vm_dir=/vm");
    expect(await vmConfiguration(host, await readWanted(host))).toMatchObject({ exists: false });
  });

  test("of a dataset is where that is mounted", async () => {
    const { host } = await applying("sysrc vm_dir=zfs:zroot/vm");
    const asked: string[] = [];
    const zfs: Host = {
      ...host,
      run: async (argv) => {
        asked.push(argv.join(" "));
        return { argv, status: 0, stdout: "/mnt/vm\n", stderr: "" };
      },
    };
    const { file } = await vmConfiguration(zfs, await readWanted(host));
    expect(file).toBe("/mnt/vm/.config/system.conf");
    expect(asked).toEqual(["zfs get -H -o value mountpoint zroot/vm"]);
  });

  test("that is not set is told as what it means", async () => {
    const { host } = await applying();
    await expect(vmConfiguration(host, await readWanted(host))).rejects.toThrow(
      "vm_dir is not set in rc.conf: vm-bhyve is not set up on this host",
    );
  });
});

describe("the NICs of machines that run", () => {
  test("are those of the last start, at hooks that are there", async () => {
    const { lab, host, netgraph } = await applying("sysrc vm_dir=/vm", ...LAN);
    await machine(lab, "web", ["lan", "link7"], ["lan", "link8"]);
    await lab.out("ngctl shutdown lan:link8");
    const nics = await machineNics(host, netgraph, await readWanted(host));
    expect(nics).toMatchObject([
      { machine: "web", hook: "lan:link7", node: { type: "socket", name: "" } },
    ]);
  });

  test("are none without a log, and nobody asks for vm_dir where no machine runs", async () => {
    const { lab, host, netgraph } = await applying();
    const wanted = await readWanted(host);
    expect(await machineNics(host, netgraph, wanted)).toEqual([]);
    await lab.out("sysrc vm_dir=/vm");
    await lab.out("mkdir -p /dev/vmm");
    lab.files.write("/dev/vmm/other", "");
    expect(await machineNics(host, netgraph, await readWanted(host))).toEqual([]);
  });
});
