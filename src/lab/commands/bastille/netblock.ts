/** The interface of a vnet jail: its kind, its name, its address. */
import { createHash } from "node:crypto";
import { formatEther } from "../../wire/address.ts";
import type { Bastille } from "./context.ts";
import { epairLines, jngLines } from "./texts.ts";

/** By `-V` a NIC, by `-B` an if_bridge, by `-P` the interface itself. */
export type VnetKind = "standard" | "bridge" | "passthrough";

/** What the interface of a jail is made of. */
export interface VnetInterface {
  readonly jail: string;
  readonly kind: VnetKind;
  /** The NIC, the if_bridge or the interface. */
  readonly external: string;
  /** Does it get an address that stays? */
  readonly isStatic: boolean;
}

/** Returns the lines of the interface. */
export function netblock(bastille: Bastille, wanted: VnetInterface): string[] {
  const { jail, kind, external, isStatic } = wanted;
  const address = isStatic ? staticAddress(bastille, jail, external) : undefined;
  if (isNetgraph(bastille)) return jngLines({ jail, external, address });
  if (kind === "passthrough")
    return [
      "vnet;",
      `vnet.interface = ${external};`,
      `exec.prestop += "ifconfig ${external} -vnet ${jail}";`,
    ];
  return epairLines(kind, { jail, external, address, suffix: epairSuffix(bastille, jail) });
}

/** Are vnet jails put on netgraph by jng? */
export function isNetgraph(bastille: Bastille): boolean {
  return bastille.get("network_vnet_type") === "netgraph";
}

/** As long as a name may be with its `e0a_` in front. */
const MAX_NAME = 15;

/** What a jail's epairs are called by: its name, or `bastilleN` where that is too long. */
export function epairSuffix(bastille: Bastille, jail: string): string {
  if (`e0a_${jail}`.length <= MAX_NAME) return jail;
  const texts = [
    ...bastille.jails().map((name) => bastille.text(bastille.jail(name, "/jail.conf"))),
    ...bastille.process.vnet.interfaces.map(({ name }) => name),
  ];
  const taken = new Set(texts.flatMap((text) => text.match(/bastille\d+/g) ?? []));
  let number = 1;
  while (taken.has(`bastille${number}`)) number++;
  return `bastille${number}`;
}

/** The first eleven digits of an address that stays the same for a jail on an interface. */
export function staticAddress(bastille: Bastille, jail: string, external: string): string {
  const parent = bastille.process.vnet.interface(external)?.ether;
  const text = `${parent === undefined ? "" : formatEther(parent)}${external}${jail}`;
  const digits = createHash("sha256").update(text.replaceAll(":", "")).digest("hex");
  return `58:9c:fc:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 5)}`;
}
