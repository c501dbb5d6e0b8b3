/** Settings of guests that there are none of. */
import { variablePart } from "../../../config/interfaces.ts";
import { nearest } from "../../../config/nearest.ts";
import type { ConfigRule } from "../rule.ts";
import { askedBy, bridgesOf, madeByRc, makersOf } from "./jailtext.ts";

export const guests: ConfigRule = {
  id: "guest",
  summary: "a port or an address that is given to a guest whose name is misspelt",
  *examine(configuration) {
    const { rc, jails, isWhole } = configuration;
    // Where not all is known, a guest may be described elsewhere.
    if (rc === undefined || jails === undefined || !isWhole) return;
    const bridges = bridgesOf(configuration) ?? [];
    const known = new Set(
      [
        ...madeByRc(configuration),
        ...jails.jails.flatMap((jail) => [
          jail.name,
          ...jail.network.interfaces,
          ...makersOf(jail).flatMap((maker) => askedBy(maker, bridges)?.names ?? []),
        ]),
      ].map(variablePart),
    );
    for (const variable of rc.names) {
      const [, guest] = /^ngbuddy_(?:port|mac)_(\w+)$/.exec(variable) ?? [];
      if (guest === undefined || /_(?:if|list)$/.test(variable) || known.has(guest)) continue;
      const meant = nearest(guest, known);
      // web3 may come where web1 and web2 are.
      if (meant === undefined || withoutDigits(meant) === withoutDigits(guest)) continue;
      yield {
        at: rc.at(variable),
        severity: "warning",
        message: `${variable}: no guest is called ${guest}; did you mean ${variable.slice(0, -guest.length)}${meant}?`,
      };
    }
  },
};

function withoutDigits(name: string): string {
  return name.replace(/\d/g, "");
}
