/** `bastille setup`: the host's files for Bastille (recording 52). */
import { portProgram } from "../../freebsd/ports.ts";
import type { Bastille } from "./context.ts";
import { isNetgraph } from "./netblock.ts";
import type { BastilleSubcommand, Given } from "./subcommand.ts";
import { DEVFS_RULES } from "./texts.ts";

export const setup: BastilleSubcommand = {
  usage: "[option(s)] [bridge|linux|loopback|netgraph|firewall|shared|storage|vnet]",
  options: { yes: { letter: "y" } },
  operands: { min: 0, max: 2 },
  async run(bastille: Bastille, given) {
    const [what] = given.operands;
    if (what === undefined) {
      await bastille.run("sysrc", "bastille_enable=YES");
      bastille.say("\nUsing UFS filesystem.");
      await loopback(bastille);
      await firewall(bastille);
      bastille.say("\nBastille has successfully been configured.\n");
      return 0;
    }
    const part = Object.hasOwn(parts, what) ? parts[what] : undefined;
    if (part === undefined) bastille.fail(`[ERROR]: Unknown option: "${what}"`);
    await part(bastille, given);
    return 0;
  },
};

const parts: { readonly [name: string]: (bastille: Bastille, given: Given) => unknown } = {
  bridge,
  firewall,
  pf: firewall,
  linux: (bastille) => bastille.fail("bastille: setup linux: not emulated in a lab"),
  async loopback(bastille, given) {
    if (await isSure(bastille, given, "setting up the loopback interface"))
      await loopback(bastille);
  },
  async netgraph(bastille, given) {
    if (!(await isSure(bastille, given, "setting up netgraph for Bastille"))) return;
    vnet(bastille);
    await netgraph(bastille);
  },
  shared,
  storage: (bastille) => bastille.say("\nUsing UFS filesystem."),
  vnet,
};

/** Asks, unless `-y` was given. Ends the command when the answer is no yes. */
async function isSure(bastille: Bastille, { has }: Given, what: string): Promise<boolean> {
  if (has("yes")) return true;
  bastille.process.out(`Do you really want to continue ${what}? [y|n]:`);
  const answer = (await bastille.process.stdin.line())?.trim() ?? "";
  if (/^y(?:es)?$/i.test(answer)) return true;
  return bastille.fail(
    /^no?$/i.test(answer) ? "Setup cancelled." : "Invalid selection. Please answer 'y' or 'n'",
  );
}

async function loopback(bastille: Bastille): Promise<void> {
  const clones = await bastille.captured(["sysrc", "-n", "cloned_interfaces"]);
  if (bastille.get("network_loopback") !== "" && clones.includes("lo1")) {
    bastille.say("\nLoopback interface has already been configured: [bastille0]");
    return;
  }
  bastille.say("\nConfiguring bastille0 loopback interface");
  await bastille.run("sysrc", "cloned_interfaces+=lo1");
  await bastille.run("sysrc", "ifconfig_lo1_name=bastille0");
  bastille.say("\nBringing up new interface: [bastille0]");
  await bastille.run("service", "netif", "cloneup");
  // As devd(8) does for every interface that comes: it gets its name.
  await bastille.succeeds("service", "netif", "quietstart", "lo1");
  await set(bastille, "bastille_network_loopback=bastille0");
  await set(bastille, "bastille_network_shared=");
  bastille.say("\nLoopback interface successfully configured: [bastille0]");
}

async function set(bastille: Bastille, assignment: string): Promise<void> {
  await bastille.run("sysrc", "-f", bastille.file, assignment);
}

async function shared(bastille: Bastille, given: Given): Promise<void> {
  if (given.has("yes")) bastille.fail("[ERROR]: 'shared' does not support [-y|--yes].");
  await isSure(bastille, given, "setting up the shared interface");
  const known = bastille.get("network_shared");
  if (known !== "") {
    bastille.say(`\nShared interface has already been configured: [${known}]`);
    return;
  }
  bastille.say("\nAttempting to configure shared interface for bastille...");
  const name = await chosenInterface(bastille, given.operands[1], () => true);
  await set(bastille, "bastille_network_loopback=");
  await bastille.run("sysrc", "cloned_interfaces-=lo1");
  await bastille.succeeds("ifconfig", "bastille0", "destroy");
  await set(bastille, `bastille_network_shared=${name}`);
  bastille.say(`\nShared interface successfully configured: [${name}]`);
}

/** The interface that was typed, or is chosen by its number in a list. */
async function chosenInterface(
  bastille: Bastille,
  typed: string | undefined,
  isListed: (kind: string) => boolean,
): Promise<string> {
  if (typed !== undefined) return typed;
  bastille.say("\nListing available interfaces...");
  const names = bastille.process.vnet.interfaces
    .filter(({ kind }) => isListed(kind))
    .map(({ name }) => name);
  for (const [at, name] of names.entries()) bastille.say(`[${at}] ${name}`);
  bastille.process.out("Please select the interface you would like to use: ");
  const answer = (await bastille.process.stdin.line())?.trim() ?? "";
  const name = /^\d+$/.test(answer) ? names[Number(answer)] : undefined;
  return name ?? bastille.fail("Invalid input number, aborting!");
}

