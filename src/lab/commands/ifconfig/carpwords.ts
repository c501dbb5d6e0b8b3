/** What ifconfig(8) is told of carp(4), and what it says of it (ifconfig's carp.c). */
import { type Carp, type CarpRequest, isSupported } from "../../net/carp.ts";
import type { Interface } from "../../net/interface.ts";
import { err } from "../../process/failure.ts";
import { formatIpv4, formatIpv6 } from "../../wire/address.ts";

/** What the command line says of a virtual host. */
export type CarpWords = { -readonly [key in keyof CarpRequest]?: CarpRequest[key] };

/** Makes or changes the virtual host, before addresses are set. Without the module nothing is said (carp.c, setcarp_callback). */
export function finishCarp(iface: Interface, carp: Carp | undefined, words: CarpWords): void {
  const { vhid, ...rest } = words;
  if (vhid === undefined || carp === undefined || !isSupported(iface)) return;
  const error = carp.set(iface, { vhid, ...rest });
  if (error !== 0) err(1, error, "SIOCSVH");
}

/** The lines of an interface's virtual hosts. */
export function carpLines(hosts: readonly CarpShown[]): string {
  return hosts
    .map(({ state, vhid, advbase, advskew, peer, peer6 }) => {
      const line = `\tcarp: ${state} vhid ${vhid} advbase ${advbase} advskew ${advskew}\n`;
      return `${line}\t      peer ${formatIpv4(peer)} peer6 ${formatIpv6(peer6)}\n`;
    })
    .join("");
}

/** What is shown of a virtual host. */
type CarpShown = Required<Omit<CarpRequest, "pass">>;
