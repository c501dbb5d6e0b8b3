/** What can be asked of a host's kernel by its own calls, where a process would cost more than the answer. */
import type { HostInterface } from "./ifconfig.ts";
import type { InterfaceChange } from "./interfacechange.ts";
import type { JailInfo } from "./jls.ts";
import type { RouteInfo } from "./netstat.ts";

/** The host's own kernel. All of it throws a KernelError when the kernel refuses. */
export interface HostKernel {
  /** The interfaces of the host, in ifconfig's order, with what ifconfig says of them but LOWER_UP. */
  interfaces(): Promise<HostInterface[]>;
  /** One of them; undefined when there is none of this name. */
  interfaceNamed(name: string): Promise<HostInterface | undefined>;
  /** Makes one change of an interface of the host. */
  changeInterface(name: string, change: InterfaceChange): Promise<void>;
  /** Moves an interface of the host into a vnet jail (by name or JID). */
  moveIn(name: string, jail: string): Promise<void>;
  /** Takes an interface of a vnet jail (by name or JID) back to the host. */
  takeBack(name: string, jail: string): Promise<void>;
  /** The jails that run. */
  jails(): Promise<JailInfo[]>;
  /** The host's routes. */
  routes(): Promise<RouteInfo[]>;
  /** Loads a module; one that is there already stays so. */
  loadModule(name: string): Promise<void>;
  /** Is there a module of this name, loaded or in the kernel itself? */
  hasModule(name: string): Promise<boolean>;
  /** A value of sysctl(8), as text; undefined when there is none of this name. */
  value(name: ValueName): Promise<string | undefined>;
}

/** The values that are asked for, and what they are. */
export const VALUES = {
  "kern.hostname": "text",
  "kern.hostuuid": "text",
  "kern.osrelease": "text",
  "kern.securelevel": "integer",
  "security.jail.jailed": "integer",
} as const;
/** The name of a value that is asked for: `kern.hostname`. */
export type ValueName = keyof typeof VALUES;

/** Wraps every call of a kernel: `around` is told what is called, and does it. */
export function aroundKernel(
  kernel: HostKernel,
  around: <T>(call: string, action: () => Promise<T>) => Promise<T>,
): HostKernel {
  const wrapped = Object.entries(kernel).map(([name, call]) => [
    name,
    (...args: unknown[]) =>
      around([name, ...args.map(shown)].join(" "), () =>
        (call as (...args: unknown[]) => Promise<unknown>)(...args),
      ),
  ]);
  return Object.fromEntries(wrapped) as HostKernel;
}

function shown(argument: unknown): string {
  return typeof argument === "string"
    ? argument
    : Object.values(argument as InterfaceChange).join(" ");
}
