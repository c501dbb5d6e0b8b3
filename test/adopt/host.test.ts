/** Hosts whose own network is on an if_bridge(4), moved onto netgraph and back: who reached whom still does, and every file comes back. */
import { expect, test } from "bun:test";
import { defaultHost, type HostDescription } from "../../src/lab/base/description.ts";
import { memoryFiles } from "../../src/lab/files/memoryfiles.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";
import { rc } from "./setups/parts.ts";

const [nic] = defaultHost.interfaces;
const GATEWAY = "10.2.70.1";
const LAN = "10.2.70.20";

interface HostSetup {
  readonly name: string;
  /** rc.conf, with the lines that make the bridge. */
  readonly rc: string;
  readonly files?: { readonly [path: string]: string };
  /** Commands after boot, such as what a lab does not do by rc.conf. */
  readonly before?: readonly string[];
  readonly jails?: readonly string[];
  /** What is typed behind `adopt --host`. */
  readonly adopt?: string;
  readonly description?: Partial<HostDescription>;
  /** Lines that rc.conf has afterwards. */
  readonly becomes: readonly string[];
  /** Texts that it has no more. */
  readonly gone: readonly string[];
  /** Whom the host reaches. */
  readonly reaches?: readonly string[];
  /** The nodes on the bridge. */
  readonly bridge?: string;
  readonly links: readonly string[];
}

const EPAIR_JAIL = `exec.start = "/bin/sh /etc/rc";
exec.stop = "/bin/sh /etc/rc.shutdown";
web {
  path = "/jails/web";
  vnet;
  vnet.interface = "epair0b";
  exec.prestart = "ifconfig epair0 create up", "ifconfig bridge0 addm epair0a";
  exec.poststop = "ifconfig epair0a destroy";
}
`;

