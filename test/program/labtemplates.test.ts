/** Templates of labs: each boots, and its jails reach what they should. */
import { expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Program, program } from "./program.ts";

/** Who cannot ping whom, as `from > to`. */
async function unreached(ngbuddy: Program): Promise<string[]> {
  const { parties, pings } = JSON.parse((await ngbuddy.run("lab", "reach", "--json")).stdout);
  return pings
    .filter(({ answered }: { answered: boolean }) => !answered)
    .map(
      ({ from, to, address }: { from: number; to: number; address: string }) =>
        `${parties[from].name} > ${parties[to].name} ${address}`,
    );
}

test.each(["article", "carp", "ipv6"])(
  "the jails of the template %s and all of the LAN reach each other",
  async (name) => {
    await using ngbuddy = program();
    const started = await ngbuddy.run("lab", "start", "--template", name, "--jails", "2");
    expect(started.status).toBe(0);
    expect(started.stdout).toContain("Starting jails: jail01 jail02.\n");
    expect(await unreached(ngbuddy)).toEqual([]);
  },
);

test("of the jails that share an address the next one has it when the first stops", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start", "--template", "carp", "--jails", "2");
  await ngbuddy.run("lab", "advance", "10s");
  const stateOf = async (jail: string) =>
    /carp: (\w+)/.exec(
      (await ngbuddy.run("lab", "exec", "jexec", jail, "ifconfig", jail)).stdout,
    )?.[1];
  expect([await stateOf("jail01"), await stateOf("jail02")]).toEqual(["MASTER", "BACKUP"]);
  await ngbuddy.run("lab", "exec", "service", "jail", "stop", "jail01");
  await ngbuddy.run("lab", "advance", "10s");
  expect(await stateOf("jail02")).toBe("MASTER");
});

test("the jails of the template nat reach the LAN, and nobody there reaches them or their bridge", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start", "--template", "nat", "--jails", "2");
  const lan = ["10.2.70.1", "10.2.70.20"];
  const inside = ["belltower 10.0.0.1", "jail01 10.0.0.2", "jail02 10.0.0.3"];
  expect((await unreached(ngbuddy)).sort()).toEqual(
    lan.flatMap((from) => inside.map((to) => `${from} > ${to}`)).sort(),
  );
});

test("the jails of the template vlan reach those of their own VLAN, and nobody else", async () => {
  await using ngbuddy = program();
  const started = await ngbuddy.run("lab", "start", "--template", "vlan", "--jails", "3");
  expect(started.status).toBe(0);
  const networks = [
    ["belltower", "10.2.70.1", "10.2.70.20"],
    ["jail01", "jail03", "10.10.0.1", "10.10.0.20"],
    ["jail02", "10.20.0.1", "10.20.0.20"],
  ];
  const { parties } = JSON.parse((await ngbuddy.run("lab", "reach", "--json")).stdout);
  const names: string[] = parties.map(({ name }: { name: string }) => name);
  expect(names.sort()).toEqual(networks.flat().sort());
  const apart = networks.flatMap((network) =>
    network.flatMap((from) =>
      networks
        .filter((other) => other !== network)
        .flat()
        .map((to) => `${from} > ${to}`),
    ),
  );
  const silent = (await unreached(ngbuddy)).map((line) => line.replace(/ [\d.]+$/, ""));
  expect(silent.sort()).toEqual(apart.sort());
});

test("the jails of the template bastille reach everybody, on their epairs and once they are adopted", async () => {
  await using ngbuddy = program();
  const started = await ngbuddy.run("lab", "start", "--template", "bastille", "--jails", "2");
  expect(started.stdout).toContain("[jail02]:\ne0a_jail02\ne0b_jail02\njail02: created\n");
  expect(await unreached(ngbuddy)).toEqual([]);
  expect((await ngbuddy.run("adopt", "--all", "--restart")).status).toBe(0);
  expect((await ngbuddy.run("adopt", "--host")).status).toBe(0);
  expect(await unreached(ngbuddy)).toEqual([]);
  const shown = await ngbuddy.run("lab", "exec", "bastille", "list");
  expect(shown.stdout).toMatch(/jail01 on +99 +Up .*\n.*jail02 on +99 +Up /);
  expect((await ngbuddy.run("lab", "exec", "ifconfig", "-l")).stdout).toBe("vtnet0 lo0\n");
});

test("a template is started over no other host's files, and lab reset throws those away", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const refused = await ngbuddy.run("lab", "start", "--template", "article");
  expect(refused).toMatchObject({ status: 69, stdout: "" });
  expect(refused.stderr).toContain("ngbuddy lab reset --template article");
  const reset = await ngbuddy.run("lab", "reset", "--template", "article", "--jails", "1");
  expect(reset.stdout).toContain("Starting jails: jail01.\n");
});

