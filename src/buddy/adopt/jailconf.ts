/** `jailconf`: what describes a new jail on one of our bridges. */

import { isIn } from "../../config/innetwork.ts";
import { variablePart } from "../../config/interfaces.ts";
import { jailString } from "../../config/jailconf/edit.ts";
import { templateSyntax } from "../../config/jailconf/syntax.ts";
import { wordsOf } from "../../config/list.ts";
import { eifaceName, NameError } from "../../config/names.ts";
import {
  type NetworkAddress,
  NetworkTextError,
  readAddress,
} from "../../config/networksettings.ts";
import { quoteValue } from "../../config/rcedit.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { onlyBridge, refuseNoBridge } from "../plan/choice.ts";
import { fileStep } from "../plan/filestep.ts";
import type { Plan } from "../plan/step.ts";
import type { Wanted } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import type { FoundJails } from "./find.ts";

/** What is asked for. */
export interface JailWish {
  readonly name: string;
  readonly bridge: string | undefined;
  /** With its prefix length; undefined for DHCP. */
  readonly address: string | undefined;
  /** The jail's root; where the Handbook puts it when left out. */
  readonly path: string | undefined;
  readonly write: boolean;
  /** Is it described by a template of AppJail's? */
  readonly appjail?: boolean;
}

/** What the interface is called inside of the jail. */
const INSIDE = "vnet0";
/** The ruleset of devfs.rules(5) in our examples, which shows bpf(4). */
const WITH_BPF = 11;

