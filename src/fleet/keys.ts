/** The keys of a fleet: who owns it, who is a host of it, and what the server has to know of them. */
import { createHash, createHmac } from "node:crypto";
import {
  Algorithms,
  createAccount,
  createOperator,
  createUser,
  encodeAccount,
  encodeOperator,
  encodeUser,
  fmtCreds,
  fromSeed,
} from "@nats-io/jwt";
import { refuse } from "../buddy/refusal.ts";
import type { AgentFile, FleetFile } from "./shapes.ts";
import { memberName, rightsOf } from "./subjects.ts";

const V2 = { algorithm: Algorithms.v2 };
/** No limit, as NATS writes it. */
const ANY = -1;
/** The end of the year 9999, seconds since the epoch. */
const FOR_EVER = 253_402_300_799;
const LIMITS = {
  imports: ANY,
  exports: ANY,
  wildcards: true,
  conn: ANY,
  leaf: ANY,
  data: ANY,
  payload: ANY,
  subs: ANY,
};
const STORED = { mem_storage: ANY, disk_storage: ANY, streams: ANY, consumer: ANY };
const UNLIMITED = { data: ANY, payload: ANY, subs: ANY };

const utf8 = new TextEncoder();
const asText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Throws a Refusal for a seed that was changed: it has a checksum. */
function keyOf(seed: string): KeyPair {
  try {
    return fromSeed(utf8.encode(seed));
  } catch (error) {
    const { message } = error as Error;
    return refuse(
      "config",
      `a key of the fleet was changed since ngbuddy fleet init made its file: ${message.replace(/^nkeys: /, "")}`,
    );
  }
}

/** What a new fleet is made for. */
export interface FleetWish {
  readonly servers: readonly string[];
  readonly ca?: string | undefined;
  readonly replicas: 1 | 3 | 5;
}

/** Makes the keys of a new fleet, without hosts. */
export async function createFleet({ servers, ca, replicas }: FleetWish): Promise<FleetFile> {
  const [operator, account] = [createOperator(), createAccount()];
  // Who connects signs whatever a server asks him to: what signs orders is another key, which no server sees at work.
  const [author, owner] = [createUser(), createUser()];
  const credentials = await credentialsOf("owner", owner, account, {});
  return {
    version: 1,
    servers: [...servers],
    ...(ca !== undefined && { ca }),
    replicas,
    operator: asText(operator.getSeed()),
    account: asText(account.getSeed()),
    system: createAccount().getPublicKey(),
    author: asText(author.getSeed()),
    credentials,
    hosts: [],
    revoked: {},
  };
}

type KeyPair = ReturnType<typeof createUser>;

async function credentialsOf(
  name: string,
  user: KeyPair,
  account: KeyPair,
  rights: Partial<ReturnType<typeof rightsOf>>,
): Promise<string> {
  const jwt = await encodeUser(name, user, account, { ...UNLIMITED, ...rights }, V2);
  return asText(fmtCreds(jwt, user));
}

/** Returns what stands in a host's subjects, which nobody can tell without the fleet's keys. */
function tokenOf({ account }: FleetFile, key: string): string {
  return createHmac("sha256", account).update(key).digest("hex").slice(0, 32);
}

/** Enrolls a host. Returns the fleet with it, and the file for it. Throws a Refusal when there is one of this name. */
export async function enroll(
  fleet: FleetFile,
  host: string,
): Promise<{ readonly fleet: FleetFile; readonly agent: AgentFile }> {
  const name = memberName(host);
  if (fleet.hosts.some((one) => one.name === name))
    refuse(
      "unavailable",
      `${name} is enrolled already; to give it new keys: ngbuddy fleet enroll --again ${name}`,
    );
  const user = createUser();
  const key = user.getPublicKey();
  const member = { name, token: tokenOf(fleet, key) };
  const { servers, ca } = fleet;
  const credentials = await credentialsOf(name, user, keyOf(fleet.account), rightsOf(member));
  return {
    fleet: { ...fleet, hosts: [...fleet.hosts, { ...member, key }] },
    agent: {
      version: 1,
      host: name,
      token: member.token,
      servers,
      ...(ca !== undefined && { ca }),
      author: keyOf(fleet.author).getPublicKey(),
      credentials,
    },
  };
}

/**
 * Returns a fleet without a host, whose keys are good no more as soon as the servers know (`serverLines`). `now`: seconds
 * since the epoch. Throws a Refusal when there is none of this name.
 */
export function dismiss(fleet: FleetFile, name: string, now: number): FleetFile {
  const gone = fleet.hosts.find((one) => one.name === name);
  if (gone === undefined) return refuse("data", `there is no host "${name}" in the fleet`);
  return {
    ...fleet,
    hosts: fleet.hosts.filter((one) => one !== gone),
    revoked: { ...fleet.revoked, [gone.key]: Math.floor(now) },
  };
}

/** Returns the lines that a NATS server's configuration needs to know the fleet. No secret is in them. */
export async function serverLines({
  operator,
  account,
  system,
  revoked,
}: FleetFile): Promise<string> {
  const operatorKey = keyOf(operator);
  const signer = { ...V2, signer: operatorKey };
  const accountKey = keyOf(account);
  // A key that was given up is used for nothing new: whatever was signed for it is good no more, also when the clock of
  // whoever enrolled it was ahead.
  const revocations = Object.fromEntries(Object.keys(revoked).map((key) => [key, FOR_EVER]));
  const known = [
    [
      accountKey.getPublicKey(),
      await encodeAccount(
        "fleet",
        accountKey,
        { limits: { ...LIMITS, ...STORED }, revocations },
        signer,
      ),
    ],
    [system, await encodeAccount("system", system, { limits: LIMITS }, signer)],
  ];
  const operatorJwt = await encodeOperator("ngbuddy", operatorKey, { system_account: system }, V2);
  return [
    `operator: "${steady(operatorJwt, operatorKey)}"`,
    `system_account: ${system}`,
    "resolver: MEMORY",
    "resolver_preload: {",
    ...known.map(([key, jwt]) => `  ${key}: "${steady(jwt!, operatorKey)}"`),
    "}",
    "",
  ].join("\n");
}

/** When all of that was signed, as far as it says. */
const SIGNED_AT = 1_700_000_000;

/**
 * Signs a JWT anew, so that one that says the same is the same: a server that runs reads no configuration in which the
 * operator's is another one (nats-server: "config reload not supported for TrustedOperators").
 */
function steady(jwt: string, signer: KeyPair): string {
  const [header, body] = jwt.split(".");
  const said = JSON.parse(Buffer.from(body!, "base64url").toString()) as object;
  const claims = { ...said, iat: SIGNED_AT, jti: "" };
  const jti = createHash("sha256").update(JSON.stringify(claims)).digest("base64");
  const text = Buffer.from(JSON.stringify({ ...claims, jti })).toString("base64url");
  const payload = `${header}.${text}`;
  return `${payload}.${Buffer.from(signer.sign(utf8.encode(payload))).toString("base64url")}`;
}
