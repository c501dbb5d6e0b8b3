/** What becomes of running jails when bridges and interfaces go, and come again. */
import { describe, expect, test } from "bun:test";
import { byCommands } from "../../src/host/commands.ts";
import { labHost } from "../../src/lab/host.ts";
import { adviceIn } from "../support/advice.ts";
import { buddyLab, seenInside, snapshot } from "../support/buddylab.ts";

/** In their jails interfaces may be called as on the host. */
test.each(["vnet0", "vtnet0", "nghost0"])(
  "interfaces of running jails go back into them, with what they had there: %s",
  async (name) => {
    const lab = buddyLab();
    for (const line of [
      "ngbuddy enable --no-seed",
      "ngbuddy start",
      "ngbuddy jail a public",
      "jail -c name=j path=/ vnet vnet.interface=a persist",
      `jexec j ifconfig a name ${name}`,
      `jexec j ifconfig ${name} inet 10.0.3.77/24 up`,
      "jexec j route add default 10.0.3.2",
      "ifconfig nghost0 inet 10.9.0.1/24",
      "route add 10.10.0.0/16 10.9.0.2",
    ])
      await lab.out(line);
    const before = snapshot(lab);
    const routes = async () => /^10\.10\..*$/m.exec(await lab.out("netstat -rn -f inet"))?.[0];
    const hosts = await routes();
    expect(hosts).toContain("nghost0");
    const inside = await seenInside(lab, "j", name);
    const host = byCommands(labHost(lab.lab));
    let failed = false;
    const { status, stderr } = await lab.ngbuddy("restart", {
      ...host,
      run: async (argv, options) => {
        // The host's own interface is made again when all else has gone.
        if (failed || !argv.includes("nghost0")) return await host.run(argv, options);
        failed = true;
        return { argv, status: 1, stdout: "", stderr: "ifconfig: injected\n" };
      },
    });
    expect(stderr).toContain("injected; undone: ");
    expect(status).toBe(71);
    expect(snapshot(lab)).toEqual(before);
    expect(await routes()).toBe(hosts!);
    expect(await seenInside(lab, "j", name)).toEqual(inside);
  },
);

/** A host whose jail j runs with the interface a, which no list has; in it the interface has a name and an address. */
async function runningJail(inside = "a") {
  const lab = buddyLab();
  for (const line of [
    "ngbuddy enable --no-seed",
    "ngbuddy start",
    "ngbuddy jail a public",
    "ngbuddy create b public",
    "jail -c name=j path=/ vnet vnet.interface=a persist",
    ...(inside === "a" ? [] : [`jexec j ifconfig a name ${inside}`]),
    `jexec j ifconfig ${inside} inet 10.0.3.77/24 mtu 1400 up`,
    `jexec j ifconfig ${inside} inet6 fd00:3::77/64`,
    "jexec j route add default 10.0.3.2",
  ])
    await lab.out(line);
  return lab;
}

test.each(["a", "vnet0", "vtnet0", "nghost0"])(
  "a running jail has its interface again after a restart, with what it had there: %s",
  async (name) => {
    const lab = await runningJail(name);
    const inside = await seenInside(lab, "j", name);
    const before = snapshot(lab);
    const shown = await lab.run("ngbuddy restart -n");
    expect(shown.stderr).toBe("");
    expect(shown.stdout).toContain("put a into jail j\n");
    expect(await lab.run("ngbuddy restart")).toMatchObject({ status: 0, stderr: "" });
    expect(await seenInside(lab, "j", name)).toEqual(inside);
    expect(inside[0]).toContain("mtu 1400");
    expect(snapshot(lab).jails).toEqual(before.jails);
    expect((await lab.run("ngbuddy restart")).stderr).toBe("");
    expect(await seenInside(lab, "j", name)).toEqual(inside);
  },
);

test("what rc.conf says of an interface on the host is not done on its way back into its jail", async () => {
  const lab = await runningJail("vnet0");
  lab.files.append("/etc/rc.conf", 'ifconfig_a="inet 10.0.3.99/24"\n');
  await lab.out("ngbuddy restart");
  expect(await lab.out("jexec j ifconfig vnet0")).not.toContain("10.0.3.99");
});

