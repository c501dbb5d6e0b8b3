/** The jails of a lab: who they are, and what becomes of their interfaces. */
import type { Lab } from "../lab.ts";
import { newJailVnet } from "../net/boot.ts";
import type { Vnet } from "../net/vnet.ts";
import type { Parameter } from "./jailconf.ts";

export interface Jail {
  readonly jid: number;
  readonly name: string;
  readonly path: string;
  readonly hostname: string;
  /** Its own network stack; undefined when it shares the host's. */
  readonly vnet: Vnet | undefined;
  readonly parameters: readonly Parameter[];
}

export interface NewJail {
  readonly name: string | undefined;
  readonly path: string;
  readonly hostname: string;
  readonly vnet: boolean;
  readonly parameters: readonly Parameter[];
}

export class JailTable {
  private readonly byId = new Map<number, Jail>();
  private readonly byName = new Map<string, Jail>();
  private lastId = 0;

  constructor(private readonly lab: Lab) {}

  /** Every jail, by number. */
  all(): Jail[] {
    return [...this.byId.values()];
  }

  /** A jail by name or number. */
  find(nameOrId: string): Jail | undefined {
    return (
      this.byName.get(nameOrId) ??
      (/^\d+$/.test(nameOrId) ? this.byId.get(Number(nameOrId)) : undefined)
    );
  }

  /** Makes a jail; the caller has made sure that its name is free. Without a name it is called by its number. */
  create(wanted: NewJail): Jail {
    const jid = ++this.lastId;
    const jail: Jail = {
      jid,
      name: wanted.name ?? String(jid),
      path: wanted.path,
      hostname: wanted.hostname,
      vnet: wanted.vnet ? newJailVnet(this.lab) : undefined,
      parameters: wanted.parameters,
    };
    this.byId.set(jid, jail);
    this.byName.set(jail.name, jail);
    return jail;
  }

  /** Removes a jail: the host's interfaces go home, those of its own are gone, and so is its netgraph. */
  remove(jail: Jail): void {
    this.byId.delete(jail.jid);
    this.byName.delete(jail.name);
    const { vnet } = jail;
    if (vnet === undefined) return;
    for (const node of [...vnet.graph.nodes()]) vnet.graph.remove(node);
    for (const networkInterface of [...vnet.interfaces]) {
      if (networkInterface.home !== vnet) vnet.move(networkInterface, networkInterface.home);
      else vnet.detach(networkInterface);
    }
    this.lab.kernel.vnets.delete(vnet);
  }
}
