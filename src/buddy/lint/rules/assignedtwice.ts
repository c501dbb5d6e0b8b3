/** Variables that one file sets twice: the first has no effect. */
import type { Assignment } from "../../../config/rcconf.ts";
import type { ConfigRule } from "../rule.ts";

const OF_NETWORKS = /^(?:ngbuddy_|ifconfig_|vlans_|cloned_interfaces$|defaultrouter$)/;

export const assignedTwice: ConfigRule = {
  id: "assigned-twice",
  summary: "a variable that the same file sets again",
  *examine({ rc }) {
    for (const file of rc?.files ?? []) {
      const last = new Map<string, Assignment>();
      const written = ({ valueStart, end }: Assignment) => file.text.slice(valueStart, end);
      for (const one of file.assignments.toReversed()) {
        if (!one.certain || !OF_NETWORKS.test(one.name)) continue;
        const later = last.get(one.name);
        last.set(one.name, one);
        if (later === undefined || written(later) === written(one)) continue;
        // `x="${x} more"` adds to the first.
        if (new RegExp(`\\$\\{?${one.name}\\b`).test(written(later))) continue;
        yield {
          at: file.place(one.start),
          severity: "warning",
          message: `${one.name} is set again in line ${file.place(later.start).line}, which counts; leave one of them`,
        };
      }
    }
  },
};