const AGAIN = [
  "ngbuddy jail a public && ifconfig a ether 58:9c:fc:10:79:1a && ifconfig a vnet j && ifconfig -j j a name vnet0",
  "ifconfig -j j vnet0 inet 10.0.3.77/24 alias && ifconfig -j j vnet0 inet6 fd00:3::77/64 alias",
  "ifconfig -j j vnet0 mtu 1400 up && route -j j add -inet default 10.0.3.2",
].join(" && ");

test("a jail that keeps its interface from coming back does not keep the others from their restart", async () => {
  const lab = await runningJail("vnet0");
  await lab.out("ifconfig epair create");
  await lab.out("ifconfig epair0b vnet j");
  await lab.out("jexec j ifconfig epair0b name a");
  const inside = await seenInside(lab, "j", "vnet0");
  const its = await lab.out("jexec j ifconfig a");
  const { status, stderr } = await lab.run("ngbuddy restart");
  expect(status).toBe(0);
  // By ifconfig, or by the kernel's own call (via.ts).
  expect(stderr).toMatch(
    /^ngbuddy: jail j is left without its interface a: (ifconfig a vnet j|SIOCSIFVNET a, jail 1): /,
  );
  expect(stderr).toEndWith(`to give it that again: ngbuddy unjail a j && ${AGAIN}\n`);
  expect(await lab.out("jexec j ifconfig a")).toBe(its);
  expect(await lab.out("ngbuddy status")).toContain("  a: RX");
  await lab.out("jexec j ifconfig a name b");
  for (const command of adviceIn(stderr)) await lab.out(command);
  expect(await seenInside(lab, "j", "vnet0")).toEqual(inside);
});

test("a jail that cannot be read has its interface again, and it is said what it lacks", async () => {
  const lab = await runningJail("vnet0");
  const host = labHost(lab.lab);
  const { status, stderr } = await lab.ngbuddy("restart", {
    ...host,
    run: async (argv, options) =>
      argv.includes("-a") && argv.includes("-j")
        ? { argv, status: 1, stdout: "", stderr: "ifconfig: injected\n" }
        : await host.run(argv, options),
  });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      "ngbuddy: jail j cannot be read (ifconfig -j 1 -a: ifconfig: injected): its interfaces come back without the addresses and routes that they had\n",
  });
  expect(await lab.out("jexec j ifconfig -l")).toBe("lo0 vnet0\n");
});

test("interfaces that jails call alike go back to the jails that they came from", async () => {
  const lab = buddyLab();
  await lab.out("ngbuddy enable --no-seed");
  await lab.out("ngbuddy start");
  for (const name of ["a", "b"]) {
    await lab.out(`ngbuddy jail ${name} public`);
    await lab.out(`jail -c name=j${name} path=/ vnet vnet.interface=${name} persist`);
    await lab.out(`jexec j${name} ifconfig ${name} name vnet0`);
    await lab.out(`jexec j${name} ifconfig vnet0 inet 10.0.3.${name === "a" ? 77 : 78}/24 up`);
  }
  await lab.out("jexec ja ping -c 1 10.0.3.78");
  const inside = async () => [
    await seenInside(lab, "ja", "vnet0"),
    await seenInside(lab, "jb", "vnet0"),
  ];
  const before = await inside();
  expect((await lab.run("ngbuddy restart")).stderr).toBe("");
  expect(await inside()).toEqual(before);
});

const HOOKS = `exec.clean; path = "/"; vnet; persist; vnet.interface = "$name";
exec.prestart = "service ngbuddy jail $name public"; exec.prestop = "service ngbuddy unjail $name $name";
web1 { }
`;

