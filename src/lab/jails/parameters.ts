/** A jail's parameters: what the kernel keeps (sys/kern/kern_jail.c) and what jail(8) keeps to itself (config.c, intparams). */
import { ownParameters, type Parameter } from "../../config/jailconf/own.ts";
import { parseIpv4, parseIpv6 } from "../wire/address.ts";

type Kind = "string" | "integer" | "boolean" | "jailsys" | "inet" | "inet6";
/** May it be set at any time, at the jail's creation only, or never? */
type Access = "set" | "create" | "read";

/** A parameter that the kernel keeps: `host.hostname`, `allow.raw_sockets`. */
export interface KernelParameter {
  readonly name: string;
  readonly kind: Kind;
  readonly access: Access;
  /** What a jail has that was given nothing, as jls prints it; undefined when the lab does not know. */
  readonly preset: string | undefined;
}

const rows: readonly (readonly [name: string, kind: Kind, access: Access, preset?: string])[] = [
  ["jid", "integer", "create"],
  ["name", "string", "set"],
  ["path", "string", "create", "/"],
  ["vnet", "jailsys", "create", "inherit"],
  ["host", "jailsys", "set", "new"],
  ["host.hostname", "string", "set", ""],
  ["host.domainname", "string", "set", ""],
  ["host.hostuuid", "string", "set", "00000000-0000-0000-0000-000000000000"],
  ["host.hostid", "integer", "set", "0"],
  ["ip4", "jailsys", "create"],
  ["ip4.addr", "inet", "set", ""],
  ["ip4.saddrsel", "boolean", "set", "true"],
  ["ip6", "jailsys", "create"],
  ["ip6.addr", "inet6", "set", ""],
  ["ip6.saddrsel", "boolean", "set", "true"],
  ["persist", "boolean", "set", "false"],
  ["dying", "boolean", "read", "false"],
  ["parent", "integer", "read", "0"],
  ["children.cur", "integer", "read", "0"],
  ["children.max", "integer", "set", "0"],
  ["cpuset.id", "integer", "read"],
  ["securelevel", "integer", "set", "-1"],
  ["enforce_statfs", "integer", "set", "2"],
  ["devfs_ruleset", "integer", "set", "0"],
  ["osrelease", "string", "create"],
  ["osreldate", "integer", "create"],
  ["sysvmsg", "jailsys", "set", "disable"],
  ["sysvsem", "jailsys", "set", "disable"],
  ["sysvshm", "jailsys", "set", "disable"],
  ["linux", "jailsys", "set"],
  ["linux.osname", "string", "set"],
  ["linux.osrelease", "string", "set"],
  ["linux.oss_version", "integer", "set"],
  ["zfs.mount_snapshot", "boolean", "set"],
  ["meta", "string", "set", ""],
  ["env", "string", "set", ""],
];

/** `allow.…`: those that a jail is given unasked (JAIL_DEFAULT_ALLOW), and the others. */
const allowed = "set_hostname reserved_ports unprivileged_proc_debug suser".split(" ");
const forbidden =
  `sysvipc raw_sockets chflags mount quotas socket_af mlock read_msgbuf nfsd extattr adjtime settime routing
  setaudit unprivileged_parent_tampering mount.devfs mount.fdescfs mount.fusefs mount.linprocfs mount.linsysfs mount.nullfs
  mount.procfs mount.tmpfs mount.unionfs mount.zfs`.split(/\s+/);

const kernelParameters = new Map<string, KernelParameter>();
for (const [name, kind, access, preset] of rows) {
  kernelParameters.set(name, { name, kind, access, preset });
}
for (const [words, preset] of [
  [allowed, "true"],
  [forbidden, "false"],
] as const) {
  for (const word of words) {
    const name = `allow.${word}`;
    kernelParameters.set(name, { name, kind: "boolean", access: "set", preset });
  }
}

/** `allow.noraw_sockets` → `allow.raw_sockets`: the last part without its `no`; undefined when it has none. */
function withoutNo(name: string): string | undefined {
  const at = name.lastIndexOf(".") + 1;
  return name.startsWith("no", at) ? name.slice(0, at) + name.slice(at + 2) : undefined;
}

