/** The shape of a plan, for one that was read from a file. */
import type { Action, BridgeLink, Plan, Spliced, Step } from "../plan/step.ts";
import {
  amount,
  count,
  flag,
  isRecord,
  just,
  listOf,
  oneOf,
  optional,
  record,
  type Shape,
  type ShapesOf,
  text,
} from "./shape.ts";

const texts = listOf(text);
const textOrNone = oneOf(text, (value) => value === null);

/** One change of a variable. */
export const rcChangeShape: Shape = (value) =>
  record({ variable: text, says: optional(text), quiet: optional(flag) })(value) &&
  oneOf(
    record({ set: text }),
    record({ add: text }),
    record({ drop: text }),
    record({ unset: (unset) => unset === true }),
  )(value);

const messageValue: Shape = (value) =>
  typeof value === "object" && value !== null
    ? Object.values(value).every(messageValue)
    : amount(value) || text(value);

const link: ShapesOf<BridgeLink> = { hook: text, peer: text, peerHook: text };

const spliced: ShapesOf<Spliced> = {
  tee: text,
  path: text,
  hook: text,
  peerPath: text,
  peerHook: text,
  settings: listOf((value) => isRecord(value) && value["op"] === "message" && action(value)),
};

const actions: {
  readonly [op in Action["op"]]: ShapesOf<Omit<Extract<Action, { op: op }>, "op">>;
} = {
  load: { modules: texts },
  eiface: {
    name: text,
    bridge: optional(text),
    hook: optional(text),
    ether: optional(text),
    maxRetries: optional(count),
  },
  unmake: { name: text, bridge: optional(text), hook: optional(text) },
  rename: { node: text, args: texts },
  ifconfig: { interface: text, args: texts, jail: optional(text) },
  netif: { interface: text },
  mkpeer: { path: text, type: text, hook: text, peerHook: text, olderHook: optional(text) },
  connect: { path: text, peerPath: text, hook: text, peerHook: text, olderHook: optional(text) },
  movehost: { node: text, at: optional(text), ether: optional(text), isChanged: optional(flag) },
  bridge: { name: text, links: listOf(record(link)), persistent: flag },
  name: { path: text, name: text },
  rmhook: { path: text, hook: text },
  message: {
    path: text,
    // Those that plans send messages to.
    type: just("ether", "bridge", "bpf", "car", "tag", "vlan", "ksocket"),
    command: text,
    value: optional(messageValue),
  },
  guard: { node: text, eiface: text, addresses: texts, ether: optional(text) },
  tag: { path: text, hook: text, vid: count },
  shutdown: { path: text, type: text, name: optional(text) },
  splice: spliced,
  unsplice: spliced,
  vnet: { node: text, interface: text, jail: text, to: just("jail", "host") },
  addresses: {
    interface: text,
    jail: optional(text),
    inet: texts,
    inet6: texts,
    up: flag,
    routes: listOf(record({ family: just("inet", "inet6"), destination: text, gateway: text })),
  },
  settle: { jail: text, ether: optional(text), actions: listOf((value) => action(value)) },
  rcconf: { changes: listOf(rcChangeShape), file: optional(text) },
  file: { path: text, root: optional(text), text: textOrNone, before: textOrNone },
  service: { name: text, action: just("restart", "stop") },
  jail: { name: text, conf: text, action: just("start", "stop") },
  reach: { jail: text, address: text },
  sysctl: { name: text, value: text },
  pfanchor: { anchor: text, rules: text, before: text },
  ipfwnat: {
    ...{ nat: count, rule: count, config: text, rules: texts },
    before: record({ config: text, rules: texts }),
  },
  readdress: {
    from: text,
    to: text,
    inet: texts,
    inet6: texts,
    routes: listOf(record({ family: just("inet", "inet6"), destination: text, gateway: text })),
  },
  ifbridge: {
    name: text,
    ether: optional(text),
    mtu: count,
    description: optional(text),
    up: flag,
    members: listOf(record({ name: text, flags: texts })),
    inet: texts,
    inet6: texts,
    routes: listOf(record({ family: just("inet", "inet6"), destination: text, gateway: text })),
  },
  noifbridge: { name: text },
  dhclient: { interface: text, action: just("start", "stop") },
  copy: { from: text, to: text },
  unedit: {},
};

const action: Shape = (value) =>
  isRecord(value) &&
  typeof value["op"] === "string" &&
  Object.hasOwn(actions, value["op"]) &&
  record(actions[value["op"] as Action["op"]])(value);

const otherwise: ShapesOf<NonNullable<Step["otherwise"]>> = {
  what: text,
  remedy: text,
  skips: optional(count),
};

const step: ShapesOf<Step> = {
  description: text,
  says: optional(texts),
  do: action,
  undo: listOf(action),
  otherwise: optional(record(otherwise)),
};

const plan: ShapesOf<Plan> = {
  request: text,
  says: texts,
  shows: optional(texts),
  steps: listOf(record(step)),
  done: texts,
  notes: texts,
  unmet: optional(texts),
  expect: listOf(
    oneOf(record({ node: text, type: text, hook: text, peer: text }), record({ absent: text })),
  ),
  whenKilled: just("undo", "finish"),
};

export const planShape: Shape = record(plan);
