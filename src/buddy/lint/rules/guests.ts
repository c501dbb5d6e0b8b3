/** Settings of guests that there are none of. */
import { variablePart } from "../../../config/interfaces.ts";
import { nearestGuest } from "../../../config/nearest.ts";
import { NetworkTextError, readForwardings, readIpv4 } from "../../../config/networksettings.ts";
import type { RcReading } from "../rcreading.ts";
import type { ConfigRule } from "../rule.ts";
import { askedBy, bridgesOf, madeByRc, makersOf } from "./jailtext.ts";

export const guests: ConfigRule = {
  id: "guest",
  summary: "a port, an address or a forwarding of a guest whose name is misspelt",
  *examine(configuration) {
    const { rc, jails, isWhole } = configuration;
    // Where not all is known, a guest may be described elsewhere.
    if (rc === undefined || jails === undefined || !isWhole) return;
    const bridges = bridgesOf(configuration) ?? [];
    const names = [
      ...madeByRc(configuration),
      ...jails.jails.flatMap((jail) => [
        jail.name,
        ...jail.network.interfaces,
        ...makersOf(jail).flatMap((maker) => askedBy(maker, bridges)?.names ?? []),
      ]),
    ];
    const known = new Set(names.map(variablePart));
    for (const variable of rc.names) {
      const [, guest] = /^ngbuddy_(?:port|mac)_(\w+)$/.exec(variable) ?? [];
      if (guest === undefined || /_(?:if|list)$/.test(variable) || known.has(guest)) continue;
      const meant = nearestGuest(guest, known);
      if (meant === undefined) continue;
      yield {
        at: rc.at(variable),
        severity: "warning",
        message: `${variable}: no guest is called ${guest}; did you mean ${variable.slice(0, -guest.length)}${meant}?`,
      };
    }
    for (const { variable, guest } of forwardedTo(rc)) {
      if (known.has(variablePart(guest))) continue;
      const meant = nearestGuest(guest, names);
      if (meant === undefined) continue;
      yield {
        at: rc.at(variable),
        severity: "warning",
        message: `${variable}: no guest is called ${guest}; did you mean ${meant}?`,
      };
    }
  },
};

/** The guests that ports of the host lead to, by their names. */
function* forwardedTo(rc: RcReading): Iterable<{ variable: string; guest: string }> {
  for (const { name, network } of rc.settings.bridges) {
    if (network === undefined) continue;
    const variable = `ngbuddy_${name}_rdr`;
    for (const { to } of forwardingsIn(network.rdr))
      if (readIpv4(to) === undefined) yield { variable, guest: to };
  }
}

/** What cannot be read is told by another rule. */
function forwardingsIn(text: string) {
  try {
    return readForwardings(text);
  } catch (error) {
    if (!(error instanceof NetworkTextError)) throw error;
    return [];
  }
}
