/** What programs of Linux get through a bridge of a lab, beside one of Linux's kernel and one in a process: TCP by iperf3 between two network namespaces. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attachTap, runCommand, startLab, stopLab } from "../src/lab/daemon/client.ts";
import { labDirectory } from "../src/lab/daemon/directory.ts";
import {
  type Namespace,
  namespaceBeside,
  newNamespace,
  type Output,
} from "../test/support/namespaces.ts";
import type { Row } from "./measure.ts";

const program = join(import.meta.dirname, "..", "src", "cli", "main.ts");
const SECONDS = 3;
/** The device of either side, and their addresses. */
const DEVICE = "side0";
const ADDRESSES = ["10.77.0.1", "10.77.0.2"] as const;

/** The two who talk, and the namespace where what is between them runs. */
interface Place {
  readonly sides: readonly [Namespace, Namespace];
  readonly middle: Namespace;
}

interface Wire {
  readonly name: string;
  /** Puts `DEVICE` into either side. Returns what takes all away that would outlive the namespaces. */
  join(place: Place): Promise<() => Promise<void>>;
}

async function well(ran: Promise<Output>): Promise<string> {
  const { status, stdout, stderr } = await ran;
  if (status !== 0) throw new Error(stderr || stdout);
  return stdout;
}

const linuxBridge: Wire = {
  name: "a bridge of Linux's kernel, veth devices",
  async join({ sides, middle }) {
    await well(middle.run("ip", "link", "add", "bridge0", "type", "bridge"));
    await well(middle.run("ip", "link", "set", "bridge0", "up"));
    for (const [at, side] of sides.entries()) {
      const port = `port${at}`;
      const peer = ["peer", "name", DEVICE, "netns", String(side.pid)];
      await well(middle.run("ip", "link", "add", port, "type", "veth", ...peer));
      await well(middle.run("ip", "link", "set", port, "master", "bridge0", "up"));
    }
    return async () => {};
  },
};

const vdeSwitch: Wire = {
  name: "vde_switch, TAP devices",
  async join({ sides, middle }) {
    const place = mkdtempSync(join(tmpdir(), "ngbuddy-vde-"));
    const taps = sides.flatMap((_, at) => ["--tap", `port${at}`]);
    // Its console is kept open by the program that reads nothing from it.
    const argv = ["vde_switch", "--sock", join(place, "switch"), ...taps];
    const child = Bun.spawn(middle.command("sh", "-c", 'sleep 3600 | "$@"', "sh", ...argv), {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
    });
    for (const [at, side] of sides.entries()) {
      for (let left = 100; left > 0; left--) {
        if ((await middle.run("ip", "link", "show", `port${at}`)).status === 0) break;
        await Bun.sleep(20);
      }
      await well(middle.run("ip", "link", "set", `port${at}`, "netns", String(side.pid)));
      await well(side.run("ip", "link", "set", `port${at}`, "name", DEVICE));
    }
    return async () => {
      child.kill();
      rmSync(place, { recursive: true, force: true });
    };
  },
};

const labBridge: Wire = {
  name: "ng_bridge of a lab, TAP devices",
  async join({ sides }) {
    const directory = labDirectory(mkdtempSync(join(tmpdir(), "ngbuddy-bench-")));
    const leave = async () => {
      await stopLab(directory);
      rmSync(directory.path, { recursive: true, force: true });
    };
    const nics = sides.map((_, at) => ({ name: `vtnet${at}`, up: true }));
    await Bun.write(directory.hostFile, JSON.stringify({ interfaces: nics }));
    await startLab(directory, [process.execPath, program]);
    for (const line of [
      "kldload ng_ether",
      "ngctl mkpeer vtnet0: bridge lower link0",
      "ngctl connect vtnet1: vtnet0:lower lower link1",
      "ngctl msg vtnet0: setpromisc 1",
      "ngctl msg vtnet1: setpromisc 1",
    ])
      await well(runCommand(directory, line.split(" ")));
    for (const [at, { pid }] of sides.entries())
      await attachTap(directory, {
        tap: DEVICE,
        namespace: `/proc/${pid}/ns/net`,
        interface: `vtnet${at}`,
      });
    return leave;
  },
};

/** Measures each of them. One that this machine has not says so in its row. */
export async function wires(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const wire of [linuxBridge, vdeSwitch, labBridge])
    rows.push({ what: wire.name, value: await measured(wire) });
  return rows;
}

async function measured(wire: Wire): Promise<string> {
  const needed = wire === vdeSwitch ? ["iperf3", "vde_switch"] : ["iperf3"];
  const missing = needed.find((name) => Bun.which(name) === null);
  if (missing !== undefined) return `${missing} is not installed`;
  if (process.platform !== "linux" || !existsSync("/dev/net/tun"))
    return "needs TAP devices of Linux";
  using first = await newNamespace();
  using second = await namespaceBeside(first);
  using middle = await namespaceBeside(first);
  const leave = await wire.join({ sides: [first, second], middle });
  try {
    for (const [at, side] of [first, second].entries()) {
      await well(side.run("ip", "addr", "add", `${ADDRESSES[at]}/24`, "dev", DEVICE));
      await well(side.run("ip", "link", "set", DEVICE, "up"));
    }
    await second.serve(/Server listening/, "iperf3", "-s", "-1", "--forceflush");
    const words = ["iperf3", "-J", "-c", ADDRESSES[1], "-t", String(SECONDS)];
    const { end } = JSON.parse(await well(first.run(...words)));
    const gigabits: number = end.sum_received.bits_per_second / 1e9;
    return `${gigabits.toFixed(2)} Gbit/s`;
  } finally {
    await leave();
  }
}
