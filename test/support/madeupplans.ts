/** Made-up plans, with every action and whatever may be in it. */
import fc from "fast-check";
import type {
  Action,
  Expectation,
  MessageValue,
  Plan,
  RcChange,
  Step,
} from "../../src/buddy/plan/step.ts";

const text = fc.string({ unit: "grapheme", maxLength: 6 });
const texts = fc.array(text, { maxLength: 3 });
const textOrNone = fc.option(text);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });

/** An object with some of its members left out, as JSON leaves out what is undefined. */
function record<T>(
  members: { [name in keyof T]: fc.Arbitrary<T[name] | undefined> },
): fc.Arbitrary<T> {
  return fc
    .record(members as { [name: string]: fc.Arbitrary<unknown> })
    .map(
      (one) =>
        Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as T,
    );
}

const shown = { variable: text, says: maybe(text), quiet: maybe(fc.boolean()) };
const rcChange: fc.Arbitrary<RcChange> = fc.oneof(
  record<RcChange & { set: string }>({ ...shown, set: text }),
  record<RcChange & { add: string }>({ ...shown, add: text }),
  record<RcChange & { drop: string }>({ ...shown, drop: text }),
  record<RcChange & { unset: true }>({ ...shown, unset: fc.constant(true as const) }),
);

const { messageValue } = fc.letrec<{ messageValue: MessageValue }>((tie) => ({
  messageValue: fc.oneof(
    { depthSize: "small" },
    fc.nat(),
    text,
    fc.array(tie("messageValue"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("cir", "hook"), tie("messageValue")),
  ),
}));

type Of<Op extends Action["op"]> = Omit<Extract<Action, { op: Op }>, "op">;
const sent = record<Of<"message">>({
  path: text,
  type: fc.constantFrom("ether", "bridge", "bpf", "car", "tag", "vlan"),
  command: text,
  value: maybe(messageValue),
});
const spliced = record<Of<"splice">>({
  tee: text,
  path: text,
  hook: text,
  peerPath: text,
  peerHook: text,
  settings: fc.array(
    sent.map((message) => ({ op: "message" as const, ...message })),
    { maxLength: 2 },
  ),
});
/** One for every kind of action: one that is forgotten is a type error. */
const simple: { [Op in Exclude<Action["op"], "settle">]: fc.Arbitrary<Of<Op>> } = {
  load: record({ modules: texts }),
  eiface: record({
    name: text,
    bridge: maybe(text),
    hook: maybe(text),
    ether: maybe(text),
    maxRetries: maybe(fc.nat()),
  }),
  unmake: record({ name: text, bridge: maybe(text), hook: maybe(text) }),
  rename: record({ node: text, args: texts }),
  ifconfig: record({ interface: text, args: texts, jail: maybe(text) }),
  netif: record({ interface: text }),
  mkpeer: record({ path: text, type: text, hook: text, peerHook: text, olderHook: maybe(text) }),
  connect: record({
    path: text,
    peerPath: text,
    hook: text,
    peerHook: text,
    olderHook: maybe(text),
  }),
  movehost: record({
    node: text,
    at: maybe(text),
    ether: maybe(text),
    isChanged: maybe(fc.boolean()),
  }),
  bridge: record({
    name: text,
    links: fc.array(record({ hook: text, peer: text, peerHook: text }), { maxLength: 2 }),
    persistent: fc.boolean(),
  }),
  name: record({ path: text, name: text }),
  rmhook: record({ path: text, hook: text }),
  message: sent,
  readdress: record({
    from: text,
    to: text,
    inet: texts,
    inet6: texts,
    routes: fc.array(
      record({
        family: fc.constantFrom("inet" as const, "inet6" as const),
        destination: text,
        gateway: text,
      }),
      { maxLength: 2 },
    ),
  }),
  ifbridge: record({
    name: text,
    ether: maybe(text),
    mtu: fc.nat(),
    description: maybe(text),
    up: fc.boolean(),
    members: fc.array(record({ name: text, flags: texts }), { maxLength: 2 }),
    inet: texts,
    inet6: texts,
    routes: fc.array(
      record({
        family: fc.constantFrom("inet" as const, "inet6" as const),
        destination: text,
        gateway: text,
      }),
      { maxLength: 2 },
    ),
  }),
  noifbridge: record({ name: text }),
  dhclient: record({ interface: text, action: fc.constantFrom("start" as const, "stop" as const) }),
  tag: record({ path: text, hook: text, vid: fc.nat() }),
  guard: record({ node: text, eiface: text, addresses: texts, ether: maybe(text) }),
  shutdown: record({ path: text, type: text, name: maybe(text) }),
  splice: spliced,
  unsplice: spliced,
  vnet: record({
    node: text,
    interface: text,
    jail: text,
    to: fc.constantFrom("jail" as const, "host" as const),
  }),
  addresses: record({
    interface: text,
    jail: maybe(text),
    inet: texts,
    inet6: texts,
    up: fc.boolean(),
    routes: fc.array(
      record({
        family: fc.constantFrom("inet" as const, "inet6" as const),
        destination: text,
        gateway: text,
      }),
      { maxLength: 2 },
    ),
  }),
  rcconf: record({ changes: fc.array(rcChange, { maxLength: 2 }), file: maybe(text) }),
  file: record({ path: text, root: text, text: textOrNone, before: textOrNone }),
  jail: record({
    name: text,
    conf: text,
    action: fc.constantFrom("start" as const, "stop" as const),
  }),
  reach: record({ jail: text, address: text }),
  service: record({
    name: text,
    action: fc.constantFrom("restart" as const, "stop" as const),
  }),
  sysctl: record({ name: text, value: text }),
  pfanchor: record({ anchor: text, rules: text, before: text }),
  ipfwnat: record({
    ...{ nat: fc.nat(), rule: fc.nat(), config: text, rules: fc.array(text) },
    before: record({ config: text, rules: fc.array(text) }),
  }),
  copy: record({ from: text, to: text }),
  unedit: fc.constant({}),
};
const one = fc.oneof(
  ...Object.entries(simple).map(([op, members]) =>
    (members as fc.Arbitrary<object>).map((rest) => ({ op, ...rest }) as Action),
  ),
);
/** Any action; one that is made of others, too. */
const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 9, arbitrary: one },
  {
    weight: 1,
    arbitrary: record<Extract<Action, { op: "settle" }>>({
      op: fc.constant("settle" as const),
      jail: text,
      ether: maybe(text),
      actions: fc.array(one, { maxLength: 2 }),
    }),
  },
);

