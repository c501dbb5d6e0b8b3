/** jib, of FreeBSD's share/examples/jails: epairs for a jail on an if_bridge a NIC, `e0b_NAME` for the jail. */
import { derivedMac } from "../../config/derivedmac.ts";
import { CommandEnd, command } from "../process/failure.ts";
import { readOptions } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { formatEther } from "../wire/address.ts";

const ACTIONS = {
  addm: "addm [-b BRIDGE_NAME] NAME [!]iface0 [[!]iface1 ...]",
  show: "show [NAME]",
  destroy: "destroy NAME",
} as const;

const usage = (text: string): never => {
  throw new CommandEnd(1, `Usage: jib ${text}`, false);
};

export const jib = command(async (process) => {
  const [action = "", ...words] = process.argv.slice(1);
  if (action === "addm") return await addm(process, words);
  if (action === "show") return show(process, words);
  if (action === "destroy") return await destroy(process, words);
  return usage(
    `action [arguments]\nActions:\n${Object.values(ACTIONS)
      .map((one) => `\t${one}\n`)
      .join("")}`.trimEnd(),
  );
});

const isName = (name: string | undefined) => name !== undefined && /^\w+$/.test(name);

async function addm(process: Process, words: readonly string[]): Promise<number> {
  const { value, operands, fault } = readOptions(words, "b:");
  const [name = "", ...nics] = operands;
  if (fault !== undefined || !isName(name) || nics.length === 0) return usage(ACTIONS.addm);
  const bridgeName = value("b") || "bridge";
  const counts = new Map<string, number>();
  for (const [at, written] of nics.entries()) {
    const nic = written.replace(/^!/, "");
    if (!(await addPair(process, { at, name, nic, bridge: `${nic}${bridgeName}` }))) return 1;
    const parent = process.vnet.interface(nic)?.ether;
    if (written.startsWith("!") || parent === undefined) continue;
    const count = counts.get(nic) ?? 0;
    counts.set(nic, count + 1);
    // The rule for the host's end is not known; nobody but the bridge sees its address.
    const ether = derivedMac(formatEther(parent), name, count, "jib");
    await ifconfig(process, `e${at}b_${name}`, "ether", ether);
  }
  return 0;
}

/** Makes a pair on the bridge of a NIC, which is made when it is not there; says what ifconfig(8) says. False when that failed. */
async function addPair(
  process: Process,
  { at, name, nic, bridge }: { at: number; name: string; nic: string; bridge: string },
): Promise<boolean> {
  if (process.vnet.interface(`e${at}a_${name}`) !== undefined) return true;
  if (!(await ifconfig(process, nic, "up"))) return false;
  if (process.vnet.interface(bridge) === undefined) {
    const made = await created(process, "bridge");
    if (made === undefined) return false;
    if (!(await ifconfig(process, made, "addm", nic))) return false;
    if (!(await ifconfig(process, made, "name", bridge))) return false;
    if (!(await ifconfig(process, bridge, "up"))) return false;
  }
  const epair = await created(process, "epair");
  if (epair === undefined) return false;
  const other = epair.replace(/a$/, "b");
  return (
    (await ifconfig(process, bridge, "addm", epair)) &&
    (await ifconfig(process, epair, "up", "name", `e${at}a_${name}`)) &&
    (await ifconfig(process, other, "up", "name", `e${at}b_${name}`))
  );
}

async function ifconfig(process: Process, ...words: readonly string[]): Promise<boolean> {
  return (await process.run(["ifconfig", ...words])) === 0;
}

async function created(process: Process, kind: string): Promise<string | undefined> {
  let name = "";
  const out = (text: string) => {
    name += text;
  };
  const status = await process.run(["ifconfig", kind, "create"], { out });
  return status === 0 ? name.trim() : undefined;
}

/** The host's ends of a jail's pairs. */
function endsOf({ vnet }: Process, name: string): string[] {
  const names = vnet.interfaces.map((one) => one.name);
  return names.filter((one) => /^e\d+a_/.test(one) && one.replace(/^e\d+a_/, "") === name).sort();
}

function show(process: Process, words: readonly string[]): number {
  const { operands, fault } = readOptions(words, "");
  if (fault !== undefined) return usage(ACTIONS.show);
  const [name] = operands;
  const names = process.vnet.interfaces.flatMap((one) => /^e\d+a_(.*)$/.exec(one.name)?.[1] ?? []);
  const all = name === undefined ? [...new Set(names)].sort() : endsOf(process, name);
  for (const one of all) process.out(`${one}\n`);
  return 0;
}

async function destroy(process: Process, words: readonly string[]): Promise<number> {
  const { operands, fault } = readOptions(words, "");
  const [name = ""] = operands;
  if (fault !== undefined || !isName(name) || operands.length !== 1) return usage(ACTIONS.destroy);
  for (const one of endsOf(process, name)) if (!(await ifconfig(process, one, "destroy"))) return 1;
  return 0;
}
