/** Who is on a bridge, with the interfaces that they have there, in jails, too. */
import type { HostInterface } from "../../host/ifconfig.ts";
import type { JailInfo } from "../../host/jls.ts";
import { nameOf } from "../guestname.ts";
import type { Bridge, Link } from "../topology.ts";
import type { Sight } from "./sight.ts";

/** Somebody on a bridge whose interface can be read. */
export interface Member {
  readonly name: string;
  /** Absent for the host's own interfaces and NICs. */
  readonly jail?: JailInfo;
  readonly link: Link;
  readonly interface: HostInterface;
}

/** Returns those on a bridge; machines have no interface that can be read from here. */
export async function membersOf(sight: Sight, { links }: Bridge): Promise<readonly Member[]> {
  const onHost = await sight.interfaces();
  const { read } = await sight.insides();
  return links.flatMap((link): Member[] => {
    const { guest } = link;
    if (!("interface" in guest)) return [];
    const inside =
      guest.kind === "jail" ? read.find(({ jail }) => jail.jid === guest.jid) : undefined;
    const list = guest.kind === "jail" ? (inside?.found ?? []) : onHost;
    const found = list.find(({ name }) => name === guest.interface.name);
    if (found === undefined) return [];
    const name = nameOf(guest, link.peerName);
    return [{ name, link, interface: found, ...(inside && { jail: inside.jail }) }];
  });
}
