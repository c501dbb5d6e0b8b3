/** Ethernet addresses that two interfaces would have. */
import { isDriversName } from "../../../config/drivers.ts";
import { variablePart } from "../../../config/interfaces.ts";
import { addressFrom, ownHash } from "../../../config/mac.ts";
import { pinOf, readEther, readPin } from "../../../config/pins.ts";
import { literals } from "../../adopt/tools/tool.ts";
import { writtenEther } from "../../ethers.ts";
import type { Found, Place } from "../finding.ts";
import type { JailsReading } from "../jailsreading.ts";
import type { RcReading } from "../rcreading.ts";
import type { ConfigRule } from "../rule.ts";

/** An address, and who has it. */
interface Owner {
  readonly ether: string;
  /** The names of the one interface, as far as there are several. */
  readonly names: readonly string[];
  /** For people. */
  readonly who: string;
  readonly at: Place;
}

export const macs: ConfigRule = {
  id: "mac-twice",
  summary: "an Ethernet address that two interfaces would have",
  *examine({ rc, jails }) {
    const owners = [
      ...(rc === undefined ? [] : inOrder(rcOwners(rc))),
      ...(jails ? jailOwners(jails) : []),
    ];
    const first = new Map<string, Owner>();
    for (const owner of owners) {
      const other = first.get(owner.ether);
      if (other === undefined) first.set(owner.ether, owner);
      else if (!other.names.some((name) => owner.names.includes(name)))
        yield {
          at: owner.at,
          severity: "error",
          message: `${owner.who} has the address ${owner.ether}, which ${other.who} has too (${placeText(other.at, owner.at)}); each interface needs one of its own`,
        };
    }
    if (rc !== undefined) yield* sameForAll(rc);
  },
};

/** As they come in a file. */
function inOrder(owners: Iterable<Owner>): Owner[] {
  return [...owners].sort((one, other) =>
    one.at.file === other.at.file ? (one.at.line ?? 0) - (other.at.line ?? 0) : 0,
  );
}

function placeText({ file, line }: Place, near: Place): string {
  return file === near.file ? `line ${line}` : `${file}:${line}`;
}

/** Addresses that rc.conf gives by a variable, and those that it makes of names. */
function* rcOwners(rc: RcReading): Iterable<Owner> {
  const { settings } = rc;
  const pinned = (name: string) => readPin(rc.text(pinOf(name)), () => {});
  for (const name of settings.ifconfigured()) {
    // To read all that is said of an interface takes longer than to see that no address is.
    const isAbout = /\b(?:ether|link|lladdr)\b/.test(rc.text(`ifconfig_${name}`));
    const pin = isAbout ? undefined : pinned(name);
    const written = isAbout
      ? writtenEther({ ifconfig: settings.ifconfig, pinned }, name)
      : pin === undefined
        ? undefined
        : { ether: pin, variable: pinOf(name) };
    if (written !== undefined)
      yield {
        ether: written.ether,
        names: [name],
        who: written.variable,
        at: rc.at(written.variable),
      };
  }
  if (isWholePrefix(rc)) return;
  const done = new Set<string>();
  for (const { name: bridge, list, interface: iface, host } of settings.bridges) {
    const own = [iface, ...(host === undefined ? [] : [host])].filter((one) => !isDriversName(one));
    for (const name of [...own, ...list]) {
      const ether = hashedEther(rc, name);
      if (done.has(name) || ether === undefined) continue;
      done.add(name);
      const variable = own.includes(name) ? `ngbuddy_${bridge}_if` : `ngbuddy_${bridge}_list`;
      yield {
        ether,
        names: [variablePart(name)],
        who: `${name} (by ngbuddy_set_mac)`,
        at: rc.at(variable),
      };
    }
  }
}

/** The address that a name's hash gives; undefined when it has another, or only a command can tell. */
function hashedEther({ settings, text }: RcReading, name: string): string | undefined {
  const { mac } = settings;
  if (mac.seed === undefined || text(pinOf(name)) !== "") return undefined;
  const hash = ownHash(mac, name);
  return hash === undefined ? undefined : addressFrom(mac, hash);
}

/** Does the prefix leave no digit to the hash? */
function isWholePrefix({ settings: { mac } }: RcReading): boolean {
  return mac.seed !== undefined && mac.prefix.replaceAll(":", "").length === 12;
}

function* sameForAll(rc: RcReading): Iterable<Found> {
  if (!isWholePrefix(rc)) return;
  yield {
    at: rc.at("ngbuddy_set_mac_prefix"),
    severity: "error",
    message: `ngbuddy_set_mac_prefix is a whole address, and every interface gets it; give its first three bytes`,
  };
}

/** Addresses that hooks of jails give: `ifconfig web1 ether …`. */
function* jailOwners({ jails, place }: JailsReading): Iterable<Owner> {
  for (const jail of jails) {
    for (const { command, value } of jail.hooked) {
      if (command.name !== "ifconfig") continue;
      const [name = "", ...rest] = literals(command);
      const at = rest.findIndex((word) => /^(?:ether|link|lladdr)$/.test(word));
      const ether = at < 0 ? undefined : readEther(rest[at + 1] ?? "");
      if (ether === undefined) continue;
      // Of one jail the same interface may be spoken of by several names.
      const names = [`jail ${jail.name}`, ...[name, ...jail.network.interfaces].map(variablePart)];
      yield { ether, names, who: `${name} of jail ${jail.name}`, at: place(value.setting.at) };
    }
  }
}
