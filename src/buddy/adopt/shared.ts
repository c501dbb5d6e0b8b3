/** A jail that has addresses of the host's stack: what its own rc.conf says instead, once it has a stack of its own. */
import { isIn } from "../../config/innetwork.ts";
import { variablePart } from "../../config/interfaces.ts";
import { evaluate } from "../../config/rcconf.ts";
import { RcEditError, setVariable } from "../../config/rcedit.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import { refuse } from "../refusal.ts";
import type { FoundJail } from "./find.ts";
import { valuesOf } from "./setup.ts";

/** The addresses of a jail, and what becomes of them. */
export interface SharedAddresses {
  /** The host's interface that has them; undefined when none of the host's networks has them. */
  readonly nic: string | undefined;
  /** The jail's rc.conf with its addresses on an interface, and a default route when it has none. */
  editRc(text: string, eiface: string, where: string): string;
}

/** Reads `ip4.addr` and `ip6.addr`. Refuses a jail whose addresses are not its own. */
export function sharedAddresses(
  { setup }: FoundJail,
  interfaces: readonly HostInterface[],
  gateway?: string,
): SharedAddresses {
  const { name } = setup;
  const given = ["ip4.addr", "ip6.addr"].flatMap((parameter) =>
    (valuesOf(setup, parameter) ?? []).flatMap((value) => value.split(/[\s,]+(?=[^\s]*[.:|])/)),
  );
  const addresses = given
    .map((text) => addressOf(text, interfaces))
    .filter((one) => one !== undefined);
  if (addresses.length === 0)
    refuse(
      "config",
      `jail ${name} has no address of its own in jail.conf; give it one (ip4.addr), which it can take along`,
    );
  const first = addresses.find(({ network }) => network !== undefined);
  return {
    nic:
      setup.said.parameters.find((one) => one.name === "interface")?.values.at(-1) ??
      addresses[0]!.nic ??
      first?.network?.name,
    editRc(text, eiface, where) {
      const part = `ifconfig_${variablePart(eiface)}`;
      const inet = addresses.filter(({ family }) => family === "inet");
      const inet6 = addresses.filter(({ family }) => family === "inet6");
      const settings: [string, string][] = [
        ...inet.map(({ text: address }, at): [string, string] => [
          at === 0 ? part : `${part}_alias${at - 1}`,
          `inet ${address}`,
        ]),
        ...inet6.map(({ text: address }, at): [string, string] => [
          at === 0 ? `${part}_ipv6` : `${part}_alias${inet.length + at - 1}`,
          `inet6 ${address}`,
        ]),
      ];
      const router = evaluate([{ path: where, text }]).get("defaultrouter");
      if (
        router === undefined &&
        gateway !== undefined &&
        inet.some(({ text: one }) => isIn(gateway, one))
      )
        settings.push(["defaultrouter", gateway]);
      try {
        return settings.reduce((now, [variable, value]) => setVariable(now, variable, value), text);
      } catch (error) {
        if (!(error instanceof RcEditError)) throw error;
        return refuse("data", `${where}: ${error.message}`);
      }
    },
  };
}

interface Address {
  readonly family: "inet" | "inet6";
  /** With its prefix length. */
  readonly text: string;
  readonly nic: string | undefined;
  readonly network: HostInterface | undefined;
}

/** `em0|10.0.0.5/32`: an address of a jail's, with the prefix of the host's network that it is in. */
function addressOf(text: string, interfaces: readonly HostInterface[]): Address | undefined {
  const [, nic, address, prefix] =
    /^(?:([^|\s]+)\|)?([\da-fA-F:.]+)(?:\/(\d+))?(?:\s.*)?$/.exec(text.trim()) ?? [];
  if (address === undefined || !/[.:]/.test(address)) return undefined;
  const family = address.includes(":") ? "inet6" : "inet";
  const whole = family === "inet" ? 32 : 128;
  const network = interfaces.find((one) =>
    one[family].some((own) => Number(own.split("/")[1] ?? whole) < whole && isIn(address, own)),
  );
  const own = network?.[family].find(
    (one) => isIn(address, one) && Number(one.split("/")[1]) < whole,
  );
  const given = prefix === undefined || Number(prefix) === whole ? own?.split("/")[1] : prefix;
  return { family, text: `${address}/${given ?? (family === "inet" ? 24 : 64)}`, nic, network };
}
