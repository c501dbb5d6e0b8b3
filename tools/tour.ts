/** `npm start`: a fresh lab, and in it everything that puts five VNET jails on a netgraph bridge. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runCommand, startLab, stopLab } from "../src/lab/daemon/client.ts";
import { labDirectory } from "../src/lab/daemon/directory.ts";

const project = resolve(import.meta.dirname, "..");
const program = join(project, "src", "cli", "main.ts");
const pictures = join(project, "out");
const jails = [1, 2, 3, 4, 5].map((number) => ({
  name: `jail0${number}`,
  inet: `10.2.70.${50 + number}`,
}));
const GATEWAY = "10.2.70.1";

const jailConf = `exec.clean;
mount.devfs;
$bridge = "public";
path = "/jails/$name";
host.hostname = "$name.example.org";
vnet;
vnet.interface = "$if_name";
$if_name = "$name";
exec.prestart = "service ngbuddy jail $if_name $bridge";
exec.created = "";
exec.start = "/bin/sh /etc/rc";
exec.stop = "/bin/sh /etc/rc.shutdown";
exec.prestop = "service ngbuddy unjail $if_name $name";
persist;

${jails.map(({ name }) => `${name} { }`).join("\n")}
`;

const lab = labDirectory(mkdtempSync(join(tmpdir(), "ngbuddy-")));
let failed = false;

/** Shows a command as it would be typed, runs it in the lab and shows what it prints. */
async function show(line: string, stdin?: string): Promise<void> {
  console.log(`\x1b[1mroot@belltower:~ #\x1b[0m ${line}`);
  if (stdin !== undefined) console.log(stdin.replace(/^/gm, "> ").trimEnd());
  await quietly(line, stdin, true);
}

async function quietly(line: string, stdin?: string, loud = false): Promise<void> {
  const { status, stdout, stderr } = await runCommand(lab, line.split(" "), stdin);
  if (loud && stdin === undefined) process.stdout.write(stdout);
  process.stdout.write(stderr);
  if (status !== 0) {
    failed = true;
    console.log(`(exit ${status})`);
  }
}

function title(text: string): void {
  console.log(`\n\x1b[36m── ${text} ──\x1b[0m`);
}

function draw(): void {
  mkdirSync(pictures, { recursive: true });
  for (const extension of ["svg", "png", "dot"]) {
    const file = join(pictures, `netgraph.${extension}`);
    console.log(`\x1b[1mroot@belltower:~ #\x1b[0m ngbuddy graph -o netgraph.${extension}`);
    const { status } = spawnSync(process.execPath, [program, "graph", "-o", file], {
      stdio: "inherit",
      env: { ...process.env, NGBUDDY_LAB: lab.path },
    });
    if (status !== 0) failed = true;
  }
}

try {
  await startLab(lab, [process.execPath, program]);
  title("A host with one network nic; netgraph is empty");
  await show("ifconfig -l");
  await show("service ngbuddy enable");
  await show("service ngbuddy start");

  title("Five jails on the public bridge");
  await show("tee /etc/jail.conf", jailConf);
  for (const { name, inet } of jails) {
    const rc = `ifconfig_${name}="inet ${inet}/24"\ndefaultrouter="${GATEWAY}"\n`;
    await quietly(`mkdir -p /jails/${name}/etc`);
    await quietly(`tee /jails/${name}/etc/rc.conf`, rc);
  }
  for (const { name } of jails) await show(`jail -c ${name}`);

  title("The host's ifconfig stays short; each jail has its own interface");
  await show("ngctl list");
  await show("ifconfig");
  await show(`jexec ${jails[0]!.name} ifconfig`);

  title("They reach each other and the LAN");
  for (const [index, { name }] of jails.entries()) {
    await show(`jexec ${name} ping -c 2 -q ${jails[(index + 1) % jails.length]!.inet}`);
  }
  await show(`jexec ${jails[0]!.name} ping -c 3 ${GATEWAY}`);
  await show("service ngbuddy status");
  await show("ngctl msg public: gettable");

  title("A picture");
  draw();

  title("A jail that stops takes its interface along");
  await show(`jail -r ${jails[4]!.name}`);
  await show("ngctl list");
  await show("ifconfig -l");

  title("Everything off");
  for (const { name } of jails.slice(0, 4)) await show(`jail -r ${name}`);
  await show("service ngbuddy stop");
  await show("ngctl list");
} finally {
  await stopLab(lab);
  rmSync(lab.path, { recursive: true, force: true });
}

console.log(
  `\nThe lab is gone. The pictures are in ${pictures}: netgraph.svg, netgraph.png, netgraph.dot`,
);
console.log("Your own lab: ./bin/ngbuddy lab shell");
process.exitCode = failed ? 1 : 0;