function vnet(bastille: Bastille): void {
  installScript(bastille);
  const path = "/etc/devfs.rules";
  if (bastille.text(path).includes("bastille_vnet=13")) {
    bastille.say("\nVNET has already been configured!");
    return;
  }
  bastille.say("\nCreating bastille_vnet devfs.rules");
  bastille.write(path, DEVFS_RULES);
}

/** Puts jib where Bastille finds it, when nobody has. jng is always there: it comes with ngbuddy. */
export function installScript(bastille: Bastille): void {
  const path = "/usr/local/bin/jib";
  const { lab } = bastille.process;
  if (isNetgraph(bastille) || lab.program("jib", bastille.process).kind === "command") return;
  if (bastille.files.exists(path)) return;
  bastille.write(path, portProgram("jib"));
  bastille.files.setExecutable(path, true);
}

const MODULES = [
  ...["netgraph", "ng_netflow", "ng_ksocket", "ng_ether", "ng_bridge", "ng_eiface", "ng_socket"],
];

async function netgraph(bastille: Bastille): Promise<void> {
  const isLoaded = (name: string) => bastille.succeeds("kldstat", "-q", "-m", name);
  const missing: string[] = [];
  for (const name of MODULES) if (!(await isLoaded(name))) missing.push(name);
  if (missing.length === 0) {
    bastille.say("\nNetgraph has already been configured!");
    return;
  }
  bastille.say("\nConfiguring netgraph modules...");
  for (const name of missing) {
    // One may have come with another.
    if (await isLoaded(name)) continue;
    bastille.say(`\nLoading kernel module: ${name}`);
    await bastille.run("kldload", "-v", name);
    bastille.say(`\nPersisting module: ${name}`);
    await bastille.run("sysrc", "-f", "/boot/loader.conf", `${name}_load=YES`);
  }
  await set(bastille, "bastille_network_vnet_type=netgraph");
  bastille.say("\nNetgraph has been successfully configured!");
}

const FORWARDING = [
  "net.inet.ip.forwarding=1",
  "net.link.bridge.pfil_bridge=0",
  "net.link.bridge.pfil_onlyip=0",
  "net.link.bridge.pfil_member=0",
];

async function bridge(bastille: Bastille, given: Given): Promise<void> {
  if (given.has("yes")) bastille.fail("[ERROR]: 'bridge' does not support [-y|--yes].");
  vnet(bastille);
  // Any if_bridge counts: Bastille asks before it knows the name of its own.
  if (bastille.process.vnet.interfaces.some(({ kind }) => kind === "bridge")) {
    bastille.say("\nBridge has alread been configured: []");
    return;
  }
  bastille.say("\nConfiguring  bridge interface...");
  const nic = await chosenInterface(
    bastille,
    given.operands[1],
    (kind) => kind !== "bridge" && kind !== "loopback",
  );
  const name = `${nic}bridge`;
  for (const words of [
    ["bridge0", "create"],
    ["bridge0", "name", name],
    [name, "addm", nic, "up"],
  ])
    await bastille.run("ifconfig", ...words);
  await bastille.run("sysrc", "cloned_interfaces+=bridge0");
  await bastille.run("sysrc", `ifconfig_bridge0_name=${name}`);
  await bastille.run("sysrc", `ifconfig_${name}=addm ${nic} up`);
  for (const one of FORWARDING) await bastille.run("sysctl", one);
  const conf = "/etc/sysctl.conf";
  bastille.write(conf, bastille.text(conf) + FORWARDING.map((one) => `${one}\n`).join(""));
  bastille.say(`\nBridge interface successfully configured: [${name}]`);
}

const BEGIN = "## Bastille firewall configuration";

const pfConf = (nic: string) => `${BEGIN} - start
ext_if="${nic}"

set block-policy return
scrub in on $ext_if all fragment reassemble
set skip on lo

table <jails> persist
nat on $ext_if from <jails> to any -> ($ext_if:0)
rdr-anchor "rdr/*"

block in all
pass out quick keep state
antispoof for $ext_if

anchor "bastille/*"
pass in proto tcp from any to any port ssh flags S/SA keep state
${BEGIN} - end
`;

async function firewall(bastille: Bastille): Promise<void> {
  const path = bastille.get("pf_conf");
  const before = bastille.text(path);
  if (before.includes(BEGIN)) {
    bastille.say("\nFirewall (pf) has already been configured!");
    return;
  }
  const routes = await bastille.captured(["netstat", "-rn"]);
  const nic = /^default\s+\S+\s+\S+\s+(\S+)/m.exec(routes)?.[1] ?? "";
  const isNew = !bastille.files.exists(path);
  bastille.say("\nConfiguring firewall...");
  bastille.say(`Using network interface: ${nic}`);
  bastille.say(
    isNew
      ? `Creating pf configuration file: ${path}`
      : `Using existing pf configuration file: ${path}`,
  );
  bastille.write(path, isNew ? pfConf(nic) : `${pfConf(nic)}\n\n${before}`);
  await bastille.run("sysrc", "pf_enable=YES");
  bastille.say(
    `Bastille pf ruleset created. Please review '${path}' and enable pf using 'service pf start'.`,
  );
}
