/** Jails that are described twice. */
import type { ConfigRule } from "../rule.ts";

export const jailTwice: ConfigRule = {
  id: "jail-twice",
  summary: "a jail that is described twice",
  *examine({ jails }) {
    for (const { name, first, at } of jails?.again ?? [])
      yield {
        at,
        severity: "warning",
        message: `jail ${name} is described in ${first.file}:${first.line} too; leave one of them`,
      };
  },
};
