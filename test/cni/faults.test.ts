/** Whatever breaks while a container comes or goes, at whatever moment, nothing stays that DEL does not remove. */
import { beforeAll, expect, test } from "bun:test";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import type { Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";
import { matters, type Way } from "../support/faultplaces.ts";
import { type Fault, faultyHost, type Operation } from "../support/faultyhost.ts";
import { restored, type SavedBuddyLab, saveBuddyLab } from "../support/savedbuddylab.ts";
import { via } from "../support/via.ts";
import { type CniLab, cniLabOn, network, PLUGINS, prepare } from "./cnilab.ts";

/** With all that a container may have. */
const CONFIGURATION = network({
  ipam: { type: "fixed" },
  ipMasq: true,
  guard: true,
  mtu: 1400,
  runtimeConfig: { portMappings: [{ hostPort: 8080, containerPort: 80, protocol: "tcp" }] },
});

/** Whose turn it is to break an operation. */
const TURNS: readonly Way[] = [
  { kind: "error", when: "before" },
  { kind: "kill", when: "after" },
  { kind: "stays", when: "before" },
  { kind: "error", when: "after" },
  { kind: "full disk", when: "before" },
];

let fresh: SavedBuddyLab;
let added: SavedBuddyLab;
beforeAll(async () => {
  const lab = buddyLab();
  await prepare(lab);
  // Modules stay loaded.
  await lab.out("kldload -n ng_bpf");
  await lab.out("service pf start");
  await cniLabOn(lab).container("web1");
  fresh = saveBuddyLab(lab)!;
  await cniLabOn(lab).ask("ADD", "web1", CONFIGURATION);
  added = saveBuddyLab(lab)!;
});

/** Calls the plugin on a host of a test's own. */
async function call(
  command: string,
  host: Host,
  signal = new AbortController().signal,
): Promise<{ readonly status: number; readonly stdout: string }> {
  let stdout = "";
  const io = {
    out: (text: string) => {
      stdout += text;
    },
    err: () => {},
    env: {
      CNI_COMMAND: command,
      CNI_CONTAINERID: "web1",
      CNI_NETNS: "web1",
      CNI_IFNAME: "eth0",
      CNI_PATH: PLUGINS,
    },
    input: async () => JSON.stringify(CONFIGURATION),
    terminal: () => undefined,
    signal,
  };
  const status = await runNgbuddy(
    ["cni"],
    io,
    async () => host,
    () => {},
  );
  return { status, stdout };
}

/** What there is of containers. */
function seen(lab: BuddyLab) {
  const directory = "/var/db/ngbuddy/cni";
  return {
    ...snapshot(lab),
    kept: lab.files.isDirectory(directory) ? lab.files.list(directory) : [],
  };
}

/** Is every address that was taken given back? */
function isBalanced(lab: CniLab): boolean {
  const calls = lab.calls();
  return !calls.some((line) => line.startsWith("ADD")) || calls.at(-1)!.startsWith("DEL");
}

async function operationsOf(command: string, saved: SavedBuddyLab): Promise<readonly Operation[]> {
  const lab = restored(saved);
  const { host, operations } = faultyHost(via(labHost(lab.lab), lab), undefined);
  expect(await call(command, host)).toMatchObject({ status: 0 });
  return operations;
}

/** Each operation is broken in two ways. */
function faults(operations: readonly Operation[]): Fault[] {
  return operations.flatMap((operation, at) => {
    const first = at % TURNS.length;
    const inTurn = [...TURNS.slice(first), ...TURNS.slice(0, first)];
    const ways = inTurn.filter((way) => matters(way, operation));
    return ways.slice(0, 2).map((way) => ({ at, ...way }));
  });
}

test("ADD leaves the host as it was, and the address given back, or all of it is there", async () => {
  const before = seen(restored(fresh));
  for (const fault of faults(await operationsOf("ADD", fresh))) {
    const lab = cniLabOn(restored(fresh));
    const { host, fired } = faultyHost(via(labHost(lab.lab), lab), fault);
    const what = `${fault.kind} ${fault.when} operation ${fault.at}`;
    const answer = await call("ADD", host).catch((error: unknown) => {
      if (fault.kind !== "kill") throw error;
      return { status: 137, stdout: "" };
    });
    expect({ what, fired: fired() }).toEqual({ what, fired: true });
    if (fault.kind !== "kill") {
      const json = JSON.parse(answer.stdout);
      expect({ what, isCode: answer.status === 0 || json.code > 0 }).toEqual({
        what,
        isCode: true,
      });
      if (answer.status !== 0 && !/ngbuddy recover/.test(json.msg) && fault.kind === "error") {
        expect({ what, ...seen(lab) }).toEqual({ what, ...before });
        expect({ what, isBalanced: isBalanced(lab) }).toEqual({ what, isBalanced: true });
      }
    }
    // An engine asks for DEL, whatever became of ADD.
    const { status, json } = await lab.ask("DEL", "web1", CONFIGURATION);
    expect({ what, status, json }).toEqual({ what, status: 0, json: undefined });
    expect({ what, ...seen(lab), isBalanced: isBalanced(lab) }).toEqual({
      what,
      ...before,
      isBalanced: true,
    });
  }
});

test("DEL that was broken removes the rest when it is asked for again", async () => {
  const before = seen(restored(fresh));
  for (const fault of faults(await operationsOf("DEL", added))) {
    const lab = cniLabOn(restored(added));
    const { host } = faultyHost(via(labHost(lab.lab), lab), fault);
    const what = `${fault.kind} ${fault.when} operation ${fault.at}`;
    await call("DEL", host).catch((error: unknown) => {
      if (fault.kind !== "kill") throw error;
    });
    const { status, json } = await lab.ask("DEL", "web1", CONFIGURATION);
    expect({ what, status, json }).toEqual({ what, status: 0, json: undefined });
    expect({ what, ...seen(lab), isBalanced: isBalanced(lab) }).toEqual({
      what,
      ...before,
      isBalanced: true,
    });
  }
});

test("ADD that is stopped at any moment leaves nothing", async () => {
  const before = seen(restored(fresh));
  let stopped = 0;
  for (let at = 0; ; at++) {
    const lab = cniLabOn(restored(fresh));
    const stop = new AbortController();
    let count = 0;
    const whole = labHost(lab.lab);
    const tick = () => {
      if (count++ === at) stop.abort();
    };
    const host: Host = {
      ...whole,
      run(argv, options) {
        tick();
        return whole.run(argv, options);
      },
      files: {
        ...whole.files,
        append(path, text) {
          tick();
          return whole.files.append(path, text);
        },
      },
    };
    const { status, stdout } = await call("ADD", via(host, lab), stop.signal);
    if (!stop.signal.aborted) break;
    if (status === 0) continue;
    stopped++;
    expect(JSON.parse(stdout)).toMatchObject({ code: 11 });
    expect([seen(lab), isBalanced(lab)]).toEqual([before, true]);
  }
  expect(stopped).toBeGreaterThan(20);
});
