/** The shapes of the fleet's files: checked where they are read, with a line that says what is wrong. */
import * as v from "valibot";
import { Refusal } from "../buddy/refusal.ts";
import { HOST_NAME } from "./subjects.ts";

const text = v.pipe(v.string("must be a text"), v.nonEmpty("must not be empty"));
const name = v.pipe(text, v.regex(HOST_NAME, "must be the name of a host"));
const token = v.pipe(
  text,
  v.regex(/^[a-z0-9]{16,64}$/, "must be 16 to 64 small letters and digits"),
);
const publicKey = v.pipe(text, v.regex(/^[UA][A-Z2-7]{55}$/, "must be a public nkey"));
const servers = v.pipe(v.array(text, "must be a list"), v.minLength(1, "must name a server"));
const seed = v.pipe(text, v.regex(/^S[OAU][A-Z2-7]{56}$/, "must be the seed of an nkey"));

/** What an agent needs: who it is, where the servers are, and by whom documents may be signed. */
const agentSchema = v.strictObject({
  version: v.literal(1),
  host: name,
  token,
  servers,
  /** The certificate of the authority that the servers' certificates are from, PEM; absent for one that the system knows. */
  ca: v.optional(text),
  /** Whose signature documents have. */
  author: publicKey,
  /** As NATS' own .creds files are. */
  credentials: text,
});
/** The file that a host is given when it is enrolled. */
export type AgentFile = v.InferOutput<typeof agentSchema>;

const fleetSchema = v.strictObject({
  version: v.literal(1),
  servers,
  ca: v.optional(text),
  /** How many servers keep what is kept. */
  replicas: v.picklist([1, 3, 5], "must be 1, 3 or 5"),
  operator: seed,
  account: seed,
  system: v.pipe(text, v.regex(/^A[A-Z2-7]{55}$/, "must be an account's public nkey")),
  author: seed,
  credentials: text,
  hosts: v.array(v.strictObject({ name, token, key: publicKey }), "must be a list"),
  /** The keys that are good no more, and since when: seconds since the epoch. */
  revoked: v.record(publicKey, v.number("must be a time")),
});
/** What the owner of a fleet has: all of its keys, and the hosts that were enrolled. */
export type FleetFile = v.InferOutput<typeof fleetSchema>;

/** Reads a host's file. Throws a Refusal that names it. */
export function parseAgentFile(path: string, content: string): AgentFile {
  return parse(agentSchema, path, content, "is made by ngbuddy fleet enroll");
}

/** Reads the file of a fleet. Throws a Refusal that names it. */
export function parseFleetFile(path: string, content: string): FleetFile {
  return parse(fleetSchema, path, content, "is made by ngbuddy fleet init");
}

function parse<T extends v.GenericSchema>(
  schema: T,
  path: string,
  content: string,
  madeBy: string,
): v.InferOutput<T> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new Refusal("config", `${path}: it is no JSON; the file ${madeBy}`);
  }
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  const where = issues[0].path?.map(({ key }) => String(key)).join(".") ?? "it";
  throw new Refusal("config", `${path}: ${where}: ${issues[0].message}; the file ${madeBy}`);
}
