/** Does what an action says: the one place that knows how. */
import {
  configureInterface,
  interfaceNamed,
  isNameTaken,
  isRefused,
  loadModules,
  moveToVnet,
  mustRun,
} from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { readJails } from "../../host/jailreading.ts";
import { errno } from "../../netgraph/errno.ts";
import type { NodeTypeTable } from "../../netgraph/nodetype.ts";
import { bridge } from "../../netgraph/types/bridge.ts";
import { ether } from "../../netgraph/types/ether.ts";
import { interfaceOf } from "../observe/guests.ts";
import { pathOf } from "../observe/nodes.ts";
import type { Action } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import { giveAddresses } from "./addresses.ts";
import { restoreBridge } from "./bridge.ts";
import type { ApplyContext } from "./context.ts";
import { connectToBridge, isErrno, makeEiface, unmakeEiface } from "./eiface.ts";
import { moveHost } from "./movehost.ts";
import type { NetworkAction } from "./network.ts";
import type { HostAction } from "./readdress.ts";
import { VerifyError } from "./verify.ts";

type Performers = {
  readonly [op in Action["op"]]: (
    context: ApplyContext,
    action: Extract<Action, { op: op }>,
  ) => Promise<unknown>;
};

const types: { readonly [name: string]: NodeTypeTable } = { ether, bridge };

const forRcConf = () => import("./rcconf.ts");
const forIfBridges = () => import("./ifbridge.ts");
const forJails = () => import("./jail.ts");
const forSplicing = () => import("./splice.ts");

const performers: Performers = {
  load: ({ host }, { modules }) => loadModules(host, modules),
  eiface: makeEiface,
  unmake: unmakeEiface,
  rename: renameInterface,
  ifconfig: ({ host }, { interface: name, args, jail }) =>
    configureInterface(host, name, args, jail),
  netif: ({ host }, action) => mustRun(host, ["service", "netif", "quietstart", action.interface]),
  mkpeer: ({ netgraph }, { path, type, hook, ...at }) =>
    byEither(at, async (peerHook) => {
      try {
        await netgraph.mkpeer(path, type, hook, peerHook);
      } catch (error) {
        await (await import("./lackingtype.ts")).refuseLacking(netgraph, type, error);
        throw error;
      }
    }),
  connect: ({ netgraph }, { path, peerPath, hook, ...at }) =>
    byEither(at, (peerHook) => connectToBridge(netgraph, path, peerPath, hook, peerHook)),
  movehost: moveHost,
  bridge: restoreBridge,
  name: ({ netgraph }, { path, name }) => netgraph.name(path, name),
  rmhook: ({ netgraph }, { path, hook }) => netgraph.rmhook(path, hook),
  message: async ({ netgraph }, action) => {
    const { path, type, command, value } = action;
    const table = types[type];
    return table === undefined
      ? (await import("../network/message.ts")).sendMessage(netgraph, action)
      : orLacking(command, netgraph.send(path, table, command, value));
  },
  guard: async (context, action) => (await import("../network/guard.ts")).setGuard(context, action),
  tag: async (context, action) => (await import("./tag.ts")).tagHook(context, action),
  shutdown: shutDown,
  splice: async (context, action) => (await forSplicing()).splice(context, action),
  unsplice: async (context, action) => (await forSplicing()).unsplice(context, action),
  vnet: moveInterface,
  addresses: giveAddresses,
  settle: settleInterface,
  rcconf: async (context, action) => (await forRcConf()).changeRcConf(context, action),
  file: performForNetwork,
  service: performForNetwork,
  sysctl: performForNetwork,
  pfanchor: performForNetwork,
  ipfwnat: performForNetwork,
  jail: async ({ host }, action) => (await forJails()).runJail(host, action),
  reach: async ({ host }, action) => (await forJails()).reach(host, action),
  readdress: performForHost,
  dhclient: performForHost,
  ifbridge: async ({ host }, action) => (await forIfBridges()).performForIfBridge(host, action),
  noifbridge: async ({ host }, action) => (await forIfBridges()).performForIfBridge(host, action),
  copy: ({ host }, { from, to }) => copyFile(host, from, to),
  unedit: async (context) => (await forRcConf()).unedit(context),
};

/** Carries an action out. Throws a NetgraphError, CommandError, FileError or Refusal. */
export async function perform(context: ApplyContext, action: Action): Promise<void> {
  const performer = performers[action.op] as (
    context: ApplyContext,
    action: Action,
  ) => Promise<unknown>;
  await performer(context, action);
}

