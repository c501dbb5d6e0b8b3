/** The host's addresses on a bridge. */
import type { NetworkAddress } from "../../config/networksettings.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import type { Step } from "../plan/step.ts";
import type { Wanted } from "../plan/wanted.ts";

/** Gives an interface the addresses that it has not. `before`: the interface as it is; undefined when it is made by the same plan. */
export function addressSteps(
  wanted: Pick<Wanted, "ifconfig">,
  iface: string,
  addresses: readonly NetworkAddress[],
  before: HostInterface | undefined,
): Step[] {
  // What ifconfig_IF says is done when the interface is made.
  const written = before === undefined ? wanted.ifconfig(iface).commands.flat() : [];
  const there = new Set([...(before?.inet ?? []), ...(before?.inet6 ?? []), ...written]);
  return addresses
    .filter(({ text }) => !there.has(text))
    .flatMap(({ family, text }) => {
      const give: Step = {
        description: `give ${iface} the address ${text}`,
        do: { op: "ifconfig", interface: iface, args: [family, text, "alias"] },
        undo: [{ op: "ifconfig", interface: iface, args: [family, text, "-alias"] }],
      };
      if (family === "inet") return [give];
      // The kernel has no address of IPv6 on an interface that it is disabled on, as rc.conf(5) has it by default.
      const enable: Step = {
        description: `enable IPv6 on ${iface}`,
        do: { op: "ifconfig", interface: iface, args: ["inet6", "-ifdisabled"] },
        undo: [],
      };
      return [enable, give];
    });
}

/** Takes addresses away that an interface has: `texts` are as ifconfig(8) has them. */
export function goneAddressSteps(
  iface: string,
  texts: readonly string[],
  before: HostInterface | undefined,
): Step[] {
  return texts.flatMap((text): Step[] => {
    const family = before?.inet.includes(text) ? "inet" : "inet6";
    if (!before?.[family].includes(text)) return [];
    return [
      {
        description: `take the address ${text} from ${iface}`,
        do: { op: "ifconfig", interface: iface, args: [family, text, "-alias"] },
        undo: [{ op: "ifconfig", interface: iface, args: [family, text, "alias"] }],
      },
    ];
  });
}
