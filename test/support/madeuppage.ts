/** The live page of a made-up host, whose time passes when it is told to. */
import type { AddressInfo } from "node:net";
import type { Topology } from "../../src/buddy/topology.ts";
import { Model } from "../../src/web/model.ts";
import { createWebServer, type WebOptions } from "../../src/web/server.ts";
import { Sessions } from "../../src/web/session.ts";
import { madeUpTopology } from "./topologies.ts";

export interface MadeUpPage {
  /** With a token that lets one browser in. */
  readonly url: string;
  /** Lets a second pass. */
  tick(): void;
  close(): void;
}

/** `reading` is the host after so many seconds; `late`: its first reading comes with the first tick. */
export async function servePage(
  reading: (seconds: number) => Topology,
  ask: WebOptions["ask"] = async () => ({ jail: [], rcLines: [] }),
  late = false,
): Promise<MadeUpPage> {
  const model = new Model(1);
  if (!late) model.take(reading(0));
  const key = Buffer.alloc(32, 7);
  const sessions = new Sessions(
    () => key,
    () => Date.now() / 1000,
  );
  const names = new Set<string>();
  const { server, push, close } = createWebServer({
    model,
    sessions,
    hosts: () => names,
    changes: undefined,
    readAll: async () => reading(0),
    draw: (topology, format, options) => format.render(topology, options),
    explain: String,
    examine: async () => ({ time: "2026-01-02T03:04:05Z", checks: 1, findings: [] }),
    ask,
    proxied: false,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const name = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  names.add(name);
  let seconds = 0;
  return {
    url: `http://${name}/?token=${sessions.currentToken}`,
    tick() {
      model.take(reading(++seconds));
      push();
    },
    close,
  };
}

/** Any number of links, all of them busy. */
export async function serveMadeUp(
  guests: number,
  bridges: number,
  late = false,
): Promise<MadeUpPage> {
  const topology = madeUpTopology(guests, bridges);
  return await servePage(
    (seconds) => ({
      ...topology,
      time: new Date(Date.parse(topology.time) + seconds * 1000).toISOString(),
      bridges: topology.bridges.map((bridge) => ({
        ...bridge,
        links: bridge.links.map((link, index) => ({
          ...link,
          stats: {
            ...link.stats!,
            recvOctets: seconds * 1000 * ((index * 7919) % 997),
            xmitOctets: seconds * seconds * 50 * ((index * 104_729) % 991),
            recvPackets: seconds * (index % 97),
          },
        })),
      })),
    }),
    undefined,
    late,
  );
}