/** What the oldest kernels that we run on lack, by hook or message, and the variable that asks for it. */
const YOUNGER: readonly (readonly [what: RegExp, lack: string])[] = [
  [
    /^uplink\d+$/,
    "has no uplink hooks; take ngbuddy_BRIDGE_uplink and ngbuddy_public_hooks out of rc.conf",
  ],
  [
    /^setpersistent$/,
    "cannot keep a bridge without links; take ngbuddy_BRIDGE_persistent out of rc.conf",
  ],
];

/** Says it plainly when the kernel refuses something for being too old for it. */
async function orLacking<T>(what: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    const lack = YOUNGER.find(([pattern]) => pattern.test(what))?.[1];
    if (lack === undefined || !isErrno(error, errno.EINVAL)) throw error;
    return refuse("config", `this kernel's ng_bridge(4) ${lack}`);
  }
}

/** Uses a bridge's hook, or the one that is for a kernel without such hooks. */
async function byEither(
  { peerHook, olderHook }: { readonly peerHook: string; readonly olderHook?: string },
  use: (peerHook: string) => Promise<void>,
): Promise<void> {
  if (olderHook === undefined) return await orLacking(peerHook, use(peerHook));
  try {
    await use(peerHook);
  } catch (error) {
    if (!isErrno(error, errno.EINVAL)) throw error;
    await use(olderHook);
  }
}

async function settleInterface(
  context: ApplyContext,
  { jail, ether, actions }: Extract<Action, { op: "settle" }>,
): Promise<void> {
  const { host } = context;
  for (const action of actions) await perform(context, action);
  for (const action of actions) {
    if (action.op !== "addresses") continue;
    const now = await interfaceNamed(host, action.interface, jail);
    const had = [...action.inet, ...action.inet6];
    const missing = had.filter((one) => !now?.inet.includes(one) && !now?.inet6.includes(one));
    if (missing.length > 0 || (ether !== undefined && now?.ether !== ether))
      throw new VerifyError(
        `${action.interface} with ${[ether ?? "any address", ...had].join(", ")}`,
        now === undefined ? "none" : [now.ether, ...now.inet, ...now.inet6].join(", "),
      );
  }
}

async function performForHost({ host }: ApplyContext, action: HostAction): Promise<void> {
  await (await import("./readdress.ts")).performForHost(host, action);
}

async function performForNetwork({ host }: ApplyContext, action: NetworkAction): Promise<void> {
  await (await import("./network.ts")).performForNetwork(host, action);
}

async function copyFile(host: Host, from: string, to: string): Promise<void> {
  const text = await host.files.read(from);
  if (text !== undefined) await host.files.edit(to, () => text);
}

async function renameInterface(
  context: ApplyContext,
  { node, args }: Extract<Action, { op: "rename" }>,
): Promise<void> {
  const { host, netgraph } = context;
  const current =
    context.made.get(node)?.interface ??
    (await interfaceOf(netgraph, await netgraph.nodeInfo(`${node}:`)));
  const name = current === node ? [] : ["name", node];
  if (name.length + args.length === 0) return;
  try {
    await configureInterface(host, current, [...name, ...args]);
  } catch (error) {
    if (isNameTaken(error))
      refuse("unavailable", `an interface ${node} exists already; choose another name`);
    throw error;
  }
}

async function moveInterface(
  { host }: ApplyContext,
  action: Extract<Action, { op: "vnet" }>,
): Promise<void> {
  const { node, interface: name, jail, to } = action;
  let refusal: Error;
  try {
    await moveToVnet(host, name, to, jail);
    return;
  } catch (error) {
    if (to === "jail" || !isRefused(error)) throw error;
    refusal = error;
  }
  if ((await interfaceNamed(host, name)) !== undefined) return;
  // A jail that was removed keeps its interfaces until its last socket has gone (kern_jail.c, prison_deref). That keeps
  // nobody from shutting the node down: it takes the interface away from wherever it is (ng_eiface.c, ng_eiface_rmnode).
  // The same goes for one that is in a jail which cannot be read.
  const { read } = await readJails(host, (jid) => interfaceNamed(host, name, jid));
  if (read.every(({ found }) => found === undefined)) return;
  const why = /jail ".*" not found/.test(refusal.message)
    ? `there is no jail "${jail}"`
    : `jail ${jail} does not have it`;
  refuse(
    "data",
    `${name} is not on the host, and ${why}; say who has it: ngbuddy unjail ${node} JAIL`,
  );
}

async function shutDown(
  context: ApplyContext,
  { path, type, name }: Extract<Action, { op: "shutdown" }>,
): Promise<void> {
  const { netgraph } = context;
  try {
    const node = await netgraph.nodeInfo(path);
    if (node.type !== type || (name !== undefined && node.name !== "" && node.name !== name))
      return;
    await netgraph.shutdown(pathOf(node));
  } catch (error) {
    if (!isErrno(error, errno.ENOENT)) throw error;
  }
}
