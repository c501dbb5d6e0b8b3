/** The doctor on a host as a whole. */
import { expect, test } from "bun:test";
import { snapshot } from "../../../test/support/buddylab.ts";
import { doctorLab } from "../../../test/support/doctorlab.ts";
import { byCommands } from "../../host/commands.ts";
import { labHost } from "../../lab/host.ts";
import { templates } from "../../lab/templates/index.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";

test.each(Object.keys(templates))(
  "a healthy host such as the template %s has nothing wrong, and nothing of it is changed",
  async (template) => {
    const lab = await doctorLab(template, 3);
    const before = snapshot(lab);
    expect((await lab.ngbuddy("doctor")).stdout).toMatch(/^Nothing found: \d+ checks\.\n$/);
    expect(snapshot(lab)).toEqual(before);
  },
);

test("--fix mends what commands of ours can, and tells what is left", async () => {
  const lab = await doctorLab();
  await lab.type([
    "ifconfig vtnet0 down",
    "ngctl msg vtnet0: setpromisc 0",
    "ngctl msg vtnet0: setautosrc 1",
    "sysrc ngbuddy_enable=NO",
  ]);
  const dry = await lab.ngbuddy("doctor --fix -n");
  expect(dry.stdout).toContain("  ngctl msg vtnet0: setpromisc 1\n");
  expect(await lab.findings()).toHaveLength(4);
  const { status, stdout } = await lab.ngbuddy("doctor --fix");
  expect(stdout).toContain("ngbuddy_enable: NO -> YES\n");
  expect(stdout).toMatch(/Nothing found: \d+ checks\.\n$/);
  expect(status).toBe(0);
});

test("what cannot be read is told once, with its reason, and the rest is looked at", async () => {
  const lab = await doctorLab();
  lab.files.write("/etc/rc.conf", "ngbuddy_enable=YES\nif\n");
  const findings = await lab.findings();
  expect(findings).toMatchObject([{ found: "could not be looked at", type: [] }]);
  expect(findings[0]!.about).toContain("rcconf");
  expect(findings[0]!.about).not.toContain("promiscuous");
});

test("a topic that there is not is refused with the one that may have been meant", async () => {
  const lab = await doctorLab();
  const { status, stderr } = await lab.ngbuddy("doctor brigdes");
  expect([status, stderr]).toEqual([
    64,
    "ngbuddy: doctor brigdes: there is no such topic, and no such guest; did you mean bridges?\n",
  ]);
});

test("what is looked at is listed by topic", async () => {
  const { stdout } = await (await doctorLab("empty")).ngbuddy("doctor --list");
  expect(stdout).toContain("nics\tpromiscuous\tNICs on bridges take frames that are for guests\n");
});

test.each(["ifconfig", "netstat", "jls", "jexec", "pfctl", "sysctl", "kldstat", "dmesg", "arp"])(
  "a host whose %s fails is told as far as it can be read, for a guest, too",
  async (command) => {
    const lab = await doctorLab("carp", 2);
    await lab.type(["kldload pf", "route change default 10.2.70.99"]);
    const host = byCommands(labHost(lab.lab));
    const broken: typeof host = {
      ...host,
      run: async (argv, options) =>
        argv[0] === command
          ? { argv, status: 1, stdout: "{\u001b[31m", stderr: `${command}: it is broken\n` }
          : await host.run(argv, options),
    };
    for (const words of ["doctor", "doctor --fix -n", "doctor jail01", "doctor --json"]) {
      const { status, stdout, stderr } = await lab.ngbuddy(words, broken);
      expect([0, 69, 71]).toContain(status);
      expect(stdout + stderr).not.toContain("\u001b");
      expect(stdout + stderr).not.toMatch(/\bat .*:\d+:\d+/);
    }
  },
);

test("where no frames can be sent the gateways are told as not looked at", async () => {
  const lab = await doctorLab();
  const host = labHost(lab.lab);
  const findings = await lab.findings(undefined, {
    ...host,
    async openNetgraph() {
      const socket = await host.openNetgraph();
      const refused = () => {
        throw new NetgraphError("data", "no data sockets by ngctl(8)", errno.EOPNOTSUPP);
      };
      return new Proxy(socket, {
        get: (target, name) =>
          name === "openData"
            ? refused
            : typeof target[name as keyof typeof target] === "function"
              ? (target[name as keyof typeof target] as () => unknown).bind(target)
              : target[name as keyof typeof target],
      });
    },
  });
  expect(findings).toMatchObject([{ about: "gateway", found: "could not be looked at" }]);
});