const steps: fc.Arbitrary<Step> = record<Step>({
  description: text,
  says: maybe(texts),
  do: actions,
  undo: fc.array(actions, { maxLength: 2 }),
  otherwise: maybe(
    record<NonNullable<Step["otherwise"]>>({ what: text, remedy: text, skips: maybe(fc.nat()) }),
  ),
});
const expectations: fc.Arbitrary<Expectation> = fc.oneof(
  record<Expectation>({ node: text, type: text, hook: text, peer: text }),
  record<Expectation>({ absent: text }),
);

/** Any plan. */
export const plans: fc.Arbitrary<Plan> = record<Plan>({
  request: text,
  says: texts,
  steps: fc.array(steps, { maxLength: 4 }),
  done: texts,
  notes: texts,
  unmet: maybe(texts),
  expect: fc.array(expectations, { maxLength: 2 }),
  whenKilled: fc.constantFrom("undo" as const, "finish" as const),
});

/** Every object and list in a value, at any depth, with a path to it. */
function* placesIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inside] of Object.entries(value)) {
    yield [...path, name];
    yield* placesIn(inside, [...path, name]);
  }
}

/** The value with something else at one of its places. `exchange` is given what was there, and its name. */
export function garbled(
  value: unknown,
  choose: (count: number) => number,
  exchange: (was: unknown, name: string) => unknown,
): { readonly value: unknown; readonly path: readonly string[] } {
  const copy = JSON.parse(JSON.stringify(value));
  const places = [...placesIn(copy)];
  const path = places[choose(places.length)]!;
  const at = path.slice(0, -1).reduce((inside, name) => inside[name], copy);
  const name = path.at(-1)!;
  at[name] = exchange(at[name], name);
  return { value: copy, path };
}