const setups: readonly HostSetup[] = [
  {
    name: "a NIC and a static address on the bridge",
    rc: `cloned_interfaces="bridge0"
ifconfig_bridge0="inet 10.2.70.107/24 addm vtnet0"
ifconfig_vtnet0="up"
defaultrouter="10.2.70.1"
`,
    becomes: [
      'ifconfig_bridge0="inet 10.2.70.107/24"',
      'ifconfig_vtnet0="up"',
      'ngbuddy_public_if="vtnet0"',
      'ngbuddy_public_host="bridge0"',
      'ngbuddy_enable="YES"',
    ],
    gone: ["cloned_interfaces", "addm"],
    links: ["vtnet0:lower", "bridge0:ether"],
  },
  {
    name: "DHCP on the bridge",
    rc: `cloned_interfaces="lo1 bridge0"
ifconfig_bridge0="addm vtnet0 DHCP"
ifconfig_vtnet0="up"
`,
    becomes: ['ifconfig_bridge0="SYNCDHCP"', 'cloned_interfaces="lo1"'],
    gone: ["addm"],
    links: ["vtnet0:lower", "bridge0:ether"],
  },
  {
    name: "SYNCDHCP, and a jail on an epair by its own hooks",
    rc: `cloned_interfaces="bridge0"
ifconfig_bridge0_alias0="inet 10.2.70.108/32"
ifconfig_vtnet0="up -tso"
ifconfig_bridge0="SYNCDHCP addm vtnet0 stp vtnet0 maxaddr 100"
`,
    files: {
      "/etc/jail.conf": EPAIR_JAIL,
      "/jails/web/etc/rc.conf": rc('ifconfig_epair0b="inet 10.2.70.31/24"'),
    },
    jails: ["web"],
    adopt: "--restart",
    becomes: ['ifconfig_bridge0="SYNCDHCP"', 'ifconfig_bridge0_alias0="inet 10.2.70.108/32"'],
    gone: ["addm", "maxaddr", "cloned_interfaces"],
    links: ["vtnet0:lower", "bridge0:ether", "web:ether"],
  },
  {
    name: "a bridge with a name of its own, an address on the NIC, and none on the bridge",
    rc: `cloned_interfaces="bridge7"
ifconfig_bridge7_name="jails"
ifconfig_jails="addm vtnet0 up"
ifconfig_vtnet0="inet 10.2.70.107/24"
defaultrouter="10.2.70.1"
`,
    becomes: ['ngbuddy_lan_if="vtnet0"', 'ifconfig_vtnet0="inet 10.2.70.107/24"'],
    gone: ["bridge7", "ifconfig_jails", "_host"],
    adopt: "jails lan",
    bridge: "lan",
    links: ["vtnet0:lower", "vtnet0:upper"],
  },
  {
    name: "a bridge of jails without a NIC",
    rc: `ifconfig_vtnet0="inet 10.2.70.107/24"
defaultrouter="10.2.70.1"
cloned_interfaces="bridge0"
ifconfig_bridge0="inet 10.9.0.1/24 up"
ifconfig_bridge0_descr="jails"
gateway_enable="YES"
`,
    files: {
      "/etc/jail.conf": EPAIR_JAIL,
      "/jails/web/etc/rc.conf": 'ifconfig_epair0b="inet 10.9.0.31/24"\ndefaultrouter="10.9.0.1"\n',
    },
    jails: ["web"],
    adopt: "--restart bridge0",
    becomes: [
      'ngbuddy_private_if="eiface:bridge0"',
      'ifconfig_bridge0="inet 10.9.0.1/24 up"',
      'ifconfig_bridge0_descr="jails"',
    ],
    gone: ["cloned_interfaces"],
    bridge: "private",
    reaches: ["10.9.0.31"],
    links: ["bridge0:ether", "web:ether"],
  },
  {
    name: "two NICs, and what a hand has made a member",
    rc: `cloned_interfaces="bridge0 epair9"
ifconfig_bridge0="inet 10.2.70.107 netmask 255.255.255.0 addm vtnet0 addm vtnet1 addm epair9a"
ifconfig_vtnet0="up"
ifconfig_vtnet1="up"
ifconfig_epair9a="up"
defaultrouter="10.2.70.1"
`,
    before: [
      "ifconfig epair8 create up",
      "ifconfig bridge0 addm epair8a private epair8a",
      "jail -c name=hand path=/ vnet vnet.interface=epair8b persist",
      "ifconfig -j hand epair8b inet 10.2.70.90/24 up",
    ],
    description: {
      interfaces: [
        nic!,
        { name: "vtnet1", ether: "58:9c:fc:00:2a:02", lan: [{ inet: "10.2.70.200" }] },
      ],
    },
    becomes: [
      'ngbuddy_public_members="vtnet1 epair9a"',
      'ifconfig_bridge0="inet 10.2.70.107 netmask 255.255.255.0"',
      'cloned_interfaces="epair9"',
    ],
    gone: ["addm"],
    reaches: [GATEWAY, LAN, "10.2.70.200", "10.2.70.90"],
    links: ["vtnet0:lower", "vtnet1:lower", "epair9a:lower", "epair8a:lower", "bridge0:ether"],
  },
  {
    name: "IPv6 beside IPv4",
    rc: `cloned_interfaces="bridge0"
ifconfig_bridge0="inet 10.2.70.107/24 addm vtnet0"
ifconfig_bridge0_ipv6="inet6 2001:db8:70::107/64"
ifconfig_vtnet0="up"
defaultrouter="10.2.70.1"
ipv6_defaultrouter="2001:db8:70::1"
`,
    description: {
      interfaces: [
        {
          ...nic!,
          lan: [
            { inet: GATEWAY, inet6: "2001:db8:70::1" },
            { inet: LAN, inet6: "2001:db8:70::20" },
          ],
        },
      ],
    },
    becomes: ['ifconfig_bridge0_ipv6="inet6 2001:db8:70::107/64"'],
    gone: ["addm"],
    reaches: [GATEWAY, LAN, "2001:db8:70::20"],
    links: ["vtnet0:lower", "bridge0:ether"],
  },
  {
    name: "a VLAN as the member",
    rc: `vlans_vtnet0="10"
cloned_interfaces="bridge0"
ifconfig_vtnet0="inet 10.2.70.107/24"
ifconfig_vtnet0_10="up"
ifconfig_bridge0="inet 10.10.0.7/24 addm vtnet0.10"
defaultrouter="10.2.70.1"
`,
    description: {
      interfaces: [
        { ...nic!, lan: [{ inet: GATEWAY }, { inet: LAN }, { inet: "10.10.0.20", vlan: "10" }] },
      ],
    },
    becomes: ['ngbuddy_public_if="vtnet0.10"', 'ifconfig_bridge0="inet 10.10.0.7/24"'],
    gone: ["addm", "cloned_interfaces"],
    reaches: [GATEWAY, LAN, "10.10.0.20"],
    links: ["vtnet0_10:lower", "bridge0:ether"],
  },
  {
    name: "autobridge, addresses on the NIC and on the bridge",
    rc: `cloned_interfaces="bridge0"
autobridge_interfaces="bridge0"
autobridge_bridge0="vtnet0 tap*"
ifconfig_vtnet0="inet 10.2.70.107/24"
ifconfig_bridge0="inet 10.2.71.1/24"
defaultrouter="10.2.70.1"
`,
    before: ["ifconfig bridge0 addm vtnet0 up"],
    becomes: [
      'ifconfig_vtnet0="up"',
      'ifconfig_bridge0="inet 10.2.71.1/24"',
      'ifconfig_bridge0_alias0="inet 10.2.70.107/24"',
    ],
    gone: ["autobridge", "cloned_interfaces"],
    links: ["vtnet0:lower", "bridge0:ether"],
  },
];

