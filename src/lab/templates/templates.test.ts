/** Each template is a host that boots by its files alone, and whose jails reach what they should. */
import { expect, test } from "bun:test";
import { parseHostDescription } from "../hostjson.ts";
import { templates } from "./index.ts";

const all = Object.entries(templates).flatMap(([name, { jails, host }]) =>
  [jails.min, jails.max].map((count) => [name, count, host(count)] as const),
);

test.each(all)("the template %s with %d jails is a description that a lab takes", (_, __, host) => {
  expect(parseHostDescription(JSON.stringify(host))).toMatchObject({ files: host.files });
});

test.each(all)("the template %s with %d jails has a jail's files for each", (_, count, host) => {
  const files = { ...host.files, ...host.second?.host.files };
  const jails = Object.keys(files).filter((path) => /.\/etc\/rc\.conf$/.test(path));
  expect(jails).toHaveLength(count);
});
