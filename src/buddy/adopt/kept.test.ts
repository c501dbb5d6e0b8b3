/** What is kept of adopted jails. */
import { expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { labHost } from "../../lab/host.ts";
import { type Kept, keptOf, keptText, readKept } from "./kept.ts";

const record: Kept = {
  version: 1,
  jail: "web",
  conf: "/etc/jail.conf",
  block: { file: "/etc/jail.conf", before: 'web { path = "/ü"; }', after: "web { vnet; }" },
  rc: { root: "/jails/web", before: null, after: 'x="1"\n' },
  interfaces: [{ from: "epair0b", to: "web" }],
  variables: { ngbuddy_mac_web: null },
};

function hostWith(files: { readonly [path: string]: string }) {
  const { lab } = testLab();
  for (const [path, text] of Object.entries(files)) {
    lab.files.makeDirectory(path.replace(/\/[^/]*$/, ""));
    lab.files.write(path, text);
  }
  return labHost(lab);
}

test("is read back as it was written", async () => {
  const kept = await readKept(hostWith({ [keptOf("web")]: keptText(record) }));
  expect([...kept]).toEqual([["web", record]]);
  expect((await readKept(hostWith({}))).size).toBe(0);
});

test.each([
  ["half of it", keptText(record).slice(0, 40)],
  ["a later version", keptText(record).replace('"version": 1', '"version": 2')],
  ["another jail's", keptText({ ...record, jail: "db" })],
  ["nothing", ""],
])("%s is no record, which is told with its place", async (_, text) => {
  expect(readKept(hostWith({ [keptOf("web")]: text }))).rejects.toThrow(
    "cannot read /var/db/ngbuddy/adopted/web.json: it is no record of an adopted jail",
  );
});