/** A host that boots with an rc.conf. */
async function booted(setup: HostSetup, files = memoryFiles()): Promise<BuddyLab> {
  const bare = setup.description?.interfaces ?? [nic!];
  const lab = buddyLab({
    files,
    description: {
      ...defaultHost,
      ...setup.description,
      interfaces: bare,
      files: {
        ...defaultHost.files,
        ...setup.files,
        "/etc/rc.conf": `hostname="belltower"\n${setup.rc}sshd_enable="YES" # last\n`,
      },
    },
  });
  // Its addresses are rc.conf's to give.
  await lab.out("route -q delete default");
  await lab.out("ifconfig vtnet0 inet 10.2.70.107 delete");
  await lab.run("service netif start");
  await lab.run("service routing start");
  for (const command of setup.before ?? []) await lab.out(command);
  for (const jail of setup.jails ?? []) await lab.out(`jail -q -c ${jail}`);
  return lab;
}

/** What is to be seen of a host from outside, and of its jails. */
async function seenOf(lab: BuddyLab, { reaches = [GATEWAY, LAN], jails = [] }: HostSetup) {
  const shown = (await lab.out("ifconfig -a")).split(/^(?=\w)/m);
  const addresses = shown.flatMap((text) =>
    [...text.matchAll(/\tinet6? (?!127|fe80|::1)(\S+)/g)].map(([, address]) => address!),
  );
  const ether = /^bridge0:[\s\S]*?\tether (\S+)/m.exec(shown.join(""))?.[1];
  const routes = [...(await lab.out("netstat -rn")).matchAll(/^default +(\S+)/gm)].map(
    ([, gateway]) => gateway,
  );
  // A neighbour may have the address: IPv6 asks for a second.
  await lab.out("sleep 2");
  const answers: { [address: string]: number } = {};
  for (const address of reaches) {
    const command = address.includes(":") ? "ping -6" : "ping";
    answers[address] = (await lab.run(`${command} -c 1 -t 2 ${address}`)).status;
  }
  for (const jail of jails)
    answers[jail] = (
      await lab.run(
        `jexec ${jail} ping -c 1 -t 2 ${reaches.includes(GATEWAY) ? GATEWAY : "10.9.0.1"}`,
      )
    ).status;
  return { addresses: addresses.sort(), ether, routes, answers };
}

/** The address of a jail whose epair nothing but a hand has put on the bridge. */
const BY_HAND = "10.2.70.90";

const FILES = ["/etc/rc.conf", "/etc/jail.conf", "/jails/web/etc/rc.conf"];
const textsOf = ({ files }: BuddyLab) =>
  FILES.map((path) => (files.exists(path) ? files.read(path) : undefined));

/** Members of an if_bridge with their flags, without ports' numbers. */
async function membersOf(lab: BuddyLab, name: string): Promise<string[]> {
  return [...(await lab.out(`ifconfig ${name}`)).matchAll(/\tmember: (.*)/g)].map(
    ([, one]) => one!,
  );
}

test.each(setups.map((setup) => [setup.name, setup] as const))(
  "%s: adopted, booted, released, and as before",
  async (_, setup) => {
    const lab = await booted(setup);
    const { adopt = "", bridge = "public" } = setup;
    const before = await seenOf(lab, setup);
    expect(Object.values(before.answers)).toEqual(Object.values(before.answers).map(() => 0));
    const texts = textsOf(lab);
    const name = setup.rc.includes("bridge7") ? "jails" : "bridge0";
    const members = await membersOf(lab, name);

    const shown = await lab.ngbuddy(`adopt --host -n ${adopt}`.trim());
    expect(shown).toMatchObject({ status: 0, stderr: expect.not.stringContaining("    at ") });
    for (const line of setup.becomes)
      if (!texts[0]!.includes(line)) expect(shown.stdout).toContain(`+${line}\n`);
    expect(textsOf(lab)).toEqual(texts);

    const adopted = await lab.ngbuddy(`adopt --host ${adopt}`.trim());
    expect(adopted).toMatchObject({ status: 0 });
    expect(await seenOf(lab, setup)).toEqual(before);
    const rcConf = lab.files.read("/etc/rc.conf");
    for (const line of setup.becomes) expect(rcConf).toContain(`${line}\n`);
    for (const text of setup.gone) expect(rcConf).not.toContain(text);
    expect(rcConf).toContain('sshd_enable="YES" # last\n');
    const links = await lab.out(`ngctl show ${bridge}:`);
    for (const link of setup.links) {
      const [node, hook] = link.split(":");
      expect(links).toMatch(new RegExp(`\\b${node} .*\\b${hook}\\b`));
    }
    expect(await lab.out("ifconfig -g bridge")).toBe("");
    const status = await lab.ngbuddy("restart");
    expect(status.status).toBe(0);
    // What a hand has connected is not rc.conf's.
    const answers = Object.entries((await seenOf(lab, setup)).answers);
    expect(answers.filter(([address, status]) => status !== 0 && address !== BY_HAND)).toEqual([]);

    const released = await lab.ngbuddy(
      `release --host${setup.jails === undefined ? "" : " --restart"}`,
    );
    expect(released).toMatchObject({ status: 0 });
    expect(textsOf(lab)).toEqual(texts);
    expect(await seenOf(lab, setup)).toEqual(before);
    expect((await membersOf(lab, name)).sort()).toEqual(members.sort());
  },
);

