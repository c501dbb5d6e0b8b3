/** net.inet.carp: there when the module is loaded, each network stack with its own (ip_carp.c), in sysctl(8)'s order. */
import { errno } from "../../../netgraph/errno.ts";
import type { Carp } from "../../net/carp.ts";
import type { Asker, Oid } from "./oid.ts";

const exists = ({ vnet }: Asker) => vnet.stack.carp !== undefined;

function carpOid(
  name: string,
  description: string,
  get: (carp: Carp) => number,
  set: (carp: Carp, value: number) => number,
): Oid {
  return {
    name: `net.inet.carp.${name}`,
    type: "integer",
    description,
    ofVnet: true,
    exists,
    get: ({ vnet: { stack } }) => String(stack.carp === undefined ? 0 : get(stack.carp)),
    set: ({ vnet: { stack } }, value) =>
      stack.carp === undefined ? errno.ENOENT : set(stack.carp, Number(value) | 0),
  };
}

/** One that is nothing but a number. */
function plain(name: Exclude<keyof Carp["settings"], "allow">, description: string): Oid {
  return carpOid(
    name,
    description,
    ({ settings }) => settings[name],
    ({ settings }, value) => {
      if (name === "dscp" && (value < 0 || value > 63)) return errno.EINVAL;
      settings[name] = value;
      return 0;
    },
  );
}

export const carpOids: readonly Oid[] = [
  plain("ifdown_demotion_factor", "Interface down demotion factor adjustment"),
  plain("senderr_demotion_factor", "Send error demotion factor adjustment"),
  carpOid(
    "demotion",
    "Adjust demotion factor (skew of advskew)",
    ({ demotion }) => demotion,
    (carp, by) => {
      // What is set is added.
      carp.demote(by, "sysctl");
      return 0;
    },
  ),
  plain("log", "CARP log level"),
  plain("preempt", "High-priority backup preemption mode"),
  plain("dscp", "DSCP value for carp packets"),
  carpOid(
    "allow",
    "Accept incoming CARP packets",
    ({ settings }) => settings.allow,
    (carp, value) => {
      carp.setAllow(value);
      return 0;
    },
  ),
];
