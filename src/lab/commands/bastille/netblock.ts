/** The lines of a jail.conf for the interface of a vnet jail, by the kind of interface (recording 53). */
import { createHash } from "node:crypto";
import { formatEther } from "../../wire/address.ts";
import type { Bastille } from "./context.ts";

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

/** Returns the lines, without a line break behind the last one. */
export function netblock(bastille: Bastille, wanted: VnetInterface): string {
  const lines = isNetgraph(bastille)
    ? netgraphLines(bastille, wanted)
    : epairLines(bastille, wanted);
  return lines.map((line) => `  ${line}`).join("\n");
}

/** Are vnet jails put on netgraph by jng? */
export function isNetgraph(bastille: Bastille): boolean {
  return bastille.get("network_vnet_type") === "netgraph";
}

function prestart(line: string): string {
  return `exec.prestart += "${line}";`;
}

function poststop(line: string): string {
  return `exec.poststop += "${line}";`;
}

function netgraphLines(bastille: Bastille, wanted: VnetInterface): string[] {
  const { jail, external, isStatic } = wanted;
  const name = `ng0_${jail}`;
  return [
    "vnet;",
    `vnet.interface = ${name};`,
    prestart(`jng bridge ${jail} ${external}`),
    ...(isStatic
      ? [prestart(`ifconfig ${name} ether ${staticAddress(bastille, jail, external)}b`)]
      : []),
    poststop(`jng shutdown ${jail}`),
  ];
}

function epairLines(bastille: Bastille, wanted: VnetInterface): string[] {
  const { jail, kind, external, isStatic } = wanted;
  if (kind === "passthrough")
    return [
      "vnet;",
      `vnet.interface = ${external};`,
      `exec.prestop += "ifconfig ${external} -vnet ${jail}";`,
    ];
  const suffix = epairSuffix(bastille, jail);
  const [host, inside] = [`e0a_${suffix}`, `e0b_${suffix}`];
  const address = isStatic ? staticAddress(bastille, jail, external) : undefined;
  const made =
    kind === "standard"
      ? [prestart(`jib addm ${suffix} ${external}`)]
      : [
          prestart(
            `epair0=\\$(ifconfig epair create) && ifconfig \\\${epair0} up name ${host} && ifconfig \\\${epair0%a}b up name ${inside}`,
          ),
          prestart(`ifconfig ${external} addm ${host}`),
        ];
  return [
    "vnet;",
    `vnet.interface = ${inside};`,
    ...made,
    ...(address === undefined
      ? []
      : [
          prestart(`ifconfig ${host} ether ${address}a`),
          prestart(`ifconfig ${inside} ether ${address}b`),
        ]),
    prestart(`ifconfig ${host} description \\"vnet0 host interface for Bastille jail ${jail}\\"`),
    poststop(`ifconfig ${host} destroy`),
  ];
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
