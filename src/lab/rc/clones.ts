/** Interfaces that rc.conf lets be made: `cloned_interfaces` and an interface's `vlans_IF` (network.subr, clone_up, childif_create). */
import { wordsOf } from "../../config/list.ts";
import { isYes, rcValue } from "./config.ts";
import { interfaceVariable } from "./interfaces.ts";
import { exists, ifconfigQuoted, passOver, type RcRun, run } from "./script.ts";

interface Clone {
  readonly name: string;
  /** It stays when the network is stopped. */
  readonly sticky: boolean;
  /** An epair is two interfaces. */
  readonly made: readonly string[];
}

function clones({ config }: RcRun, wanted: readonly string[]): Clone[] {
  const all = isYes(config, "cloned_interfaces_sticky");
  return wordsOf(rcValue(config, "cloned_interfaces"))
    .map((word) => {
      const [name = "", option] = word.split(":");
      const sticky = option === "sticky" || (all && option !== "nosticky");
      const made = /^epair\d/.test(name) ? [`${name}a`, `${name}b`] : [name];
      return { name, sticky, made };
    })
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}

/** Makes the interfaces of `cloned_interfaces` that are not there; without names, all of them. */
export async function cloneUp(rc: RcRun, wanted: readonly string[]): Promise<void> {
  const list: string[] = [];
  for (const { name, made } of clones(rc, wanted)) {
    if (made.some((one) => exists(rc, one))) continue;
    const words = interfaceVariable(rc.config, name, "create_args_IF");
    if ((await run(rc, "ifconfig", name, "create", ...wordsOf(words))) === 0) list.push(...made);
  }
  if (rcValue(rc.config, "gif_interfaces") !== "") passOver(rc, "gif_interfaces");
  for (const variable of rc.config.names()) {
    if (/^wlans_/.test(variable) && rcValue(rc.config, variable) !== "") passOver(rc, variable);
  }
  if (list.length > 0) rc.process.out(`Created clone interfaces: ${list.join(" ")}.\n`);
}

export async function cloneDown(rc: RcRun, wanted: readonly string[]): Promise<void> {
  const list: string[] = [];
  for (const { made, sticky } of clones(rc, wanted)) {
    const there = made.find((one) => exists(rc, one));
    if (sticky || there === undefined) continue;
    if ((await run(rc, "ifconfig", "-n", there, "destroy")) === 0) list.push(...made);
  }
  if (list.length > 0) rc.process.out(`Destroyed clone interfaces: ${list.join(" ")}.\n`);
}

/** The VLANs of an interface: `7` is `IF.7`, other words are names of their own. */
function childrenOf(rc: RcRun, parent: string): { word: string; name: string }[] {
  return wordsOf(interfaceVariable(rc.config, parent, "vlans_IF")).map((word) => ({
    word,
    name: /^[1-9]\d*$/.test(word) ? `${parent}.${word}` : word,
  }));
}

/** Makes the VLANs of an interface; returns their names, and whether one was made. */
export async function makeChildren(
  rc: RcRun,
  parent: string,
): Promise<{ names: readonly string[]; made: boolean }> {
  const children = childrenOf(rc, parent);
  let made = false;
  for (const { word, name } of children) {
    const words = interfaceVariable(rc.config, name, "create_args_IF");
    let status: number;
    if (name !== word) status = await ifconfigQuoted(rc, name, `create ${words}`);
    else if (/^vlan\d+$/.test(name)) {
      status = await ifconfigQuoted(rc, name, `create vlandev ${parent} ${words}`);
    } else status = await makeNamed(rc, name, `vlandev ${parent} ${words}`);
    made ||= status === 0;
  }
  return { names: children.map(({ name }) => name), made };
}

/** The kernel chooses the number, and the name comes after. */
async function makeNamed(rc: RcRun, name: string, words: string): Promise<number> {
  let chosen = "";
  const process = {
    ...rc.process,
    run: (argv: readonly string[], options = {}) =>
      rc.process.run(argv, {
        ...options,
        out: (text: string) => {
          chosen += text;
        },
      }),
  };
  await ifconfigQuoted({ ...rc, process }, "vlan", `create ${words}`);
  return await run(rc, "ifconfig", ...wordsOf(chosen), "name", name);
}

export async function destroyChildren(rc: RcRun, parent: string): Promise<boolean> {
  let any = false;
  for (const { name } of childrenOf(rc, parent)) {
    if (!exists(rc, name)) continue;
    if ((await run(rc, "ifconfig", "-n", name, "destroy")) === 0) any = true;
  }
  return any;
}
