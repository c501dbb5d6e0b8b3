/** Labs for tests: booted in memory, with a clock that stands still. */
import { readFileSync } from "node:fs";
import { type Clock, createClock } from "../../src/lab/base/clock.ts";
import { defaultHost, type HostDescription } from "../../src/lab/base/description.ts";
import { memoryFiles } from "../../src/lab/files/memoryfiles.ts";
import type { Jail } from "../../src/lab/jails/jail.ts";
import type { Node } from "../../src/lab/kernel/node.ts";
import { Lab } from "../../src/lab/lab.ts";
import type { Captured } from "../../src/lab/process/process.ts";

/** The host that the recordings were made on. */
export const recordedHost = JSON.parse(
  readFileSync(new URL("../recordings/host.json", import.meta.url), "utf8"),
) as HostDescription;

export interface TestLab {
  readonly lab: Lab;
  readonly clock: Clock;
  /** Runs a command line, split at spaces. */
  run(line: string, options?: { text?: string; jail?: Jail }): Promise<Captured>;
  /** Runs a command line that must succeed and say nothing on standard error; gives what it prints. */
  out(line: string, options?: { text?: string; jail?: Jail }): Promise<string>;
}

export function testLab(description: HostDescription = defaultHost): TestLab {
  const clock = createClock({ bootEpoch: 0 });
  const lab = new Lab({ description, files: memoryFiles(), clock });
  const run: TestLab["run"] = (line, options) => lab.capture(line.split(" "), options);
  return {
    lab,
    clock,
    run,
    async out(line, options) {
      const { status, stdout, stderr } = await run(line, options);
      if (status !== 0 || stderr !== "") throw new Error(`${line}: ${status} ${stderr}`);
      return stdout;
    },
  };
}

/** Makes a jail with a vnet of its own. */
export function makeJail(lab: Lab, name: string): Jail {
  return lab.jails.create({ name, path: "/", hostname: name, vnet: true, parameters: [] });
}

/** Makes a node without hooks in the host's netgraph. */
export function makeNode(lab: Lab, typeName: string): Node {
  const type = lab.kernel.typeNamed(typeName);
  if (type === undefined) throw new Error(`no node type ${typeName}`);
  return lab.host.graph.make(type);
}

/** Makes a bridge with as many eifaces on it as there are names, called so. Returns the bridge. */
export function bridgeWith(lab: Lab, names: readonly string[]): Node {
  const bridge = makeNode(lab, "bridge");
  for (const [index, name] of names.entries()) {
    const before = new Set(lab.host.interfaces);
    const eiface = makeNode(lab, "eiface");
    lab.host.graph.connect(eiface, "ether", bridge, `link${index}`);
    const made = lab.host.interfaces.find((iface) => !before.has(iface));
    if (made !== undefined) lab.host.rename(made, name);
  }
  return bridge;
}

export interface Recorded {
  readonly run?: string;
  readonly sh?: string;
  readonly stdin?: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A recorded session, line by line. */
export function recording(name: string): Recorded[] {
  const text = readFileSync(new URL(`../recordings/${name}.jsonl`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Recorded);
}

/** Text with the addresses that the kernel makes up replaced, in the order of their appearance. */
export function withoutMadeUp(text: string): string {
  const seen: string[] = [];
  return text.replace(/58:9c:fc:10:[0-9a-f]{2}:[0-9a-f]{2}/g, (address) => {
    if (!seen.includes(address)) seen.push(address);
    return `made-up-${seen.indexOf(address)}`;
  });
}
