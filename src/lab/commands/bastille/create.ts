/** `bastille create`: the files of a new jail, which is started, set up and started again. */
import { directoryOf, type Files } from "../../files/files.ts";
import { type Addresses, isByDhcp, readAddresses } from "./addresses.ts";
import type { Bastille } from "./context.ts";
import { destroyJail } from "./destroy.ts";
import { isNetgraph, netblock, type VnetKind } from "./netblock.ts";
import { releaseNamed, versionIn } from "./release.ts";
import { installScript } from "./setup.ts";
import { startJail } from "./start.ts";
import { stopJail } from "./stop.ts";
import type { BastilleSubcommand, Given } from "./subcommand.ts";
import { applyBase, applyVlan, applyVnet } from "./template.ts";
import { fstabText, jailConfText, settingsText } from "./texts.ts";

/** What is to be made. */
interface Wanted {
  readonly name: string;
  readonly release: string;
  /** What freebsd-version(1) of the release says. */
  readonly version: string;
  readonly isThick: boolean;
  readonly isStatic: boolean;
  readonly vnet: VnetKind | undefined;
  readonly addresses: Addresses;
  readonly interface: string;
  readonly given: Given;
}

export const create: BastilleSubcommand = {
  usage: "[option(s)] NAME RELEASE IP [INTERFACE]",
  options: {
    bridge: { letter: "B" },
    clone: { letter: "C", not: true },
    dual: { letter: "D" },
    empty: { letter: "E", not: true },
    env: { letter: "e", value: true, not: true },
    gateway: { letter: "g", value: true, also: ["defaultrouter"] },
    linux: { letter: "L", not: true },
    "static-mac": { letter: "M" },
    nameserver: { letter: "n", value: true },
    "no-boot": {},
    "no-ip": {},
    "no-validate": { not: true },
    oci: { letter: "O", not: true },
    passthrough: { letter: "P" },
    priority: { letter: "p", value: true },
    tags: { value: true, also: ["tag"] },
    thick: { letter: "T" },
    vlan: { letter: "v", value: true },
    vnet: { letter: "V" },
    "zfs-opts": { letter: "Z", value: true, not: true },
  },
  operands: { min: 3, max: 4 },
  async run(bastille: Bastille, given) {
    checkOptions(bastille, given);
    const wanted = read(bastille, given);
    makeFiles(bastille, wanted);
    await startJail(bastille, wanted.name);
    if (!bastille.isRunning(wanted.name)) {
      await destroyJail(bastille, wanted.name);
      bastille.fail(`[ERROR]: Failed to create jail: ${wanted.name}`);
    }
    await applyTemplates(bastille, wanted);
    applyLists(bastille, wanted);
    await stopJail(bastille, wanted.name);
    await startJail(bastille, wanted.name);
    return 0;
  },
};

function vnetKind({ has }: Given): VnetKind | undefined {
  if (has("vnet")) return "standard";
  if (has("bridge")) return "bridge";
  return has("passthrough") ? "passthrough" : undefined;
}

function checkOptions(bastille: Bastille, { has, value }: Given): void {
  const kinds = ["vnet", "bridge", "passthrough"].filter(has);
  const numbers = [
    ["priority", "Not a valid priority value"],
    ["vlan", "Not a valid VLAN ID"],
  ] as const;
  for (const [name, complaint] of numbers)
    if (has(name) && !/^\d+$/.test(value(name) ?? ""))
      bastille.fail(`${complaint}: ${value(name)}`);
  if (kinds.length === 0 && has("vlan"))
    bastille.fail("[ERROR]: VLANs can only be used with VNET jails.");
  if (kinds.length === 0 && has("no-ip"))
    bastille.fail("[ERROR]: [--no-ip] can only be used with VNET jails.");
  if (kinds.length > 1)
    bastille.fail(
      "[ERROR]: Only one of [-V|--vnet], [-B|--bridge] or [-P|--passthrough] can be selected.",
    );
  if (has("passthrough") && has("static-mac"))
    bastille.fail("[ERROR]: [-P|--passthrough] does not support [-M|--static-mac].");
}

/** Looks at what was typed, in the order in which Bastille does. Ends the command for what is wrong. */
function read(bastille: Bastille, given: Given): Wanted {
  const { operands, has } = given;
  const [name = "", word = "", third = "", fourth = ""] = operands;
  const [ip, external] = has("no-ip") ? ["", third] : [third, fourth];
  const vnet = vnetKind(given);
  bastille.say(`\nCreating jail: ${name}...`);
  checkName(bastille, name, vnet !== undefined);
  checkKind(bastille, external, vnet);
  const release = releaseNamed(word);
  if (release === undefined) bastille.fail(`Unknown release: ${word}`);
  const version = versionIn(bastille, bastille.release(release));
  if (version === undefined)
    bastille.fail("[ERROR]: Release must be bootstrapped first.\nSee 'bastille bootstrap'.");
  const addresses = readAddresses(bastille, ip, vnet !== undefined);
  checkAddresses(bastille, addresses, vnet !== undefined);
  if (external !== "") checkInterface(bastille, external, vnet);
  checkSettings(bastille);
  const shared = bastille.get("network_shared");
  const loopback = bastille.get("network_loopback");
  const standard = vnet !== undefined ? shared : shared || loopback;
  const chosen = external || standard;
  if (chosen === "") bastille.fail("[ERROR]: Network interface not set.");
  return {
    ...{ name, release, version, vnet, addresses, given },
    isThick: has("thick"),
    isStatic: has("static-mac"),
    interface: chosen,
  };
}

