// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** Jails that cannot be adopted: one line says why and where, and nothing is changed. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realFiles } from "../../src/host/realfiles.ts";
import { directoryFiles } from "../../src/lab/files/directoryfiles.ts";
import { labHost } from "../../src/lab/host.ts";
import { labOf, type Setup, textsOf } from "./move.ts";
import { IF_BRIDGE, rc } from "./setups/parts.ts";

const jail = (lines: string) => `web {\n  path = "/jails/web";\n  vnet;\n${lines}}\n`;

const EPAIR = `  vnet.interface = "epair0b";
  exec.prestart = "ifconfig epair0 create", "ifconfig bridge0 addm epair0a";
`;

const refused: readonly {
  readonly name: string;
  readonly files: Setup["files"];
  readonly status: number;
  readonly says: string;
}[] = [
  {
    name: "a hook that does something else in the same command line",
    files: {
      "/etc/jail.conf": jail(
        `  vnet.interface = "epair0b";
  exec.prestart = "ifconfig epair0 create; mount -t nullfs /data /jails/web/data";
  exec.prestart += "ifconfig bridge0 addm epair0a";
`,
      ),
    },
    status: 78,
    says: '/etc/jail.conf: 5: exec.prestart does more than make or remove the jail\'s interface ("ifconfig epair0 create; mount -t nullfs /data /jails/web/data")',
  },
  {
    name: "a jail that is described twice in one file",
    files: { "/etc/jail.conf": `${jail(EPAIR)}web {\n  allow.raw_sockets;\n}\n` },
    status: 78,
    says: "jail web is described twice, at /etc/jail.conf: 7 and at /etc/jail.conf: 1",
  },
  {
    name: "a jail that is described in two files, of which jail(8) reads either",
    files: { "/etc/jail.conf": jail(EPAIR), "/etc/jail.conf.d/web.conf": `# new\n${jail(EPAIR)}` },
    status: 78,
    says: "jail web is described twice, at /etc/jail.conf: 1 and at /etc/jail.conf.d/web.conf: 2",
  },
  {
    name: "a path of a variable that is not set",
    files: {
      "/etc/jail.conf": `web { path = "/jails/$nobody"; vnet; vnet.interface = epair0b; }\n`,
    },
    status: 65,
    says: '/etc/jail.conf: web: path: variable "nobody" not found',
  },
  {
    name: "an interface that a script makes, which may be anything",
    files: {
      "/etc/jail.conf": jail(
        '  vnet.interface = "webb";\n  exec.prepare = "/root/jlprep $name";\n  exec.release = "ifconfig weba destroy";\n',
      ),
    },
    status: 65,
    says: "jail web has webb, and nothing that is known makes an epair of that; what it could have instead: ngbuddy jailconf web public",
  },
  {
    name: "a NIC that is the jail's alone",
    files: { "/etc/jail.conf": jail('  vnet.interface = "em1";\n') },
    status: 65,
    says: "jail web has em1, and nothing that is known makes an epair of that",
  },
  {
    name: "hooks of a wildcard behind the jail",
    files: {
      "/etc/jail.conf": `web { path = "/jails/web"; vnet; vnet.interface = "epair0b"; }
* { exec.prestart = "ifconfig epair0 create", "ifconfig bridge0 addm epair0a"; }
`,
    },
    status: 78,
    says: "/etc/jail.conf: 2 sets exec.prestart for more than this jail",
  },
];

const WELL = jail(EPAIR);

test.each([
  ["a block that does not end", `${WELL}x { vnet`, "/etc/jail.conf: "],
  [
    "a file that includes itself",
    `${WELL}.include "/etc/jail.conf";\n`,
    "/etc/jail.conf: maximum include depth",
  ],
])("%s is said in one line by all that looks for jails", async (name, text, says) => {
  const setup: Setup = { name, files: { "/etc/jail.conf": text }, jails: {}, adopt: "" };
  const lab = await labOf(setup);
  for (const words of ["adopt web public", "adopt --all", "release web", "jailconf other public"]) {
    const { status, stderr } = await lab.ngbuddy(words);
    expect({ status, stderr }).toEqual({ status: 78, stderr: expect.stringContaining(says) });
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toEndWith("jail(8) does not read it, either\n");
  }
});

