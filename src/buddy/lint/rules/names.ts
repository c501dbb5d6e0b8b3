/** Names that two things would have. */
import { isDriversName } from "../../../config/drivers.ts";
import { nodeNameOf } from "../../names.ts";
import type { Found } from "../finding.ts";
import type { RcReading } from "../rcreading.ts";
import type { ConfigRule } from "../rule.ts";

export const names: ConfigRule = {
  id: "name-twice",
  summary: "a name that two bridges or interfaces of rc.conf would have",
  *examine({ rc }) {
    if (rc === undefined) return;
    yield* bridgeNames(rc);
    yield* listedNames(rc);
  },
};

function* bridgeNames(rc: RcReading): Iterable<Found> {
  const { bridges } = rc.settings;
  for (const { name, interface: iface, host } of bridges) {
    const error = (field: string, message: string): Found => ({
      at: rc.at(`ngbuddy_${name}_${field}`),
      severity: "error",
      message: `ngbuddy_${name}_${field}: ${message}`,
    });
    for (const [field, one] of [
      ["if", iface],
      ["host", host],
    ] as const)
      if (one !== undefined && bridges.some((other) => other.name === nodeNameOf(one)))
        yield error(
          field,
          `${one} is a bridge's name, and both would be nodes of that name; rename one`,
        );
    const other = bridges.find(
      (one) =>
        host !== undefined && (one.interface === host || (one.name < name && one.host === host)),
    );
    if (other !== undefined)
      yield error(
        "host",
        `${host} is an interface of bridge ${other.name} already; choose another name`,
      );
  }
}

function* listedNames(rc: RcReading): Iterable<Found> {
  const { bridges } = rc.settings;
  const first = new Map<string, string>();
  for (const { name, list } of bridges) {
    const variable = `ngbuddy_${name}_list`;
    const found = (severity: Found["severity"], message: string): Found => ({
      ...{ at: rc.at(variable), severity, message: `${variable}: ${message}` },
    });
    for (const word of list) {
      const on = first.get(word);
      const owner = bridges.find(
        (one) => nodeNameOf(one.interface) === nodeNameOf(word) || one.host === word,
      );
      if (bridges.some((one) => one.name === nodeNameOf(word)))
        yield found(
          "error",
          `${word} is a bridge's name, and both would be nodes of that name; rename one`,
        );
      else if (owner !== undefined)
        yield found(
          "error",
          `${word} is the interface of bridge ${owner.name}, and no guest's; take it out of the list`,
        );
      else if (on !== undefined)
        yield found(
          "warning",
          `${word} is in ngbuddy_${on}_list too, and stays on ${on}; take it out of one list`,
        );
      else if (isDriversName(word))
        yield found(
          "warning",
          `${word} is called as a driver's interface is; the list has names of interfaces to make, and a NIC belongs into ngbuddy_BRIDGE_if`,
        );
      if (on === undefined) first.set(word, name);
    }
  }
}