/** Ends the command for a name that no jail can have. */
function checkName(bastille: Bastille, name: string, isVnet: boolean): void {
  if (bastille.jails().includes(name)) bastille.fail(`[ERROR]: Jail already exists: ${name}`);
  if (/^[-_]/.test(name.replaceAll(/[^\w-]/g, "")))
    bastille.fail("[ERROR]: Jail names may not begin with (-|_) characters!");
  if (isVnet && /[-_]/.test(name))
    bastille.fail("[ERROR]: VNET jail names may not contain (-|_) characters.");
  if (!/^[A-Za-z0-9_-]+$/.test(name))
    bastille.fail("[ERROR]: Jail names may not contain special characters!");
  if (/^\d+$/.test(name)) bastille.fail("[ERROR]: Jail names may not contain only digits.");
}

const isBridge = (bastille: Bastille, name: string) =>
  bastille.process.vnet.interface(name)?.kind === "bridge";

function checkKind(bastille: Bastille, name: string, vnet: VnetKind | undefined): void {
  if (vnet === "bridge" && !isBridge(bastille, name))
    bastille.fail(`[ERROR]: Interface is not a bridge: ${name}`);
  if (vnet === "standard" && isBridge(bastille, name))
    bastille.fail(`[ERROR]: Interface is a bridge: ${name}`);
  if (vnet === "passthrough" && bastille.process.vnet.interface(name) === undefined)
    bastille.fail(`[ERROR]: Interface does not exist: ${name}`);
  if (vnet === "bridge" && isNetgraph(bastille))
    bastille.fail(
      "[ERROR]: Netgraph does not support the [-B|--bridge] or [-P|--passthrough] option.",
    );
}

function checkAddresses(
  bastille: Bastille,
  { inet = "", inet6 }: Addresses,
  isVnet: boolean,
): void {
  if (isVnet && (inet === "inherit" || inet === "ip_hostname"))
    bastille.fail(`[ERROR]: Unsupported IP option for VNET jail: ${inet}`);
  if (!isVnet && isByDhcp(inet))
    bastille.fail(`[ERROR]: Unsupported IP option for non-VNET jail: ${inet}`);
  if (!isVnet && inet6 === "SLAAC")
    bastille.fail(`[ERROR]: Unsupported IP option for standard jail: ${inet6}`);
}

function checkInterface(bastille: Bastille, name: string, vnet: VnetKind | undefined): void {
  const { vnet: host } = bastille.process;
  if (host.interface(name) === undefined) bastille.fail(`[ERROR]: Invalid interface: ${name}`);
  if (vnet !== "standard") bastille.say(`\nValid interface: ${name}`);
  else if (name.includes("."))
    bastille.fail("[ERROR]: [-V|--vnet] does not support dots (.) in interface names.");
}

function checkSettings(bastille: Bastille): void {
  if (bastille.get("network_loopback") !== "" && bastille.get("network_shared") !== "")
    bastille.fail(
      "[ERROR]: 'bastille_network_loopback' and 'bastille_network_shared' cannot both be set.",
    );
  const type = bastille.get("network_vnet_type");
  if (type !== "if_bridge" && type !== "netgraph")
    bastille.fail(`[ERROR]: 'bastille_network_vnet_type' not set properly: ${type}`);
}

/** What a thin jail has copies of. */
const COPIED = [
  ...["COPYRIGHT", "dev", "etc", "media", "mnt", "net", "proc", "root", "tmp", "var"],
  ...["usr/obj", "usr/tests"],
];

function makeFiles(bastille: Bastille, wanted: Wanted): void {
  const { name, release, isThick, vnet, given } = wanted;
  const { files } = bastille;
  const root = bastille.jail(name, "/root");
  const base = bastille.release(release);
  for (const directory of ["home", "usr/local", ...(isThick ? [] : [".bastille", ".template"])])
    files.makeDirectory(`${root}/${directory}`);
  files.makeDirectory(`${bastille.get("logsdir")}/${name}`);
  const hasPorts = !isThick && files.isDirectory(`${base}/usr/ports`);
  bastille.write(
    bastille.jail(name, "/fstab"),
    isThick ? "" : fstabText(bastille.jail(name), base, hasPorts),
  );
  bastille.write(bastille.jail(name, "/jail.conf"), jailConf(bastille, wanted));
  if (isThick) bastille.say("\nCreating a thickjail. This may take a while...");
  else bastille.say("\nCreating a thinjail...");
  if (hasPorts) files.makeDirectory(`${root}/usr/ports`);
  const copied = isThick ? files.list(base) : COPIED;
  for (const path of copied) copyTree(files, `${base}/${path}`, `${root}/${path}`);
  bastille.write(`${root}/etc/fstab`, "");
  const boot = given.has("no-boot") ? "off" : "on";
  bastille.write(
    bastille.jail(name, "/settings.conf"),
    settingsText(boot, given.value("priority")),
  );
  if (vnet !== undefined) installScript(bastille);
}

