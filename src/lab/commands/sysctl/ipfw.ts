/** net.inet.ip.fw and net.inet6.ip6.fw: there when the module is loaded, each network stack with its own (ip_fw2.c, ip_fw_pfil.c). */
import { errno } from "../../../netgraph/errno.ts";
import type { Ipfw } from "../../net/ipfw/ipfw.ts";
import type { Asker, Oid } from "./oid.ts";

const exists = ({ vnet }: Asker) => vnet.stack.ipfw !== undefined;

function ipfwOid(
  name: string,
  description: string,
  get: (ipfw: Ipfw) => boolean,
  set?: (ipfw: Ipfw, on: boolean) => void,
): Oid {
  return {
    ...{ name, type: "integer", description, exists },
    get: ({ vnet: { stack } }) => (stack.ipfw !== undefined && get(stack.ipfw) ? "1" : "0"),
    ...(set === undefined
      ? { isTunable: true }
      : {
          ofVnet: true,
          set({ vnet: { stack } }, value) {
            if (stack.ipfw === undefined) return errno.ENOENT;
            set(stack.ipfw, Number(value) !== 0);
            return 0;
          },
        }),
  };
}

export const ipfwOids: readonly Oid[] = [
  ipfwOid(
    "net.inet.ip.fw.enable",
    "Enable ipfw",
    (ipfw) => ipfw.isEnabled(4),
    (ipfw, on) => ipfw.setEnabled(4, on),
  ),
  ipfwOid(
    "net.inet.ip.fw.default_to_accept",
    "Make the default rule accept all packets.",
    ({ acceptsByDefault }) => acceptsByDefault,
  ),
  ipfwOid(
    "net.inet.ip.fw.one_pass",
    "Only do a single pass through ipfw when using dummynet(4), ipfw_nat or other divert(4)-like interfaces",
    ({ onePass }) => onePass,
    (ipfw, on) => {
      ipfw.onePass = on;
    },
  ),
];

export const ipfwOids6: readonly Oid[] = [
  ipfwOid(
    "net.inet6.ip6.fw.enable",
    "Enable ipfw+6",
    (ipfw) => ipfw.isEnabled(6),
    (ipfw, on) => ipfw.setEnabled(6, on),
  ),
];
