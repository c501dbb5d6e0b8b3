/** A restart that fails half way: everything is where it was. */
import { expect, test } from "bun:test";
import { labHost } from "../../src/lab/host.ts";
import { buddyLab, seenInside, snapshot } from "../support/buddylab.ts";

/** In their jails interfaces may be called as on the host. */
test.each(["vnet0", "vtnet0", "nghost0"])(
  "interfaces of running jails go back into them, with what they had there: %s",
  async (name) => {
    const lab = buddyLab();
    for (const line of [
      "ngbuddy enable",
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
    const host = labHost(lab.lab);
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

test("a running jail loses its interface, and that is said before", async () => {
  const lab = buddyLab();
  for (const line of [
    "ngbuddy enable",
    "ngbuddy start",
    "ngbuddy jail a public",
    "ngbuddy create b public",
    "jail -c name=j path=/ vnet vnet.interface=a persist",
  ])
    await lab.out(line);
  const told =
    "ngbuddy: jail j loses its interface; to give it one again: service jail restart j\n";
  expect(await lab.run("ngbuddy restart -n")).toMatchObject({ status: 0, stderr: told });
  expect(await lab.run("ngbuddy restart")).toMatchObject({ status: 0, stderr: told });
  expect(await lab.out("jexec j ifconfig -l")).toBe("lo0\n");
  expect((await lab.run("ngbuddy restart")).stderr).toBe("");
});
