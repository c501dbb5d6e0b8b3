/** A jail's parameters as they are given, and those that jail(8) keeps to itself (usr.sbin/jail/config.c, intparams). */

/** A parameter of a jail as it was given. */
export interface Parameter {
  readonly name: string;
  /** Empty for a parameter that is just named. */
  readonly values: readonly string[];
}

/** jail(8)'s own parameters, and what their values must be. */
export const ownParameters: { readonly [name: string]: "text" | "boolean" | "integer" } = {
  "allow.dying": "boolean",
  command: "text",
  depend: "text",
  "exec.clean": "boolean",
  "exec.consolelog": "text",
  "exec.created": "text",
  "exec.fib": "integer",
  "exec.jail_user": "text",
  "exec.poststart": "text",
  "exec.poststop": "text",
  "exec.prepare": "text",
  "exec.prestart": "text",
  "exec.prestop": "text",
  "exec.release": "text",
  "exec.start": "text",
  "exec.stop": "text",
  "exec.system_jail_user": "boolean",
  "exec.system_user": "text",
  "exec.timeout": "integer",
  interface: "text",
  ip_hostname: "boolean",
  mount: "text",
  "mount.devfs": "boolean",
  "mount.fdescfs": "boolean",
  "mount.fstab": "text",
  "mount.procfs": "boolean",
  "stop.timeout": "integer",
  "vnet.interface": "text",
  "zfs.dataset": "text",
};
