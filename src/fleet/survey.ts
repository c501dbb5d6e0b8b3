/** What a host tells for the checks that look at several hosts at once, as whoever reads it takes it. */
import * as v from "valibot";
import { doctoredSchema } from "./answershapes.ts";

const name = v.pipe(v.string(), v.maxLength(256));
const names = v.pipe(v.array(name), v.maxLength(10_000));
const ipv4 = v.pipe(v.string(), v.regex(/^\d{1,3}(?:\.\d{1,3}){3}$/));
/** With the length of its network, as ifconfig(8) has it. */
const address = v.pipe(v.string(), v.regex(/^[0-9a-f.:]{2,45}(?:%[\w.]{1,32})?(?:\/\d{1,3})?$/i));
const addresses = v.pipe(v.array(address), v.maxLength(10_000));
const ether = v.pipe(v.string(), v.regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/));
const natural = v.pipe(v.number(), v.integer(), v.minValue(0));

const memberSchema = v.object({
  /** Whoever it is, by name: a jail, a machine, an interface of the host. */
  who: name,
  kind: v.picklist(["jail", "vm", "host"]),
  jid: v.optional(natural),
  /** Absent for a machine. */
  interface: v.optional(name),
  ether: v.optional(ether),
  inet: addresses,
  inet6: addresses,
  mtu: v.optional(natural),
});
/** Somebody on a bridge. */
export type Member = v.InferOutput<typeof memberSchema>;

const carpSchema = v.object({
  vhid: natural,
  /** Those that are shared. */
  addresses,
  state: name,
  /** The jail, or the host's interface. */
  who: name,
  /** Of a master: what keeps it from hearing others, as far as that can be told, and what to type. */
  why: names,
  type: names,
});

const bridgeSchema = v.object({
  name,
  /** Does rc.conf have it? */
  isWritten: v.boolean(),
  /** Its VLAN and MTU in rc.conf. */
  vlan: v.optional(name),
  mtu: v.optional(natural),
  peers: v.optional(v.object({ hosts: v.array(ipv4), port: natural, local: v.optional(ipv4) })),
  /** Do frames leave the host by it: by a NIC, or by a tunnel? */
  isOpen: v.boolean(),
  /** Who was heard from outside of the host. */
  heard: v.pipe(v.array(ether), v.maxLength(100_000)),
  members: v.pipe(v.array(memberSchema), v.maxLength(100_000)),
  carp: v.pipe(v.array(carpSchema), v.maxLength(10_000)),
});
/** A bridge of a host. */
export type SurveyedBridge = v.InferOutput<typeof bridgeSchema>;

/** What a host's own doctor finds, and what the host is asked for besides. */
export const surveyedSchema = v.object({
  ...doctoredSchema.entries,
  survey: v.object({
    interfaces: v.pipe(v.array(v.object({ name, inet: addresses })), v.maxLength(10_000)),
    /** The jails that run. `isWritten`: is it in jail.conf? */
    jails: v.pipe(v.array(v.object({ name, isWritten: v.boolean() })), v.maxLength(10_000)),
    bridges: v.pipe(v.array(bridgeSchema), v.maxLength(10_000)),
  }),
});
/** What a host answers. */
export type Surveyed = v.InferOutput<typeof surveyedSchema>;
/** What there is on a host, as far as other hosts can mind it. */
export type Survey = Surveyed["survey"];
