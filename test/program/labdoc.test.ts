/** Every command that the documentation shows for a lab, typed in `lab shell` as it stands; the machine's files stay as they are. */
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, statSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defaultHost } from "../../src/lab/base/description.ts";
import { program } from "./program.ts";

const root = join(import.meta.dirname, "..", "..");

/** The indented lines below a heading, up to the next one of its kind. */
function linesBelow(page: string, heading: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  const begin = text.indexOf(`\n${heading}\n`);
  const level = /^#+/.exec(heading)![0];
  const rest = text.slice(begin + heading.length + 2);
  const end = rest.search(new RegExp(`^${level} `, "m"));
  const section = rest.slice(0, end < 0 ? undefined : end).replace(/^```[\s\S]*?^```$/gm, "");
  return [...section.matchAll(/^ {4}(\S.*)$/gm)].map(([, line]) => line!);
}

/** The block of docs/freebsd.md that is for a lab. */
function fencedBlock(): string[] {
  const page = readFileSync(join(root, "docs", "freebsd.md"), "utf8");
  return [...page.matchAll(/```\n([\s\S]*?)```/g)][1]![1]!.trim().split("\n");
}

const twoJails = [
  "service ngbuddy enable && service ngbuddy start",
  ...["c1", "c2"].map(
    (name, index) =>
      `echo '${name} { path=/; vnet; vnet.interface=${name}; persist; exec.prestart="service ngbuddy jail ${name} private"; exec.poststart="jexec ${name} ifconfig ${name} inet 10.8.0.${index + 1}/24 up"; }' >> /etc/jail.conf && jail -c ${name}`,
  ),
];

/** By page: what is there before, and what the page shows. */
const pages: { readonly [page: string]: { before?: string[]; lines: string[] } } = {
  "README.md": { lines: linesBelow("README.md", "## In the lab") },
  "docs/freebsd.md": { lines: fencedBlock() },
  "docs/lab.md": {
    lines: linesBelow("docs/lab.md", "## Starting one")
      .filter((line) => /^(?:ngbuddy|echo) /.test(line))
      // `lab reset` before it throws away what the reader has in the lab.
      .flatMap((line) => [
        ...(line.includes("lab run session.txt") ? ["echo 'ngctl list' > session.txt"] : []),
        ...(line.includes("lab run script.sh") ? ["echo 'ngctl list' > script.sh"] : []),
        line,
      ]),
  },
  "docs/lab.md, failover": {
    before: twoJails,
    lines: linesBelow("docs/lab.md", "## A firewall, and two jails that share an address"),
  },
};

/** Tells of what happens to these files of this machine. */
function watched(paths: readonly string[]): { stop(): string[] } {
  const touched: string[] = [];
  const state = () =>
    paths.map((path) => [
      path,
      existsSync(path) && statSync(path).mtimeMs,
      existsSync(path) && statSync(path).size,
    ]);
  const before = state();
  const watchers = paths.flatMap((path) => {
    if (!existsSync(dirname(path))) return [];
    return [
      watch(dirname(path), (_, name) => {
        if (name === path.slice(path.lastIndexOf("/") + 1)) touched.push(path);
      }),
    ];
  });
  return {
    stop() {
      for (const one of watchers) one.close();
      expect(state()).toEqual(before);
      return touched;
    },
  };
}

for (const [page, { before = [], lines }] of Object.entries(pages)) {
  test(`what ${page} shows for a lab works in its shell, and touches no file of the machine`, async () => {
    await using ngbuddy = program();
    expect(lines.length).toBeGreaterThan(5);
    await ngbuddy.run("lab", "start");
    // What the page takes for granted that its reader has, where a shell begins.
    const own = join(ngbuddy.lab, "root", "root");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "host.json"), JSON.stringify(defaultHost));
    writeFileSync(join(own, "session.txt"), "ngctl list\n");
    writeFileSync(join(own, "script.sh"), "ngctl list | grep ngctl\n");
    const named = [...before, ...lines].flatMap(
      (line) => line.match(/\/(?:etc|tmp|var|boot|usr\/local)\/[\w./-]+/g) ?? [],
    );
    const machine = watched([
      ...new Set([
        ...named,
        "/etc/rc.conf",
        "/etc/jail.conf",
        "/boot/loader.conf",
        "/var/run/dmesg.boot",
      ]),
    ]);
    const typed = ["set -e", ...before, ...lines].join("\n");
    const { status, stdout, stderr } = await ngbuddy.runWith(
      { stdin: `${typed}\necho 'all done'\n`, env: { SHELL: "/bin/sh" } },
      "lab",
      "shell",
    );
    expect({ status, stderr, stdout }).toMatchObject({ status: 0 });
    expect(stdout).toEndWith("all done\n");
    expect(machine.stop()).toEqual([]);
  });
}
