/** What people have is no fault: our own examples, recorded hosts and the setups of every kind that jails are moved from. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultHost } from "../../src/lab/base/description.ts";
import { templates } from "../../src/lab/templates/index.ts";
import { labOf } from "../adopt/move.ts";
import { setups } from "../adopt/setups.ts";
import { readRecording } from "../replay/replay.ts";
import { buddyLab } from "../support/buddylab.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** What the check prints of files in a lab, errors and warnings alone. */
async function said(files: { readonly [path: string]: string }): Promise<string[]> {
  const lab = buddyLab({
    description: { ...defaultHost, files: { ...defaultHost.files, ...files } },
  });
  const { stdout } = await lab.run(`ngbuddy check ${Object.keys(files).join(" ")}`);
  return stdout.split("\n").filter((line) => /: (?:error|warning): /.test(line));
}

/** Faults that a setup has, by its name. */
const JUSTIFIED: { readonly [name: string]: readonly RegExp[] } = {
  // FreeBSD's own set for jails hides bpf(4), and its jail asks by DHCP.
  "jib by its path, two interfaces in one list, nothing in quotes": [
    /^\/etc\/jail\.conf:6:1: error: jail gate: .* needs bpf\(4\), which devfs_ruleset 4 does not show/,
  ],
};

describe("jails before they are moved", () => {
  for (const setup of setups)
    test(setup.name, async () => {
      const lab = await labOf(setup);
      const { stdout } = await lab.run("ngbuddy check");
      const wanted = JUSTIFIED[setup.name] ?? [];
      const lines = stdout.trimEnd().split("\n").slice(0, -1);
      expect(lines.map((line, at) => wanted[at]?.test(line) ?? line)).toEqual(
        wanted.map(() => true),
      );
    });
});

test("hosts that a lab starts as", async () => {
  for (const [name, { jails, host }] of Object.entries(templates)) {
    const lab = buddyLab({ description: host(jails.max) });
    expect([name, (await lab.run("ngbuddy check")).stdout]).toEqual([
      name,
      expect.stringMatching(/checked: nothing is wrong\.\n$/),
    ]);
  }
});

/** What the script wrote into rc.conf by faults of its own, which docs/coming-from-ngbuddy.md lists. */
const OF_THE_SCRIPT = [
  "ngbuddy_priv1_list: a1 is in ngbuddy_priv0_list too",
  "ngbuddy_nobridge_list has no effect",
  "ngbuddy__list is no variable",
];

test("rc.conf and jail.conf as they were on a recorded host", async () => {
  let seen = 0;
  for (const name of readdirSync(join(ROOT, "test", "recordings"))) {
    if (!name.endsWith(".jsonl")) continue;
    for (const { run = "", stdout = "", exit } of readRecording(name.replace(".jsonl", ""))) {
      const [, path] = /^(?:cat|tee) (\/etc\/(?:rc|jail)\.conf)$/.exec(run) ?? [];
      if (path === undefined || exit !== 0) continue;
      seen++;
      const faults = (await said({ [path]: stdout })).filter(
        (line) => !OF_THE_SCRIPT.some((known) => line.includes(known)),
      );
      expect([name, stdout, faults]).toEqual([name, stdout, []]);
    }
  }
  expect(seen).toBeGreaterThan(10);
});

test("the examples that are shipped, and those of the manual and the documents", async () => {
  const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
  expect(
    await said({
      "/x/rc.conf": 'ngbuddy_enable="YES"\nngbuddy_public_if="em0"\n',
      "/x/jail.conf": read("packaging/examples/jail.conf"),
    }),
  ).toEqual([]);
  const documents = [
    "README.md",
    ...["docs", "docs/moving-in"].flatMap((directory) =>
      readdirSync(join(ROOT, directory))
        .filter((name) => name.endsWith(".md"))
        .map((name) => `${directory}/${name}`),
    ),
  ];
  const blocks = documents.flatMap((path) => blocksOf(read(path)).map((text) => ({ path, text })));
  const manual = /^\.Bd -literal\n(ngbuddy_enable[\s\S]*?)\.Ed$/m.exec(
    read("man/ngbuddy.conf.5"),
  )![1]!;
  const rcs = blocks.filter(
    ({ text }) => /^(?:ngbuddy|ifconfig)_\w+=/m.test(text) && !text.includes("# ngbuddy"),
  );
  for (const { path, text } of [...rcs, { path: "ngbuddy.conf.5", text: manual }]) {
    const lines = text.split("\n").filter((line) => /^\w+=|^\s*$/.test(line));
    expect([path, text, await said({ "/x/rc.conf": `${lines.join("\n")}\n` })]).toEqual([
      path,
      text,
      [],
    ]);
  }
  const jails = blocks.filter(
    ({ text }) => /^\w+ \{\n[\s\S]*vnet/m.test(text) && !text.includes("# ngbuddy"),
  );
  for (const { path, text } of jails)
    expect([path, text, await said({ "/x/jail.conf": text })]).toEqual([path, text, []]);
  expect([rcs.length > 0, jails.length > 1]).toEqual([true, true]);
});

/** Code in a document: between fences, or indented. */
function blocksOf(text: string): string[] {
  const fenced = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
  const indented = [...text.matchAll(/(?:^ {4}.*\n|^\n(?= {4}))+/gm)].map(([block]) =>
    block.replaceAll(/^ {4}/gm, ""),
  );
  return [...fenced, ...indented];
}