/** Returns a plan that shows the texts, and with `write` puts the first into a file of its own. */
export function planJailConf(
  wanted: Wanted,
  found: FoundJails,
  wish: JailWish,
  node: NodeInfo | undefined,
): Plan {
  const { name, write } = wish;
  checkName(name);
  refuseTaken(wanted, found, wish, node);
  const bridge = wish.bridge ?? onlyBridge(wanted, "jailconf", [name]);
  const names = wanted.bridges.map((one) => one.name);
  if (!names.includes(bridge)) refuseNoBridge(bridge, names, "");
  const jails = "/usr/local/appjail/jails";
  const path =
    wish.path ?? (wish.appjail ? `${jails}/${name}/jail` : `/usr/local/jails/containers/${name}`);
  if (!/^\/[^\s"'\\]*$/.test(path))
    refuse("usage", `--path "${path}" is no absolute path of a directory`);
  const address = wish.address === undefined ? undefined : read(wish.address);
  if (address !== undefined) refuseOthers(wanted, found, address);
  const isDhcp = address === undefined;
  const conf = wish.appjail
    ? templateText(name, bridge, isDhcp)
    : jailText(name, bridge, path, isDhcp);
  const file = wish.appjail
    ? `${jails}/${name}/conf/template.conf`
    : `/etc/jail.conf.d/${name}.conf`;
  const rc = rcLines(name, address, gatewayFor(address, wanted, bridge, found));
  if (write) {
    const there = found.jails.find(({ setup }) => setup.name === name);
    if (there !== undefined)
      refuse("cannotCreate", `a jail ${name} is described in ${there.setup.own.at!.file} already`);
  }
  const shows = [
    ...(write ? [] : [`# ${file}`, ...conf.trimEnd().split("\n"), ""]),
    `# ${path}/etc/rc.conf`,
    ...rc,
    ...(address === undefined
      ? [
          "",
          "# /etc/devfs.rules, for DHCP: the rules of /usr/local/share/examples/ngbuddy/devfs.rules; then: service devfs restart",
        ]
      : []),
  ];
  return {
    request: `jailconf ${name} ${bridge}`,
    says: [],
    steps: write ? [fileStep(`write ${file}`, file, null, conf)] : [],
    done: shows,
    notes: [],
    expect: [],
    whenKilled: "undo",
  };
}

function checkName(name: string): void {
  try {
    eifaceName(name);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    refuse("usage", `jailconf: a jail is called as its interface is here: ${error.message}`);
  }
}

/** The jail's interface is called as the jail is: it cannot be what is something else. `node`: what is called so now. */
function refuseTaken(
  { bridges }: Wanted,
  { interfaces }: FoundJails,
  { name, bridge }: JailWish,
  node: NodeInfo | undefined,
): void {
  const isBridge = (one: string) => bridges.some((each) => each.name === one);
  if (isBridge(name) || node?.type === "bridge")
    refuse(
      "data",
      bridge === undefined || isBridge(bridge)
        ? `${name} is a bridge; choose another name for the jail`
        : `${name} is a bridge, which comes behind the jail: ngbuddy jailconf ${bridge} ${name}`,
    );
  const owner = bridges.find((one) => one.interface === name || one.host === name);
  if (owner !== undefined)
    refuse(
      "data",
      `${name} is the interface of bridge ${owner.name}; choose another name for the jail`,
    );
  const there = interfaces.find((one) => one.name === name);
  if (node === undefined ? there !== undefined : node.type !== "eiface")
    refuse(
      "data",
      `${there === undefined ? `a node of type ${node!.type}` : "an interface of this host"} is called ${name}; choose another name for the jail`,
    );
}

/** Addresses that are the host's own or its router's cannot be the jail's, too. */
function refuseOthers(
  wanted: Wanted,
  { interfaces, gateway = "" }: FoundJails,
  { address, family }: NetworkAddress,
): void {
  const isIt = (one: string) =>
    isIn(address, `${one.split("/")[0]}/${family === "inet" ? 32 : 128}`);
  const there = interfaces.find((one) => one[family].some(isIt));
  const written = wanted.bridges.find(({ network }) => wordsOf(network?.address ?? "").some(isIt));
  const own = there?.name ?? written?.interface;
  if (own !== undefined)
    refuse(
      "data",
      `--address: ${address} is this host's own, on ${own}; give the jail another one`,
    );
  const variable = family === "inet" ? "defaultrouter" : "ipv6_defaultrouter";
  if ([gateway, wanted.value(variable) ?? ""].some(isIt))
    refuse("data", `--address: ${address} is the default router's; give the jail another one`);
}

function read(text: string): NetworkAddress {
  try {
    return readAddress(text);
  } catch (error) {
    if (!(error instanceof NetworkTextError)) throw error;
    return refuse("usage", `--address: ${error.message}`);
  }
}

function jailText(name: string, bridge: string, path: string, isDhcp: boolean): string {
  return `${name} {
  host.hostname = ${name};
  path = ${jailString(path)};
  mount.devfs;
${isDhcp ? `  devfs_ruleset = ${WITH_BPF};\n` : ""}  exec.clean;
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "/bin/sh /etc/rc.shutdown jail";
  exec.consolelog = "/var/log/jail_${name}_console.log";

  vnet;
  vnet.interface = ${name};
  exec.prestart = "service ngbuddy jail ${name} ${bridge}";
  exec.prestop = "service ngbuddy unjail ${name} ${name}";
}
`;
}

/** What `appjail start` makes a jail.conf of; it adds the root, the name and the log itself. */
function templateText(name: string, bridge: string, isDhcp: boolean): string {
  const { statement } = templateSyntax;
  return [
    statement("exec.start", "=", ["/bin/sh /etc/rc"]),
    statement("exec.stop", "=", ["/bin/sh /etc/rc.shutdown jail"]),
    "mount.devfs",
    ...(isDhcp ? [statement("devfs_ruleset", "=", [String(WITH_BPF)])] : []),
    "vnet",
    statement("vnet.interface", "=", [name]),
    statement("exec.prestart", "+=", [`service ngbuddy jail ${name} ${bridge}`]),
    statement("exec.prestop", "+=", [`service ngbuddy unjail ${name} ${name}`]),
    "",
  ].join("\n");
}

function rcLines(name: string, address: NetworkAddress | undefined, router: string | undefined) {
  const line = (variable: string, value: string) => `${variable}=${quoteValue(value)}`;
  const named = line(`ifconfig_${variablePart(name)}_name`, INSIDE);
  if (address === undefined) return [named, line(`ifconfig_${INSIDE}`, "SYNCDHCP")];
  return [
    named,
    address.family === "inet"
      ? line(`ifconfig_${INSIDE}`, `inet ${address.text}`)
      : line(`ifconfig_${INSIDE}_ipv6`, `inet6 ${address.text}`),
    ...(router === undefined ? [] : [line("defaultrouter", router)]),
  ];
}

/** The host's own address on the bridge, or else its router, when the jail's network has one of them. */
function gatewayFor(
  address: NetworkAddress | undefined,
  wanted: Wanted,
  bridge: string,
  { interfaces, gateway }: FoundJails,
): string | undefined {
  if (address?.family !== "inet") return undefined;
  const own = wanted.bridges.find(({ name }) => name === bridge)?.interface;
  const addresses = interfaces.find(({ name }) => name === own)?.inet ?? [];
  const isPrivate = wanted.value(`ngbuddy_${bridge}_address`) !== undefined;
  const written = wanted.value(`ngbuddy_${bridge}_address`)?.split(/\s+/) ?? [];
  const routers = isPrivate ? [...written, ...addresses].map((one) => one.split("/")[0]!) : [];
  return [...routers, ...(gateway === undefined ? [] : [gateway])].find(
    (one) => isIn(one, address.text) && one !== address.address,
  );
}
