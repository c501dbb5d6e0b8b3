/** Reads a host again and again for who looks at it: counters each time, who is behind the links only when that may have changed. */

import { jails } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { Netgraph } from "../../netgraph/client.ts";
import type { Reading } from "../monitor/reading.ts";
import { linkKey } from "../rates.ts";
import type { Guest, Topology } from "../topology.ts";
import { observe } from "./observe.ts";

/** Addresses and jails change without a link coming or going: they are looked for this often, in readings. */
const LOOK_AGAIN = 10;

/** A host that is read again and again by one netgraph socket, which is opened anew when it is lost. */
export class Watch {
  private guests = new Map<string, Guest>();
  /** What only a full reading tells. */
  private rest: Pick<Topology, "orphans" | "hostname" | "unreadable"> = {
    orphans: [],
    hostname: "",
  };
  /** The jails that there were when it was last looked who is behind the links. */
  jails: Reading["jails"] = [];
  private links = "";
  private readings = 0;

  private netgraph: Promise<Netgraph> | undefined;

  constructor(private readonly host: Host) {}

  /** Opens the host's netgraph, unless it is open. */
  async open(): Promise<Netgraph> {
    this.netgraph ??= this.host.openNetgraph().then((socket) => Netgraph.open(socket));
    return await this.netgraph;
  }

  /** Closes it; the next reading opens it anew. */
  async close(): Promise<void> {
    const open = this.netgraph;
    this.netgraph = undefined;
    await open?.then((netgraph) => netgraph.close()).catch(() => {});
  }

  /** Reads the host. Throws what keeps it from being read. */
  async read(): Promise<Topology> {
    return await this.reopening((netgraph) => this.readWith(netgraph));
  }

  /** One reading with every node. */
  async readAll(): Promise<Topology> {
    return await this.reopening((netgraph) =>
      observe(this.host, netgraph, { counters: true, guests: true, tables: true, graph: true }),
    );
  }

  /** After a reading that failed the socket may be of no use any more, as when a lab was started again. */
  private async reopening<T>(read: (netgraph: Netgraph) => Promise<T>): Promise<T> {
    try {
      return await read(await this.open());
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async readWith(netgraph: Netgraph): Promise<Topology> {
    const light = await observe(this.host, netgraph, { counters: true, tables: true });
    const links = light.bridges
      .flatMap((bridge) => bridge.links.map((link) => linkKey(bridge, link)))
      .join();
    if (links !== this.links || this.readings % LOOK_AGAIN === 0) {
      const full = await observe(this.host, netgraph, { guests: true, tables: true });
      this.guests = new Map(
        full.bridges.flatMap((bridge) =>
          bridge.links.map((link) => [linkKey(bridge, link), link.guest]),
        ),
      );
      this.jails = await jails(this.host);
      const { orphans, hostname, unreadable } = full;
      this.rest = { orphans, hostname, ...(unreadable && { unreadable }) };
    }
    this.links = links;
    this.readings++;
    const bridges = light.bridges.map((bridge) => ({
      ...bridge,
      links: bridge.links.map((link) => ({
        ...link,
        guest: this.guests.get(linkKey(bridge, link)) ?? link.guest,
      })),
    }));
    return { ...light, ...this.rest, bridges };
  }
}
