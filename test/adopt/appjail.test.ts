// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** Jails of AppJail's, by its own template files: adopted, started as AppJail starts them, and released. */
import { expect, test } from "bun:test";
import type { BuddyLab } from "../support/buddylab.ts";
import { labOf, type Setup } from "./move.ts";

const JAILS = "/usr/local/appjail/jails";
const TEMPLATE = `${JAILS}/nginx/conf/template.conf`;
const RC = `${JAILS}/nginx/jail/etc/rc.conf`;

/** What \`appjail quick nginx virtualnet="ajnet:nginx default" nat\` writes. */
const VIRTUALNET = `# the shop
exec.start: "/bin/sh /etc/rc"
exec.stop: "/bin/sh /etc/rc.shutdown jail"
mount.devfs
vnet
vnet.interface+: "eb_nginx"
exec.prestart+: "appjail network plug -e \\"nginx\\" -n \\"ajnet\\""
exec.poststart+: "appjail network assign -d -e \\"nginx\\" -j \\"\${name}\\" -n \\"ajnet\\""
exec.poststop+: "appjail network unplug \\"ajnet\\" \\"nginx\\""
exec.prestart+: "appjail nat on jail \\"\${name}\\""
exec.poststop+: "appjail nat off jail \\"\${name}\\""
`;

/** What \`appjail quick nginx bridge="iface:vtnet0 nginx" dhcp="sb_nginx"\` writes. */
const BRIDGE = `exec.start: "/bin/sh /etc/rc"
exec.stop: "/bin/sh /etc/rc.shutdown jail"
mount.devfs
vnet
vnet.interface+: "sb_nginx"
exec.prestart+: "appjail network attach -b \\"appjail\\" \\"epair:nginx\\""
exec.poststop+: "appjail network detach -b \\"appjail\\" -id \\"epair:nginx\\""
exec.prestart+: "appjail network attach -b \\"appjail\\" \\"iface:vtnet0\\""
`;

const setupOf = (template: string, more: Setup["files"]): Setup => ({
  name: "",
  before: ["ifconfig bridge create name appjail", "ifconfig appjail addm vtnet0 up"],
  programs: { "/usr/local/bin/appjail": "#!/bin/sh\n[ $1 = nat ]\n" },
  files: { [TEMPLATE]: template, ...more },
  jails: { nginx: { inside: "eb_nginx" } },
  adopt: "nginx",
});

/** As \`appjail start\` does: a jail.conf is made of the template, with a root. */
async function appjailStart(lab: BuddyLab): Promise<void> {
  const lines = lab.files.read(TEMPLATE).split("\n");
  const said = lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => `${line.replace(/^([\w.]+)(\+?):/, "$1 $2=").replaceAll(/" "/g, '", "')};`);
  const conf = `${JAILS}/nginx/conf/jail.conf`;
  lab.files.write(conf, `nginx {\n${said.join("\n")}\npath = "${JAILS}/nginx/jail";\n}\n`);
  await lab.out(`jail -q -f ${conf} -c nginx`);
}

test("a virtual network's address is the jail's own, and its other hooks stay", async () => {
  const lab = await labOf(
    setupOf(VIRTUALNET, {
      [RC]: 'sendmail_enable="NONE"\n',
      "/usr/local/appjail/networks/ajnet/network.conf":
        "ADDRESS=10.2.70.0\nCIDR=24\nNAME=ajnet\nDESCRIPTION=$(reboot) for $USER\nGATEWAY=10.2.70.1\nMTU=1500\n",
      [`${JAILS}/nginx/conf/boot/network/reserved.ajnet`]: "10.2.70.64\n",
    }),
  );
  expect(await lab.ngbuddy("adopt nginx public")).toMatchObject({ status: 0 });
  expect(lab.files.read(TEMPLATE)).toBe(`# the shop
exec.start: "/bin/sh /etc/rc"
exec.stop: "/bin/sh /etc/rc.shutdown jail"
mount.devfs
vnet
vnet.interface+: "nginx"
exec.prestart+: "service ngbuddy jail nginx public"
exec.prestart+: "appjail nat on jail \\"\${name}\\""
exec.poststop+: "appjail nat off jail \\"\${name}\\""
exec.prestop+: "service ngbuddy unjail nginx nginx"
`);
  expect(lab.files.read(RC)).toBe(
    'sendmail_enable="NONE"\nifconfig_nginx_name="eb_nginx"\nifconfig_eb_nginx="inet 10.2.70.64/24"\ndefaultrouter="10.2.70.1"\n',
  );
  await appjailStart(lab);
  expect((await lab.run("jexec nginx ping -c 1 -t 2 10.2.70.1")).status).toBe(0);
  const running = await lab.ngbuddy("release nginx --restart");
  expect(running).toMatchObject({ status: 69 });
  expect(running.stderr).toContain("nginx runs; stop it first: appjail stop nginx");
  await lab.out(`jail -q -f ${JAILS}/nginx/conf/jail.conf -r nginx`);
  expect(await lab.ngbuddy("release nginx")).toMatchObject({ status: 0 });
  expect(lab.files.read(TEMPLATE)).toBe(VIRTUALNET);
  expect(lab.files.read(RC)).toBe('sendmail_enable="NONE"\n');
});

test("an epair on AppJail's shared bridge comes to the bridge on the same NIC", async () => {
  const lab = await labOf(setupOf(BRIDGE, { [RC]: 'ifconfig_sb_nginx="SYNCDHCP"\n' }));
  expect(await lab.ngbuddy("adopt nginx")).toMatchObject({ status: 0 });
  expect(lab.files.read(TEMPLATE)).not.toContain("appjail network");
  expect(lab.files.read(TEMPLATE)).toContain('exec.prestart+: "service ngbuddy jail nginx public"');
  await lab.ngbuddy("release --all");
  expect(lab.files.read(TEMPLATE)).toBe(BRIDGE);
});

test("a jail whose address nobody knows is refused", async () => {
  const lab = await labOf(setupOf(VIRTUALNET, { [RC]: "" }));
  const { status, stderr } = await lab.ngbuddy("adopt nginx public");
  expect(stderr).toBe(
    `ngbuddy: jail nginx: it is not known which address AppJail gives eb_nginx; write it into ${RC}: ifconfig_eb_nginx="inet ADDRESS/LENGTH"\n`,
  );
  expect(status).toBe(78);
  expect(lab.files.read(TEMPLATE)).toBe(VIRTUALNET);
});
