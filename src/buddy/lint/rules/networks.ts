/** Networks of bridges that are in each other's way. */
import { isIn, overlap } from "../../../config/innetwork.ts";
import { type Network, NetworkTextError, readNetwork } from "../../../config/networksettings.ts";
import { yesNo } from "../../../config/settings.ts";
import type { Found } from "../finding.ts";
import type { RcReading } from "../rcreading.ts";
import type { ConfigRule } from "../rule.ts";

export const networks: ConfigRule = {
  id: "networks",
  summary:
    "networks of two bridges that overlap, a port of the host that leads to two guests, or tunnels that cannot be",
  *examine({ rc, isWhole }) {
    if (rc === undefined) return;
    const all = rc.settings.bridges.flatMap(({ name, network }) => {
      const read = network && readable(() => readNetwork(network));
      return read === undefined ? [] : [{ name, read }];
    });
    yield* overlaps(rc, all);
    yield* forwardings(rc, all);
    yield* peers(rc, all);
    if (isWhole) yield* daemons(rc, all);
  },
};

interface Named {
  readonly name: string;
  readonly read: Network;
}

function readable(read: () => Network): Network | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NetworkTextError)) throw error;
    return undefined;
  }
}

function* overlaps(rc: RcReading, all: readonly Named[]): Iterable<Found> {
  for (const [number, { name, read }] of all.entries())
    for (const other of all.slice(0, number))
      for (const address of read.addresses) {
        const same = other.read.addresses.find((one) => overlap(one.text, address.text));
        if (same === undefined) continue;
        yield {
          at: rc.at(`ngbuddy_${name}_address`),
          severity: "error",
          message: `ngbuddy_${name}_address: ${address.network} overlaps with ${same.network} of bridge ${other.name}, and the host could not tell where a guest is; give each bridge a network of its own`,
        };
      }
}

function* forwardings(rc: RcReading, all: readonly Named[]): Iterable<Found> {
  const taken = new Map<string, string>();
  for (const { name, read } of all)
    for (const { protocol, port, to } of read.forwardings) {
      const key = `${protocol} ${port}`;
      const first = taken.get(key);
      if (first === undefined) taken.set(key, `${to} on ${name}`);
      else
        yield {
          at: rc.at(`ngbuddy_${name}_rdr`),
          severity: "error",
          message: `ngbuddy_${name}_rdr: port ${key} leads to ${first} already; give one of them another port`,
        };
    }
}

function* peers(rc: RcReading, all: readonly Named[]): Iterable<Found> {
  const taken = new Map<string, string>();
  for (const { name, read } of all) {
    if (read.peers === undefined) {
      for (const field of ["peerport", "peerlocal"])
        if (rc.text(`ngbuddy_${name}_${field}`).trim() !== "")
          yield {
            at: rc.at(`ngbuddy_${name}_${field}`),
            severity: "warning",
            message: `ngbuddy_${name}_${field} has no effect without ngbuddy_${name}_peers`,
          };
      continue;
    }
    for (const host of read.peers.hosts) {
      const around = read.addresses.find(({ text }) => isIn(host, text));
      if (around !== undefined)
        yield {
          at: rc.at(`ngbuddy_${name}_peers`),
          severity: "error",
          message: `ngbuddy_${name}_peers: ${host} is in ${around.network}, the network of the bridge itself; name the address by which the hosts reach each other without it`,
        };
      const key = `${host} ${read.peers.port}`;
      const first = taken.get(key);
      if (first === undefined) taken.set(key, name);
      else
        yield {
          at: rc.at(`ngbuddy_${name}_peers`),
          severity: "error",
          message: `ngbuddy_${name}_peers: bridge ${first} has a tunnel to port ${read.peers.port} of ${host} already; give one of them another port on all hosts, such as ngbuddy_${name}_peerport="${read.peers.port + 1}"`,
        };
    }
  }
}

/** What `ngbuddy network` switches on, and an editor may forget. */
function* daemons(rc: RcReading, all: readonly Named[]): Iterable<Found> {
  for (const [field, variables, isUsed] of [
    ["nat", ["pf_enable", "firewall_enable"], ({ nat }: Network) => nat !== undefined],
    ["dhcp", ["dnsmasq_enable"], ({ ranges }: Network) => ranges.length > 0],
  ] as const) {
    const user = all.find(({ read }) => isUsed(read));
    const isOn = variables.some((one) => yesNo(rc.text(one)) === true || rc.untold.has(one));
    if (user === undefined || isOn) continue;
    yield {
      at: rc.at(`ngbuddy_${user.name}_${field}`),
      severity: "warning",
      message: `ngbuddy_${user.name}_${field} needs ${variables[0]}="YES"`,
    };
  }
}
