/** What a template is: the description of a host that shows one thing, for a lab to start as. */
import type { HostDescription } from "../base/description.ts";

/** A host for labs to start as, by the number of its jails. */
export interface Template {
  /** One line, for the list of all. */
  readonly summary: string;
  /** How many jails it can have: none where it has no use for them. */
  readonly jails: { readonly min: number; readonly max: number };
  /** Returns the host, with so many jails. */
  host(jails: number): HostDescription;
}

/** Returns a jail.conf for jails that have an interface of their own name on a bridge, and files of their own. `own` says what only one of them has, by its place. */
export function jailConf(
  bridge: string,
  names: readonly string[],
  own: (at: number) => string = () => "",
): string {
  return `exec.clean;
mount.devfs;
path = "/jails/$name";
host.hostname = "$name";
persist;

vnet;
vnet.interface = "$name";
exec.prestart = "service ngbuddy jail $name ${bridge}";
exec.start = "/bin/sh /etc/rc";
exec.stop = "/bin/sh /etc/rc.shutdown";
exec.prestop = "service ngbuddy unjail $name $name";

${names.map((name, at) => `${name} { ${own(at)} }\n`.replace("{  }", "{ }")).join("")}`;
}

/** Returns the names of so many jails: `jail01`, `jail02` …. */
export function jailNames(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `jail${String(at + 1).padStart(2, "0")}`);
}
