/** Two jails made for a measurement, with a bridge between them: as a plan, whose undo takes all of it away. */
import type { Plan, Step } from "../plan/step.ts";
import { makeRequest, type Request } from "../request.ts";
import {
  type BenchBed,
  type BenchEnd,
  type BenchWay,
  type EpairBetween,
  findPlace,
  type NetgraphBetween,
  type Place,
} from "./place.ts";

const MTU = 1500;

/**
 * Returns the request for two jails with an ng_bridge (`bridge`, or one made for it) or an if_bridge between them. `planned`
 * is told of them before anything is done.
 */
export function bedRequest(
  way: BenchWay,
  bridge: string | undefined,
  planned: (bed: BenchBed) => void,
): Request {
  return makeRequest<Place>({
    serialises: "bridges",
    withoutConfiguration: true,
    find: (host, netgraph) => findPlace(host, netgraph, way, bridge),
    plan(_wanted, _seen, place) {
      planned(place);
      return bedPlan(place);
    },
  });
}

function bedPlan(place: Place): Plan {
  const { between, receiver, sender } = place;
  return {
    request: `bench ${place.name}`,
    says: [],
    steps: [
      ...jailSteps(place),
      ...(between.kind === "ng_bridge"
        ? netgraphSteps(place, between)
        : epairSteps(place, between)),
    ],
    done: [],
    notes: [],
    expect:
      between.kind === "ng_bridge"
        ? [receiver, sender].map(({ interface: node }) => ({
            ...{ node, type: "eiface", hook: "ether" },
            peer: between.bridge,
          }))
        : [],
    whenKilled: "undo",
  };
}

/** What jail.conf says of a jail that nothing runs in but the measurement. */
function jailText(name: string): string {
  return `${name} {\n\tpath = "/";\n\thost.hostname = "${name}";\n\tvnet;\n\tpersist;\n}\n`;
}

function jailSteps({ conf, receiver, sender }: Place): Step[] {
  const ends = [receiver, sender];
  const text = `# Made by ngbuddy bench, which takes it away again.\n${ends.map(({ jail }) => jailText(jail)).join("")}`;
  return [
    {
      description: `write ${conf}`,
      do: { op: "file", path: conf, text, before: null },
      undo: [{ op: "file", path: conf, text: null, before: text }],
    },
    ...ends.map(
      ({ jail }): Step => ({
        description: `make jail ${jail}`,
        do: { op: "jail", name: jail, conf, action: "start" },
        undo: [{ op: "jail", name: jail, conf, action: "stop" }],
      }),
    ),
  ];
}

function netgraphSteps({ receiver, sender, bits }: Place, between: NetgraphBetween): Step[] {
  const { bridge, isOwn, link, ethers } = between;
  const ends = [receiver, sender];
  return [
    ...ends.flatMap(({ interface: name }, at): Step[] => {
      // A bridge of our own is made from the first one.
      const isFirst = isOwn && at === 0;
      const hook = `link${link + at}`;
      const place = isFirst ? undefined : { bridge, hook };
      const where = isFirst ? "" : ` on ${bridge} (${hook})`;
      return [
        {
          description: `make eiface ${name}${where}, address ${ethers[at]}`,
          do: { op: "eiface", name, ...place, ether: ethers[at]! },
          undo: [{ op: "unmake", name, ...place }],
        },
        {
          description: `name its interface ${name}`,
          do: { op: "rename", node: name, args: [] },
          undo: [],
        },
        ...(isFirst ? bridgeSteps(bridge, name, hook) : []),
        // What is for an address that a bridge does not know goes out by all of its links, a NIC's too.
        {
          description: `put the address of ${name} into the table of ${bridge}`,
          do: { op: "movehost", node: name, ether: ethers[at]! },
          undo: [],
        },
      ];
    }),
    ...ends.flatMap((end) => intoJail(end, bits)),
  ];
}

function bridgeSteps(bridge: string, eiface: string, hook: string): Step[] {
  return [
    {
      description: `make bridge ${bridge} at ${eiface}:ether (${hook})`,
      do: { op: "mkpeer", path: `${eiface}:`, type: "bridge", hook: "ether", peerHook: hook },
      undo: [{ op: "shutdown", path: `${eiface}:ether`, type: "bridge", name: bridge }],
    },
    {
      description: `name the bridge ${bridge}`,
      do: { op: "name", path: `${eiface}:ether`, name: bridge },
      undo: [],
    },
  ];
}

function epairSteps(place: Place, { bridge, epairs }: EpairBetween): Step[] {
  const members = epairs.map((epair) => `${epair}a`);
  return [
    ...epairs.map(
      (epair): Step => ({
        description: `make ${epair}`,
        do: { op: "ifconfig", interface: epair, args: ["create"] },
        // Both ends go with one of them.
        undo: [{ op: "ifconfig", interface: `${epair}a`, args: ["destroy"] }],
      }),
    ),
    {
      description: `make if_bridge ${bridge} of ${members.join(" and ")}`,
      do: {
        ...{ op: "ifbridge", name: bridge, mtu: MTU, up: true },
        members: members.map((name) => ({
          name,
          flags: ["LEARNING", "DISCOVER", "AUTOEDGE", "AUTOPTP"],
        })),
        ...{ inet: [], inet6: [], routes: [] },
      },
      undo: [{ op: "noifbridge", name: bridge }],
    },
    ...members.map(
      (name): Step => ({
        description: `bring ${name} up`,
        do: { op: "ifconfig", interface: name, args: ["up"] },
        undo: [],
      }),
    ),
    ...[place.receiver, place.sender].flatMap((end) => intoJail(end, place.bits)),
  ];
}

function intoJail({ jail, interface: name, address }: BenchEnd, bits: number): Step[] {
  const move = { op: "vnet", node: name, interface: name, jail } as const;
  const args = ["inet", `${address}/${bits}`, "up"];
  return [
    {
      description: `put ${name} into jail ${jail}`,
      do: { ...move, to: "jail" },
      undo: [{ ...move, to: "host" }],
    },
    {
      description: `ifconfig ${name} ${args.join(" ")} in jail ${jail}`,
      do: { op: "ifconfig", interface: name, args, jail },
      undo: [],
    },
  ];
}