const PLAIN: HostSetup = {
  name: "",
  rc: `cloned_interfaces="bridge0"
ifconfig_bridge0="inet 10.2.70.107/24 addm vtnet0"
ifconfig_vtnet0="up"
defaultrouter="10.2.70.1"
`,
  becomes: [],
  gone: [],
  links: [],
};

test.each<[string, Partial<HostSetup>, string, number, string]>([
  [
    "an if_bridge that is not there",
    {},
    "adopt --host brigde0",
    65,
    'this host has no if_bridge(4) "brigde0"; did you mean bridge0?',
  ],
  [
    "two of which none is named",
    { before: ["ifconfig bridge1 create"] },
    "adopt --host",
    64,
    "which if_bridge(4)? There are bridge0, bridge1; for example: ngbuddy adopt --host bridge0",
  ],
  [
    "a name that is an interface's",
    {},
    "adopt --host bridge0 vtnet0",
    65,
    'an interface or node "vtnet0" exists already; name another one: ngbuddy adopt --host bridge0 NAME',
  ],
  [
    "a name that another bridge has",
    { rc: `${PLAIN.rc}ngbuddy_lan_if="nghost0"\n` },
    "adopt --host bridge0 lan",
    65,
    "bridge lan is on nghost0; name another one: ngbuddy adopt --host bridge0 NAME",
  ],
  [
    "a VLAN on top of it",
    { before: ["ifconfig vlan3 create vlan 3 vlandev bridge0"] },
    "adopt --host",
    69,
    "vlan3 is a VLAN of bridge0, which is not supported; take it away first",
  ],
  [
    "VLANs of the NIC",
    { rc: `${PLAIN.rc}vlans_vtnet0="10"\n` },
    "adopt --host",
    69,
    "vlans_vtnet0 makes interfaces on vtnet0, which hear nothing when the host is on bridge0",
  ],
  [
    "a jail that runs on it",
    {
      files: {
        "/etc/jail.conf": EPAIR_JAIL,
        "/jails/web/etc/rc.conf": rc('ifconfig_epair0b="inet 10.2.70.31/24"'),
      },
      jails: ["web"],
    },
    "adopt --host",
    69,
    "web runs; stop it first, or have it restarted: --restart",
  ],
  [
    "--all besides",
    {},
    "adopt --host --all",
    64,
    "--host and --all: the jails on the if_bridge(4) are adopted with it; give one of them",
  ],
  [
    "VLAN filtering",
    { rc: PLAIN.rc.replace("addm vtnet0", "addm vtnet0 vlanfilter") },
    "adopt --host",
    69,
    "bridge0 filters VLANs (vlanfilter), which ng_bridge(4) does not; make a bridge a VLAN instead",
  ],
  [
    "release of one that was not adopted",
    {},
    "release --host bridge0",
    65,
    "if_bridge bridge0 was not adopted: nothing is kept of it",
  ],
])("%s is refused in one line, and nothing is changed", async (_, over, typed, status, says) => {
  const lab = await booted({ ...PLAIN, ...over });
  const before = [textsOf(lab), await lab.out("ifconfig -a")];
  const answer = await lab.ngbuddy(typed);
  expect(answer.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(answer.stderr).toContain(says);
  expect(answer).toMatchObject({ status, stdout: "" });
  expect([textsOf(lab), await lab.out("ifconfig -a")]).toEqual(before);
});

test("what was written into rc.conf since stays there when an if_bridge is released", async () => {
  const lab = await booted(PLAIN);
  const before = textsOf(lab)[0]!;
  await lab.out("ngbuddy adopt --host");
  await lab.out("sysrc later_enable=YES");
  await lab.out("ngbuddy release --host");
  expect(lab.files.read("/etc/rc.conf")).not.toContain("ngbuddy_");
  for (const line of before.trim().split("\n"))
    expect(lab.files.read("/etc/rc.conf")).toContain(`${line}\n`);
  expect(lab.files.read("/etc/rc.conf")).toContain('later_enable="YES"\n');
});

test("a jail that was on an if_bridge does not go back alone while that is gone", async () => {
  const setup = setups.find(({ jails, adopt }) => jails !== undefined && adopt !== undefined)!;
  const lab = await booted(setup);
  const texts = textsOf(lab);
  await lab.out(`ngbuddy adopt --host ${setup.adopt}`);
  const adopted = textsOf(lab);
  for (const typed of ["release web --restart", "release --all --restart", "release web -n"]) {
    const { status, stderr } = await lab.ngbuddy(typed);
    expect(stderr).toContain(
      "jail web was on the if_bridge bridge0, which adopt --host replaced; give: ngbuddy release --host bridge0\n",
    );
    expect(status).toBe(65);
    expect(textsOf(lab)).toEqual(adopted);
  }
  await lab.out("ngbuddy release --host bridge0 --restart");
  expect(textsOf(lab)).toEqual(texts);
});

test("a jail that was on an if_bridge with a hyphen in its name does not go back alone, either", async () => {
  const lab = await booted({
    ...PLAIN,
    rc: 'vm_enable="YES"\nvm_dir="/vm"\nifconfig_vtnet0="inet 10.2.70.107/24"\ndefaultrouter="10.2.70.1"\n',
    files: {
      "/vm/.config/system.conf":
        'switch_list="public"\ntype_public="standard"\nports_public="vtnet0"\n',
      "/etc/jail.conf": EPAIR_JAIL.replace("bridge0", "vm-public"),
      "/jails/web/etc/rc.conf": rc('ifconfig_epair0b="inet 10.2.70.31/24"'),
    },
    before: ["ifconfig bridge create name vm-public", "ifconfig vm-public addm vtnet0 up"],
    jails: ["web"],
  });
  const before = textsOf(lab);
  await lab.out("ngbuddy adopt --host --restart");
  const adopted = textsOf(lab);
  expect(await lab.ngbuddy("release web --restart")).toMatchObject({
    status: 65,
    stderr: expect.stringContaining(
      "jail web was on the if_bridge vm-public, which adopt --host replaced; give: ngbuddy release --host vm-public\n",
    ),
  });
  expect(textsOf(lab)).toEqual(adopted);
  await lab.out("ngbuddy release --host vm-public --restart");
  expect(textsOf(lab)).toEqual(before);
});

test("a guest that came later has to leave before the if_bridge comes back", async () => {
  const lab = await booted(PLAIN);
  await lab.out("ngbuddy adopt --host");
  await lab.out("ngbuddy jail later public");
  const { status, stderr } = await lab.ngbuddy("release --host");
  expect(stderr).toBe("ngbuddy: bridge public still carries later; stop what has it first\n");
  expect(status).toBe(69);
});

test("a switch of vm-bhyve's own is one of netgraph, and its own again", async () => {
  const conf = 'switch_list="public"\ntype_public="standard"\nports_public="vtnet0" # by hand\n';
  const files = { "/vm/.config/system.conf": conf };
  const lab = await booted({
    ...PLAIN,
    rc: 'vm_enable="YES"\nvm_dir="/vm"\nifconfig_vtnet0="inet 10.2.70.107/24"\ndefaultrouter="10.2.70.1"\n',
    files,
    before: ["ifconfig bridge create name vm-public", "ifconfig vm-public addm vtnet0 up"],
  });
  const before = textsOf(lab);
  expect((await lab.ngbuddy("adopt --host vm-public lan")).stderr).toContain(
    "one of netgraph is called as its bridge: ngbuddy adopt --host vm-public public",
  );
  await lab.out("ngbuddy adopt --host");
  expect(lab.files.read("/vm/.config/system.conf")).toBe(
    'switch_list="public"\ntype_public="netgraph"\n',
  );
  expect(lab.files.read("/etc/rc.conf")).toContain('ngbuddy_public_if="vtnet0"\n');
  await lab.out("ngbuddy release --host");
  expect(lab.files.read("/vm/.config/system.conf")).toBe(conf);
  expect(textsOf(lab)).toEqual(before);
});
