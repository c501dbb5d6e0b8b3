/** What the pages of docs/moving-in have people write, tried in a lab as far as the other tools' files go. */
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultHost } from "../../src/lab/base/description.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

const DIRECTORY = join(import.meta.dirname, "..", "..", "docs", "moving-in");
const GATEWAY = "10.2.70.1";

/** The blocks of a page, in their order. */
function blocksOf(page: string): string[] {
  const text = readFileSync(join(DIRECTORY, page), "utf8");
  return [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
}

/** The first block that has this. */
function blockWith(page: string, text: string): string {
  const found = blocksOf(page).find((block) => block.includes(text));
  if (found === undefined) throw new Error(`${page} has no block with ${text}`);
  return found;
}

async function labWith(files: { readonly [path: string]: string }): Promise<BuddyLab> {
  const own = {
    "/etc/rc.conf":
      'ifconfig_vtnet0="inet 10.2.70.107/24"\ndefaultrouter="10.2.70.1"\nngbuddy_enable="YES"\nngbuddy_public_if="vtnet0"\nngbuddy_private_if="nghost0"\nvm_dir="/vm"\n',
    "/jails/web/etc/keep": "",
    ...files,
  };
  const lab = buddyLab({ description: { ...defaultHost, files: own } });
  for (const path of Object.keys(files))
    if (path.endsWith(".sh")) lab.files.setExecutable(path, true);
  await lab.out("service ngbuddy onestart");
  return lab;
}

const reaches = async (lab: BuddyLab) =>
  (await lab.run(`jexec web ping -c 1 -t 2 ${GATEWAY}`)).status === 0;

test("every page is named by the first one, and says what to type", () => {
  const first = readFileSync(join(DIRECTORY, "README.md"), "utf8");
  for (const page of readdirSync(DIRECTORY))
    if (page !== "README.md") expect([page, first.includes(`](${page}`)]).toEqual([page, true]);
});

test.each<[string, string, string, { readonly [name: string]: string }]>([
  ["pot.md", "10.2.70.50/24", 'unjail "$_POT_NAME"', { _POT_NAME: "web" }],
  ["cbsd.md", "10.2.70.50/24", "unjail web", {}],
])(
  "%s: its hooks give a jail that runs an interface, and take it back",
  async (page, gives, takes, env) => {
    const lab = await labWith({
      "/hooks/start.sh": blockWith(page, gives),
      "/hooks/stop.sh": blockWith(page, takes),
    });
    await lab.out("jail -c name=web path=/jails/web vnet persist");
    const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    await lab.out(["env", ...words, "/hooks/start.sh"].join(" "));
    expect(await reaches(lab)).toBe(true);
    await lab.out(["env", ...words, "/hooks/stop.sh"].join(" "));
    expect(await lab.out("ngctl list")).not.toMatch(/Name: web /);
  },
);

test("iocage.md: its properties, in the jail.conf that iocage makes of them, start a jail on a bridge", async () => {
  const set = (name: string) =>
    new RegExp(`set (?:.* )?${name}=("([^"]*)"|\\S+)`)
      .exec(blocksOf("iocage.md")[0]!)!
      .slice(1)
      .findLast((value) => value !== undefined)!;
  const conf = "/var/run/jail.ioc-web.conf";
  const lab = await labWith({
    [conf]: `web {
  vnet;
  vnet.interface = "${set("vnet_interfaces")}";
  path = "/jails/web";
  exec.prestart = "${set("exec_prestart")}";
  exec.poststop = "${set("exec_poststop")}";
  exec.start = "/bin/sh /etc/rc";
  persist;
}
`,
    "/jails/web/etc/rc.conf": blockWith("iocage.md", "ifconfig_web"),
  });
  await lab.out(`jail -q -f ${conf} -c web`);
  expect(await reaches(lab)).toBe(true);
  await lab.out(`jail -q -f ${conf} -r web`);
  expect(await lab.out("ngctl list")).not.toMatch(/Name: web /);
});

test("appjail.md: its template, in the jail.conf that AppJail makes of it, starts a jail on a bridge", async () => {
  const lines = blockWith("appjail.md", "exec.prestart+").trim().split("\n");
  const said = lines.map((line) => `${line.replace(/^([\w.]+)(\+?):/, "$1 $2=")};`);
  const lab = await labWith({
    "/conf": `web {\n${said.join("\n")}\npath = "/jails/web";\n}\n`,
    "/jails/web/etc/rc.conf": 'ifconfig_web="inet 10.2.70.50/24"\ndefaultrouter="10.2.70.1"\n',
  });
  expect(await lab.out("ngbuddy jailconf web public --appjail --address 10.2.70.50/24")).toContain(
    `\n${lines.join("\n")}\n`,
  );
  await lab.out("jail -q -f /conf -c web");
  expect(await reaches(lab)).toBe(true);
  await lab.out("jail -q -f /conf -r web");
  expect(await lab.out("ngctl list")).not.toMatch(/Name: web /);
});

test("vm-bhyve.md: vmconf writes what it shows, and a VLAN's bridge is a switch of its own", async () => {
  const lab = await labWith({ "/vm/.config/keep": "" });
  await lab.out("kldload -n ng_vlan");
  await lab.out("ngbuddy vmconf");
  const shown = blockWith("vm-bhyve.md", "switch_list").trim().split("\n").sort();
  const conf = "/vm/.config/system.conf";
  const words = (text: string) =>
    text.replace(/"(.*)"/, (_, list: string) => list.split(" ").sort().join(" "));
  expect(lab.files.read(conf).trim().split("\n").sort().map(words)).toEqual(shown.map(words));
  for (const line of blockWith("vm-bhyve.md", "--vlan 10").trim().split("\n"))
    await lab.out(line.replace("em0", "vtnet0"));
  const text = lab.files.read(conf);
  for (const name of ["public", "private", "v10", "v20"]) {
    expect(text).toMatch(new RegExp(`^switch_list=".*\\b${name}\\b`, "m"));
    expect(text).toContain(`type_${name}="netgraph"\n`);
  }
});