test("a jail whose interface has gone can be stopped and restarted, by jail and by its service", async () => {
  const lab = buddyLab();
  lab.files.write("/etc/jail.conf", HOOKS);
  const gone =
    'ngbuddy: there is no interface "web1": nothing to take back; ngbuddy status shows those there are\n';
  for (const line of ["ngbuddy enable --no-seed", "ngbuddy start", "jail -c web1", "ngbuddy stop"])
    await lab.out(line);
  await lab.out("ngbuddy start");
  expect(await lab.run("service ngbuddy unjail web1 web1")).toEqual({
    status: 0,
    stdout: "",
    stderr: gone,
  });
  const json = JSON.parse(await lab.out("ngbuddy unjail --json web1 web1"));
  expect(json).toMatchObject({ done: [], notes: [gone.trim().replace(/^ngbuddy: /, "")] });
  expect((await lab.run("service jail onerestart web1")).status).toBe(0);
  expect(await lab.out("jexec web1 ifconfig -l")).toBe("lo0 web1\n");
  await lab.out("ngctl shutdown web1:");
  expect(await lab.run("jail -r web1")).toMatchObject({ status: 0 });
  expect(await lab.out("jls name")).toBe("");
});

describe("running jails that lose an interface are named, with what to type", () => {
  test.each([
    ["stop", `; to give it one again: ngbuddy start && ${AGAIN}`],
    ["stop --all", `; to give it one again: ngbuddy start && ${AGAIN}`],
    ["stop --confirm 60", `; to give it one again: ngbuddy start && ${AGAIN}`],
    ["destroy a", `; to give it one again: ${AGAIN}`],
  ])("%s", async (words, remedy) => {
    const lab = await runningJail("vnet0");
    const note = `jail j loses its interface a${remedy}`;
    const plan = JSON.parse(await lab.out(`ngbuddy ${words} -n --json`));
    expect(plan.plan.notes).toEqual([note]);
    expect((await lab.run(`ngbuddy ${words} -n`)).stderr).toBe(`ngbuddy: ${note}\n`);
    const done = JSON.parse(await lab.out(`ngbuddy ${words} --json`));
    expect(done.notes).toContain(note);
  });

  test("unbridge, whose own interface is in a jail", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge lan nghost0");
    await lab.out("jail -c name=j path=/ vnet vnet.interface=nghost0 persist");
    expect((await lab.run("ngbuddy unbridge lan -n")).stderr).toBe(
      "ngbuddy: jail j loses its interface nghost0\n",
    );
  });

  test("a bridge that another tool made is not made again by start", async () => {
    const lab = buddyLab();
    for (const line of [
      "ngbuddy bridge lan nghost0",
      "ngbuddy jail a lan",
      "sysrc -x ngbuddy_lan_if",
      "jail -c name=j path=/ vnet vnet.interface=a persist",
    ])
      await lab.out(line);
    expect((await lab.run("ngbuddy stop --all -n")).stderr).toBe(
      "ngbuddy: jail j loses its interface a\n",
    );
  });
});

test("start names the jails that run without an interface, and what to type", async () => {
  const lab = await runningJail();
  await lab.out("jail -c name=other path=/ persist");
  await lab.out("ngbuddy stop");
  const told =
    "ngbuddy: jail j has no interface; to give it one: ngbuddy jail j private && ifconfig j vnet j, or with public in place of private\n";
  expect((await lab.run("ngbuddy start -n")).stderr).toBe(told);
  expect((await lab.run("ngbuddy start")).stderr).toBe(told);
  await lab.out("ngbuddy jail j private");
  await lab.out("ifconfig j vnet j");
  expect((await lab.run("ngbuddy start")).stderr).toBe("");
});

test("a jail can stop, whatever is in rc.conf", async () => {
  const lab = buddyLab();
  await lab.out("ngbuddy enable --no-seed");
  await lab.out("ngbuddy start");
  await lab.out("ngbuddy jail web1 public");
  lab.files.write("/etc/rc.conf", `${lab.files.read("/etc/rc.conf")}ngbuddy_lan_if="em0\n`);
  const refused = await lab.run("ngbuddy stop");
  expect(refused.status).toBe(78);
  const { status, stdout, stderr } = await lab.run("ngbuddy unjail web1 web1");
  expect({ status, stdout }).toEqual({ status: 0, stdout: "Removing web1 from public\n" });
  expect(stderr).toContain("ngbuddy: going on without rc.conf: /etc/rc.conf");
  expect(await lab.out("ngctl list")).not.toContain("web1");
});
