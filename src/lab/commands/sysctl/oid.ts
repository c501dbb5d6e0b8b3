/** What a value of the kernel's is to sysctl(8). */
import type { Process } from "../../process/process.ts";

/** Where a value is asked for: the lab, the network stack, and the jail, if it is in one. */
export type Asker = Pick<Process, "lab" | "vnet" | "jail">;

/** A value of the kernel's: `net.link.bridge.pfil_member`. */
export interface Oid {
  readonly name: string;
  readonly type: "string" | "integer" | "unsigned long" | "opaque";
  /** What `sysctl -d` says. */
  readonly description: string;
  /** Set in loader.conf only. */
  readonly isTunable?: boolean;
  /** Values that come with a module; left out when they are always there. */
  exists?(asker: Asker): boolean;
  /** Returns the value as sysctl(8) prints it. */
  get(asker: Asker): string;
  /** Each network stack has its own, which a jail may set. */
  readonly ofVnet?: boolean;
  /** What the value would do on FreeBSD and does not do in a lab. */
  readonly hasNoEffect?: string;
  /** The value at which that is no matter; 0 when left out. */
  readonly preset?: number;
  /** Returns an errno; left out when the value is read only. The text is a number unless the type is `string`. */
  set?(asker: Asker, value: string): number;
}
