/** The steps that give a jail an eiface's interface, with its name, addresses and routes there. */
import type { Step } from "../buddy/plan/step.ts";
import type { JailInfo } from "../host/jls.ts";
import { prefixedText } from "./address.ts";
import type { Call } from "./call.ts";
import { destinationText } from "./given.ts";
import type { Result } from "./result.ts";

/** Returns the steps. With the eiface all of it is undone, wherever its interface is. */
export function inJail(
  eiface: string,
  call: Pick<Call, "interface">,
  { jid, name }: JailInfo,
  { addresses, routes }: Result,
): Step[] {
  const jail = String(jid);
  const texts = (family: "inet" | "inet6") =>
    addresses.flatMap(({ address }) => (address.family === family ? [prefixedText(address)] : []));
  const all = [...texts("inet"), ...texts("inet6")];
  const isRenamed = call.interface !== eiface;
  return [
    {
      description: `give ${eiface} to jail ${name}`,
      do: { op: "vnet", node: eiface, interface: eiface, jail, to: "jail" },
      undo: [],
    },
    ...(isRenamed
      ? [
          {
            description: `name it ${call.interface} in jail ${name}`,
            do: {
              op: "ifconfig",
              interface: eiface,
              args: ["name", call.interface],
              jail,
            } as const,
            undo: [],
          },
        ]
      : []),
    {
      description: [`bring ${call.interface} up`, ...all].join(", "),
      do: {
        op: "addresses",
        interface: call.interface,
        jail,
        inet: texts("inet"),
        inet6: texts("inet6"),
        up: true,
        routes: routes.flatMap(({ destination, gateway }) =>
          gateway === undefined
            ? []
            : [
                {
                  family: destination.family,
                  destination: destinationText(destination),
                  gateway: scoped(gateway.address, call.interface),
                },
              ],
        ),
      },
      undo: [],
    },
  ];
}

/** A link-local address is one of an interface. */
function scoped(address: string, name: string): string {
  return /^fe[89ab]/.test(address) && address.includes(":") ? `${address}%${name}` : address;
}