/** Copies a file, or a directory with all that is in it. */
function copyTree(files: Files, from: string, to: string): void {
  if (!files.exists(from)) return;
  if (files.isDirectory(from)) {
    files.makeDirectory(to);
    for (const name of files.list(from)) copyTree(files, `${from}/${name}`, `${to}/${name}`);
    return;
  }
  files.makeDirectory(directoryOf(to));
  files.write(to, files.read(from));
  if (files.isExecutable(from)) files.setExecutable(to, true);
}

function jailConf(bastille: Bastille, wanted: Wanted): string {
  const { name, version, vnet, isStatic } = wanted;
  return jailConfText({
    ...{ name, version },
    directory: bastille.jail(name),
    consoleLog: bastille.consoleLog(name),
    isVnet: vnet !== undefined,
    network:
      vnet === undefined
        ? sharedLines(wanted)
        : netblock(bastille, { jail: name, kind: vnet, external: wanted.interface, isStatic }),
  });
}

/** The lines of a jail that shares the host's network stack. */
function sharedLines({ addresses, interface: name, given }: Wanted): string[] {
  const { inet = "", inet6 } = addresses;
  const isDual = given.has("dual");
  if (inet === "inherit")
    return [
      "ip4 = inherit;",
      isDual ? "ip6 = inherit;" : "",
      `ip6 = ${isDual ? "new" : "disable"};`,
    ];
  if (inet === "ip_hostname")
    return ["ip_hostname;", isDual ? "ip_hostname;" : "", `ip6 = ${isDual ? "new" : "disable"};`];
  return [
    inet === "" ? "" : `ip4.addr = ${name}|${inet};`,
    inet6 === undefined ? "" : `ip6.addr = ${name}|${inet6};`,
    `ip6 = ${inet6 === undefined ? "disable" : "new"};`,
  ];
}

async function applyTemplates(bastille: Bastille, wanted: Wanted): Promise<void> {
  const { name, vnet, isThick, given, addresses } = wanted;
  if (vnet !== undefined) {
    const text = bastille.text(bastille.jail(name, "/jail.conf"));
    const inside = /vnet\.interface = ([^;]*);/.exec(text)?.[1]?.replaceAll("-", "_") ?? "";
    const inet = addresses.inet ?? "";
    const ifconfig = inet === "" ? "" : isByDhcp(inet) ? "SYNCDHCP" : `inet ${inet}`;
    const { inet6 } = addresses;
    const own6 = inet6 === "SLAAC" ? "accept_rtadv" : inet6;
    await applyVnet(bastille, name, {
      interface: inside,
      inside: vnet === "passthrough" ? wanted.interface : "vnet0",
      external: wanted.interface,
      ifconfig,
      ifconfig6: own6 === undefined ? "" : `inet6 -ifdisabled ${own6}`,
      gateway: ifconfig.startsWith("inet ") ? await gateway(bastille, "inet", given) : "NO",
      gateway6:
        inet6 !== undefined && inet6 !== "SLAAC" ? await gateway(bastille, "inet6", given) : "NO",
    });
    const vlan = given.value("vlan");
    if (vlan !== undefined) await applyVlan(bastille, name, vlan, ifconfig);
  }
  await applyBase(bastille, name, isThick ? "thick" : "thin");
}

/** The way out of a jail with an address of its own: as it was asked for, as it is set, else the host's. */
async function gateway(
  bastille: Bastille,
  family: "inet" | "inet6",
  given: Given,
): Promise<string> {
  const is6 = family === "inet6";
  const own = is6 ? undefined : given.value("gateway");
  const set = bastille.get(is6 ? "network_gateway6" : "network_gateway");
  if (own || set) return own || set;
  const routes = await bastille.captured(["netstat", is6 ? "-6rn" : "-4rn"]);
  return /^default +(\S+)/m.exec(routes)?.[1] ?? "";
}

/** Name servers and tags. */
function applyLists(bastille: Bastille, { name, given }: Wanted): void {
  const servers = given.value("nameserver");
  if (servers !== undefined) {
    const path = bastille.jail(name, "/root/etc/resolv.conf");
    const rest = bastille.text(path).replaceAll(/^nameserver.*\n/gm, "");
    const lines = servers.split(",").map((one) => `nameserver ${one}\n`);
    bastille.write(path, rest + lines.join(""));
  }
  const tags = given.value("tags");
  if (tags !== undefined) {
    const words = [...new Set(tags.split(/[, ]/))].sort();
    bastille.write(bastille.jail(name, "/tags"), words.map((one) => `${one}\n`).join(""));
    bastille.head(name);
    bastille.say(`Tags added: ${tags}`);
  }
}