test("a template that is printed is a description that can be changed and started", async () => {
  await using ngbuddy = program();
  expect((await ngbuddy.run("lab", "templates")).stdout).toMatch(/^empty +one NIC.*\narticle /s);
  const { stdout } = await ngbuddy.run("lab", "templates", "article", "--jails", "1");
  const file = join(ngbuddy.lab, "mine.json");
  writeFileSync(file, stdout.replaceAll("belltower", "mine"));
  expect((await ngbuddy.run("lab", "start", "--host", file)).status).toBe(0);
  expect((await ngbuddy.run("lab", "exec", "hostname")).stdout).toBe("mine\n");
  const jails = join(ngbuddy.lab, "root", "jails", "jail01", "etc", "rc.conf");
  expect(readFileSync(jails, "utf8")).toContain("10.2.70.51/24");
});

test.each([
  [["--template", "articel"], 'there is no template "articel"; did you mean article?'],
  [["--template", "constructor"], 'there is no template "constructor"; there are empty, '],
  [["--jails", "3"], "--jails needs a template; "],
  [["--template", "empty", "--jails", "3"], "the template empty has no jails; "],
  [["--template", "carp", "--jails", "1"], '--jails must be 2 to 6 for carp, and is "1"'],
  [["--template", "nat", "--jails", "2x"], '--jails must be 1 to 50 for nat, and is "2x"'],
  [["--template", "nat", "--host", "x.json"], "give --host or --template, not both"],
])("lab start %p is refused in one line", async (options, said) => {
  await using ngbuddy = program();
  const refused = await ngbuddy.run("lab", "start", ...options);
  expect(refused).toMatchObject({ status: 64, stdout: "" });
  expect(refused.stderr).toStartWith(`ngbuddy: lab start: ${said}`);
  expect(refused.stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("of the template two-hosts the jails of both labs reach each other, and neither LAN; stop ends both", async () => {
  await using ngbuddy = program();
  const second = `${ngbuddy.lab}-2`;
  // A directory of the lab's own is there already, and none of the second's.
  const started = await ngbuddy.run("lab", "start", "--template", "two-hosts", "--jails", "3");
  expect([started.status, started.stdout]).toEqual([
    0,
    expect.stringContaining(`The lab of its second host is up, too, in ${second}; `),
  ]);
  const lans = ["10.2.70.107", "10.2.71.107"];
  const isOfLan = (one: string) => /> \S+ 10\.2\.|^10\.2\.|> 10\.2\./.test(one);
  const { parties, pings } = JSON.parse((await ngbuddy.run("lab", "reach", "--json")).stdout);
  const named = pings.map(
    ({
      from,
      to,
      address,
      answered,
    }: {
      from: number;
      to: number;
      address: string;
      answered: boolean;
    }) => ({ line: `${parties[from].name} > ${parties[to].name} ${address}`, answered }),
  );
  const reached = (isWanted: (line: string) => boolean) =>
    new Set(
      named.flatMap((one: { line: string; answered: boolean }) =>
        isWanted(one.line) ? [one.answered] : [],
      ),
    );
  expect(parties.map(({ name }: { name: string }) => name)).toEqual([
    ...["belltower", "jail01", "jail02", "10.2.70.1", "belltower-2", "jail03"],
  ]);
  expect(reached((line) => !isOfLan(line))).toEqual(new Set([true]));
  expect(reached((line) => /^jail/.test(line) && lans.some((one) => line.endsWith(one)))).toEqual(
    new Set([false]),
  );
  expect(
    (await ngbuddy.run("lab", "exec", "jexec", "jail01", "ping", "-c", "1", "10.9.0.53")).stdout,
  ).toContain(" 1 packets received");
  const again = await ngbuddy.run("lab", "start", "--template", "two-hosts");
  expect([again.status, again.stderr]).toEqual([
    69,
    expect.stringContaining("holds a lab already"),
  ]);
  expect((await ngbuddy.run("lab", "stop")).stdout).toBe(
    `The lab in ${ngbuddy.lab} is off.\nThe lab of its second host in ${second} is off.\n`,
  );
  const alone = await ngbuddy.runWith(
    { env: { NGBUDDY_LAB: second } },
    "lab",
    "exec",
    "ifconfig",
    "vtnet1",
  );
  expect(alone.stdout).toContain("status: no carrier");
  await ngbuddy.runWith({ env: { NGBUDDY_LAB: second } }, "lab", "stop");
  rmSync(second, { recursive: true, force: true });
});