test("a jail with something else in the place of its rc.conf keeps no other one from moving", async () => {
  const setup: Setup = {
    name: "",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `${WELL}${WELL.replaceAll("web", "bad").replaceAll("epair0", "epair1")}`,
      "/jails/web/etc/rc.conf": 'sshd_enable="YES"\n',
      "/jails/bad/etc/rc.conf/x": "",
    },
    jails: {},
    adopt: "",
  };
  const lab = await labOf(setup);
  const before = textsOf(lab, setup);
  expect(await lab.ngbuddy("adopt --all public")).toMatchObject({
    status: 0,
    stderr: expect.stringContaining("jail bad stays as it is: cannot read /jails/bad/etc/rc.conf"),
  });
  expect(lab.files.read("/etc/jail.conf")).toContain("ngbuddy jail web public");
  expect(await lab.ngbuddy("adopt bad public")).toMatchObject({ status: 74, stdout: "" });
  expect(await lab.ngbuddy("jailconf other public")).toMatchObject({ status: 0 });
  expect(await lab.ngbuddy("release --all")).toMatchObject({ status: 0 });
  expect(textsOf(lab, setup)).toEqual(before);
});

test.each([
  ["adopt wbe public", "did you mean web?"],
  ["adopt web pubilc", "did you mean public?"],
  ["release wbe", "did you mean web?"],
])("%s is told which name is near", async (words, says) => {
  const setup: Setup = {
    name: "",
    before: IF_BRIDGE,
    files: { "/etc/jail.conf": WELL, "/jails/web/etc/rc.conf": "" },
    jails: {},
    adopt: "",
  };
  const lab = await labOf(setup);
  if (words.startsWith("release")) await lab.out("ngbuddy adopt web public");
  expect((await lab.ngbuddy(words)).stderr).toContain(says);
});

test.each(refused.map((one) => [one.name, one] as const))(
  "%s is refused in one line, and nothing is changed",
  async (_, { name, files, status, says }) => {
    const setup: Setup = {
      name,
      before: IF_BRIDGE,
      files: { ...files, "/jails/web/etc/rc.conf": rc('ifconfig_epair0b="inet 10.2.70.31/24"') },
      jails: { web: { inside: "epair0b" } },
      adopt: "web public",
    };
    const lab = await labOf(setup);
    const before = textsOf(lab, setup);
    const answer = await lab.ngbuddy(`adopt ${setup.adopt}`);
    expect(answer.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(answer.stderr).toContain(says);
    expect(answer).toMatchObject({ status, stdout: "" });
    expect(textsOf(lab, setup)).toEqual(before);
    expect(lab.files.exists("/var/db/ngbuddy/adopted/web.json")).toBe(false);
  },
);

test.each([["/etc/motd"], ["../../../etc/motd"]])(
  "a jail's rc.conf that is a link to the host's %s does not lead there",
  async (target) => {
    const root = mkdtempSync(join(tmpdir(), "ngbuddy-adopt-"));
    try {
      const setup: Setup = {
        name: "",
        before: [...IF_BRIDGE, `ln -s ${target} /jails/web/etc/rc.conf`],
        files: {
          "/etc/jail.conf": jail(`${EPAIR}  exec.start = "/bin/sh /etc/rc";\n`),
          "/etc/motd": 'ifconfig_epair0b_name="vnet0"\n',
          "/jails/web/etc/keep": "",
        },
        jails: { web: { inside: "epair0b" } },
        adopt: "web public",
      };
      const lab = await labOf(setup, directoryFiles(root));
      const before = textsOf(lab, setup);
      const host = labHost(lab.lab, { files: realFiles({ root }) });
      const { status, stderr } = await lab.ngbuddy(`adopt ${setup.adopt}`, host);
      expect(stderr).not.toContain("    at ");
      expect(lab.files.read("/etc/motd")).toBe(before["/etc/motd"]!);
      // Inside of the jail it leads to a file of the jail's own, which is not there yet.
      if (status === 0)
        expect(lab.files.read("/jails/web/etc/motd")).toContain("ifconfig_web_name");
      else expect(textsOf(lab, setup)).toEqual(before);
    } finally {
      rmSync(root, { recursive: true });
    }
  },
);

test("--all leaves a jail as it is whose interface is a NIC, and says so", async () => {
  const setup: Setup = {
    name: "",
    files: { "/etc/jail.conf": jail('  vnet.interface = "em1";\n') },
    jails: {},
    adopt: "--all",
  };
  const lab = await labOf(setup);
  const { status, stdout, stderr } = await lab.ngbuddy("adopt --all");
  expect(stderr).toContain(
    "jail web has em1, and nothing that is known makes an epair of that: it stays as it is",
  );
  expect([status, stdout]).toEqual([0, "There is no jail to adopt.\n"]);
});
