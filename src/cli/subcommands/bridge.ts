/** `ngbuddy bridge`. */

import { withNetworks } from "../../buddy/networks.ts";
import { planBridging } from "../../buddy/plan/bridges.ts";
import { wordsOf } from "../../config/list.ts";
import { eifaceName, readWish } from "../../config/names.ts";
import { NO_NETWORK, withPeers } from "../../config/network.ts";
import { NetworkTextError, readNetwork } from "../../config/networksettings.ts";
import { readTags, type VlanTags, whyNoTags } from "../../config/vlans.ts";
import { makeChangingSubcommand } from "../change.ts";
import { exitStatus, Failure } from "../io.ts";

export const subcommand = makeChangingSubcommand({
  name: "bridge",
  summary: "make a bridge on an interface, in the graph and in rc.conf",
  details: `A NIC (or VLAN, lagg …) of that name makes a public bridge. When there is none, an eiface of that name is made for
the host, and the bridge is private. A name that looks like a real interface's, or that rc.conf makes one of, is
refused then; eiface:NAME asks for an eiface all the same. What rc.conf says of the bridge already (its list, uplink, MTU …)
is made with it.`,
  arguments: [{ name: "BRIDGE" }, { name: "INTERFACE", of: "interfaces" }],
  options: {
    vlan: {
      type: "string",
      value: "TAG",
      summary: "on this VLAN of the NIC, or one within another: 10.20",
    },
    host: {
      type: "string",
      value: "EIFACE",
      summary: "with the host on an eiface of it instead of the NIC, and all its addresses there",
    },
    peers: {
      type: "string",
      value: "HOSTS",
      summary: "one network with the bridges of this name on these hosts: 192.0.2.2 192.0.2.3",
    },
    "if-missing": {
      type: "boolean",
      summary: "leave a bridge of that name as it is, whatever it is on",
    },
  },
  example: "ngbuddy bridge lan em0",
  confirmable: true,
  onPage: "make a bridge",
  inService: true,
  request(args, { vlan, host, peers, "if-missing": ifMissing }) {
    const asked = {
      name: args.bridge,
      ...readWish(args.interface),
      ...(vlan !== undefined && { vlan: tagsOf(vlan) }),
      ...(host !== undefined && { host: eifaceName(host) }),
      ...(peers !== undefined && { peers: peersOf(peers) }),
      ...(ifMissing && { ifMissing }),
    };
    return withNetworks(
      {
        serialises: "bridges",
        makes: () => [asked.name],
        needs: ({ lists, bridges }) => ({
          nodes: "all",
          hooks: [asked.name],
          everyBridge: "few",
          nics: [
            asked.interface,
            ...bridges
              .filter(({ name }) => name === asked.name)
              .flatMap(({ members = [] }) => members),
          ],
          eifaces: [asked.interface, ...(lists.get(asked.name) ?? [])],
          interfaces: true,
          types: true,
          vlans: vlan !== undefined,
        }),
        plan: (wanted, seen) => planBridging(wanted, seen, asked),
      },
      "made",
      (wanted) => {
        const bridge = wanted.bridgeOn(asked.name, asked);
        return [peers === undefined ? bridge : withPeers(bridge, asked.peers ?? "")];
      },
    );
  },
});

/** Returns the hosts as rc.conf is to have them. */
function peersOf(text: string): string {
  try {
    readNetwork({ ...NO_NETWORK, peers: text });
  } catch (error) {
    if (!(error instanceof NetworkTextError)) throw error;
    throw new Failure(exitStatus.usage, `--peers: ${error.message}`);
  }
  return wordsOf(text).join(" ");
}

function tagsOf(text: string): VlanTags {
  const tags = readTags(text);
  if (tags === undefined) throw new Failure(exitStatus.usage, `--vlan: ${whyNoTags(text)}`);
  return tags;
}
