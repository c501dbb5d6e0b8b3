/** `ngbuddy port`. */

import { guestMeant } from "../../buddy/guestmeant.ts";
import { planPort } from "../../buddy/network/planport.ts";
import { portChange } from "../../buddy/network/portchange.ts";
import { seenPort, settingsSeen } from "../../buddy/network/portseen.ts";
import { writtenPort } from "../../buddy/network/portwanted.ts";
import { PARTS, partName } from "../../buddy/plan/portparts.ts";
import { makeRequest } from "../../buddy/request.ts";
import { eifaceName } from "../../config/names.ts";
import type { PortSettings } from "../../config/ports.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "port",
  summary: "show or change how a guest's port on its bridge is: rate, guard, isolation …",
  details: `The settings are kept in rc.conf, as ngbuddy_port_INTERFACE. A guest that is on a bridge has them at once, any other
when its interface is made. Without an option they are shown.`,
  arguments: [{ name: "INTERFACE", of: "eifaces" }],
  options: {
    rate: {
      type: "string",
      value: "RATE",
      summary: "limit what it gets and sends, bits a second: 100M, or 100M/20M; none for no limit",
    },
    guard: {
      type: "boolean",
      summary: "let it send by its own MAC address only",
    },
    addresses: {
      type: "string",
      value: "LIST",
      summary: "with its guard, from these IP addresses only: 10.0.0.5,fd00::5; none for any",
    },
    "no-guard": { type: "boolean", summary: "let it send whatever it likes" },
    isolate: { type: "boolean", summary: "keep it from the other isolated guests of its bridge" },
    "no-isolate": { type: "boolean", summary: "let it reach all guests" },
    vlan: { type: "string", value: "TAG", summary: "put it on a VLAN, untagged; none for no VLAN" },
    trunk: {
      type: "string",
      value: "TAGS",
      summary: "give it these VLANs with their tags: 10,20; none for none",
    },
    mirror: {
      type: "string",
      value: "EIFACE",
      summary: "copy all its frames to another eiface; none for no copies",
    },
  },
  example: "ngbuddy port web1 --rate 100M --guard",
  confirmable: true,
  request(args, options) {
    const name = eifaceName(args.interface);
    const change = portChange(options);
    return makeRequest<{
      readonly running?: PortSettings | undefined;
      readonly meant?: string | undefined;
    }>({
      needs: ({ bridges }) => ({
        nodes: [
          name,
          ...bridges.map((bridge) => bridge.name),
          ...PARTS.map((part) => partName(name, part)),
        ],
        hooks: [name],
      }),
      async find(_host, netgraph, wanted, seen) {
        const node = seen.byName.get(name);
        if (node === undefined) return { meant: await guestMeant(netgraph, wanted, name) };
        if (node.type !== "eiface") return {};
        const port = await seenPort(netgraph, seen, node);
        return { running: port && settingsSeen(port.nodes) };
      },
      plan: (wanted, seen, { running, meant }) =>
        planPort(wanted, seen, name, change(writtenPort(wanted, name)), running, meant),
    });
  },
});