/** The kernel's parameter of a name, and whether the name turns it off; undefined when there is none. */
export function kernelParameter(
  name: string,
): { readonly parameter: KernelParameter; readonly negated: boolean } | undefined {
  const known = kernelParameters.get(name);
  if (known !== undefined) return { parameter: known, negated: false };
  const positive = kernelParameters.get(withoutNo(name) ?? "");
  if (positive?.kind === "boolean") return { parameter: positive, negated: true };
  // meta.KEY and env.KEY are texts of the administrator's.
  if (!/^(meta|env)\../.test(name)) return undefined;
  return { parameter: { name, kind: "string", access: "set", preset: undefined }, negated: false };
}

function ownKind(name: string): "text" | "boolean" | "integer" | undefined {
  return ownParameters[name] ?? ownParameters[withoutNo(name) ?? ""];
}

/** What is wrong with the values of jail(8)'s own parameters (config.c, check_intparams). */
export function ownErrors(parameters: readonly Parameter[]): string[] {
  return parameters.flatMap(({ name, values }) => {
    const value = values.at(-1);
    const kind = value === undefined ? undefined : ownKind(name);
    if (kind === "boolean" && !isBoolean(value!)) {
      return [`${name}: unknown boolean value "${value}"`];
    }
    return kind === "integer" && !isInteger(value!)
      ? [`${name}: non-integer value "${value}"`]
      : [];
  });
}

const isBoolean = (text: string) => /^(true|false)$/i.test(text) || isInteger(text);
const isInteger = (text: string) => /^\s*[-+]?\d+$/.test(text);

/** What the kernel is asked to set, by name, as jls prints it; and what libjail refuses (jail.c, jailparam_import). */
export interface Imported {
  readonly settings: ReadonlyMap<string, string>;
  readonly errors: readonly string[];
}

export function importParameters(parameters: readonly Parameter[]): Imported {
  const settings = new Map<string, string>();
  const errors: string[] = [];
  for (const { name, values } of parameters) {
    if (ownKind(name) !== undefined) continue;
    const found = kernelParameter(name);
    if (found === undefined) {
      errors.push(`unknown parameter: ${name}`);
      continue;
    }
    const { parameter, negated } = found;
    const list = parameter.kind === "inet" || parameter.kind === "inet6";
    const given = list ? values.map(bareAddress) : values.slice(-1);
    const fault = given.map((value) => faultOf(parameter.kind, name, value)).find(Boolean);
    if (fault !== undefined) errors.push(fault);
    else settings.set(parameter.name, exported(parameter.kind, negated, given));
  }
  return { settings, errors };
}

/** `vtnet0|10.0.0.3/32 mtu 1400` → `10.0.0.3`: the rest is for ifconfig. */
function bareAddress(text: string): string {
  return text.slice(text.indexOf("|") + 1).replace(/[/ ].*$/, "");
}

function faultOf(kind: Kind, name: string, value: string): string | undefined {
  switch (kind) {
    case "boolean":
      return isBoolean(value) ? undefined : `${name}: unknown boolean value "${value}"`;
    case "jailsys":
      return value === "" || /^(disable|new|inherit)$/i.test(value) || isInteger(value)
        ? undefined
        : `${name}: unknown jailsys value "${value}"`;
    case "integer":
      return isInteger(value) ? undefined : `${name}: non-integer value "${value}"`;
    case "inet":
      return parseIpv4(value) === undefined ? `${name}: not an IPv4 address: ${value}` : undefined;
    case "inet6":
      return parseIpv6(value) === undefined ? `${name}: not an IPv6 address: ${value}` : undefined;
    case "string":
      return undefined;
  }
}

const JAILSYS = ["disable", "new", "inherit"];

function exported(kind: Kind, negated: boolean, values: readonly string[]): string {
  const value = values.at(-1);
  if (kind === "boolean") {
    const on = value === undefined || isOn(value);
    return String(on !== negated);
  }
  if (kind === "jailsys") {
    return (
      JAILSYS[Number(value)] ?? (value === undefined || value === "" ? "new" : value.toLowerCase())
    );
  }
  return kind === "integer" ? String(Number(value ?? 0)) : values.join(",");
}

/** Is the value of a boolean a yes? */
function isOn(value: string): boolean {
  return value.toLowerCase() === "true" || (Number.parseInt(value, 10) || 0) !== 0;
}

/** Is a boolean parameter of jail(8)'s given and on (config.c, bool_param)? */
export function isGiven(parameters: readonly Parameter[], name: string): boolean {
  const found = parameters.find((one) => one.name === name || withoutNo(one.name) === name);
  if (found === undefined) return false;
  const value = found.values.at(-1);
  return (value === undefined || isOn(value)) !== (found.name !== name);
}
