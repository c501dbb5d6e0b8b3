/** `npm start`: five jails of Bastille's, from their epairs onto a netgraph bridge, in a fresh lab. */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { framesPerSecond } from "./tour/frames.ts";
import { beside, chapter, printed, tell, typed } from "./tour/page.ts";
import { Stage } from "./tour/stage.ts";

const pictures = join(resolve(import.meta.dirname, ".."), "out");
const jails = ["jail01", "jail02", "jail03", "jail04", "jail05"];
const GATEWAY = "10.2.70.1";
const SHARED = "10.2.70.100";
/** ifconfig without what no network depends on. */
const IFCONFIG = "ifconfig | grep -E '^[a-z]|inet |member:'";

const stage = new Stage();
const type = stage.type.bind(stage);
const run = stage.run.bind(stage);

tell(`This is a lab: a FreeBSD 15.1 in this process, with a network stack, netgraph, jails, and a LAN with a DHCP server behind
its NIC. Nothing of it touches this machine. What follows is typed there, line by line.`);

chapter("A host with netgraph bridges");
await type("ifconfig -l");
await type("service ngbuddy enable");
await type("service ngbuddy start");
await type("ngctl list");

chapter("Five jails by Bastille, each on an epair");
tell("Bastille makes a vnet jail on an epair, and puts that on an if_bridge with the NIC.");
await run("pkg install -y bastille");
await type("bastille setup vnet");
await type("bastille bootstrap 15.1-RELEASE", { first: 2, last: 4 });
for (const [at, jail] of jails.entries()) {
  const isFirst = at === 0;
  await type(
    `bastille create -V ${jail} 15.1-RELEASE DHCP vtnet0`,
    isFirst ? { first: 22, last: 5 } : { first: 0, last: 3 },
  );
}
await type("bastille list");
const before = await run(IFCONFIG);
const linesBefore = (await run("ifconfig")).split("\n").length - 1;
const nodesBefore = await run("ngctl list");
const files = () => jails.map((jail) => filesOf(jail)).join("");
const filesBefore = files();
const onEpairs = framesPerSecond(stage.lab, "jail01", "jail02");

chapter("Onto netgraph by one command");
tell(
  "What adopt changes of each jail it shows. The Ethernet address stays, and with it the lease.",
);
await type("bastille stop ALL", { first: 3, last: 2 });
await type("ngbuddy adopt --all public", { first: 23, last: 6 });
await type("bastille start ALL", { first: 3, last: 2 });
await type("bastille cmd jail01 ifconfig vnet0");
await type("bastille list");
tell(
  "The if_bridge is left with the NIC on it, and the host would go on sending by that: it goes, too.",
);
await type("ngbuddy adopt --host");

chapter("The host, before and after");
const after = await run(IFCONFIG);
const linesAfter = (await run("ifconfig")).split("\n").length - 1;
typed("ifconfig");
beside(
  { title: `before: ${linesBefore} lines, in short`, text: before },
  { title: `now: ${linesAfter} lines, in short`, text: after },
);
tell("The jails are where netgraph shows them: each is a node, and the bridge has a link to it.");
typed("ngctl list");
beside(
  { title: "before", text: nodesBefore.replaceAll(/ {2,}(?=Type|ID|Num)/g, " ") },
  { title: "now", text: (await run("ngctl list")).replaceAll(/ {2,}(?=Type|ID|Num)/g, " ") },
);
await type("service ngbuddy status");

chapter("They reach each other, and the LAN");
await type(`bastille cmd ALL ping -c 1 -q ${GATEWAY} | grep -E 'jail|packets'`);
const [, inet = ""] =
  /^ \S+ +jail02 .* (\d+\.\d+\.\d+\.\d+) /m.exec(await run("bastille list")) ?? [];
await type(`bastille cmd jail01 ping -c 3 ${inet}`);

chapter("A picture");
await type("ngbuddy graph");
mkdirSync(pictures, { recursive: true });
for (const ending of ["svg", "png", "dot"]) {
  typed(`ngbuddy graph -o netgraph.${ending}`);
  await stage.draw(join(pictures, `netgraph.${ending}`));
}
printed("");

chapter("One address for two jails, and a failover");
tell(`carp(4) gives jail01 and jail02 the address ${SHARED}. jail01 is the more eager one.`);
await type("kldload carp");
for (const [at, jail] of ["jail01", "jail02"].entries())
  await type(
    `bastille sysrc ${jail} ifconfig_vnet0_alias0='inet vhid 1 advskew ${at * 100} pass x alias ${SHARED}/32'`,
  );
await type("bastille restart 'jail01 jail02'", { first: 0, last: 3 });
await run("sleep 8");
const states =
  "for j in jail01 jail02; do bastille cmd $j ifconfig vnet0 | grep -E 'jail0|carp'; done";
await type(states);
await type(`bastille cmd jail03 ping -c 1 -q ${SHARED} | grep packets`);
tell("The master stops. The other one hears nothing of it any more, and takes over.");
await type("bastille stop jail01");
await run("sleep 8");
await type("bastille cmd jail02 ifconfig vnet0 | grep carp");
await type(`bastille cmd jail03 ping -c 1 -q ${SHARED} | grep packets`);
await type("bastille start jail01");
await run("sleep 8");
await type(states);

chapter("How fast");
const onNetgraph = framesPerSecond(stage.lab, "jail03", "jail04");
tell(`Frames of 1,500 bytes from one jail to another, as this lab has just moved them on one core of this machine: first when the
jails were on epairs, then on netgraph. FreeBSD's own figures are others; there iperf3 tells them.`);
const rate = (frames: number) => `${Math.round(frames).toLocaleString("en")} frames a second`;
const gigabits = (frames: number) => `${((frames * 1500 * 8) / 1e9).toFixed(1)} Gbit/s`;
printed(
  [
    ["epair, if_bridge, epair", onEpairs] as const,
    ["eiface, ng_bridge, eiface", onNetgraph] as const,
  ]
    .map(
      ([what, frames]) =>
        `  ${what.padEnd(27)}${rate(frames).padStart(28)}  ${gigabits(frames).padStart(12)}\n`,
    )
    .join(""),
);

chapter("Everything off again");
await type("bastille stop ALL", { first: 3, last: 2 });
await run(
  "for j in jail01 jail02; do sysrc -x -f /usr/local/bastille/jails/$j/root/etc/rc.conf ifconfig_vnet0_alias0; done",
);
await type("ngbuddy release --all", { first: 10, last: 5 });
const isSame = files() === filesBefore;
tell(
  isSame
    ? "jail.conf and rc.conf of the five jails are byte for byte what Bastille had written."
    : "The files of the jails are not what Bastille had written!",
);
await type("service ngbuddy stop");
await type("ngctl list");
await type("ifconfig -l");

tell(`The pictures are in ${pictures}: netgraph.svg, netgraph.png, netgraph.dot. A lab of your own: ./bin/ngbuddy lab shell. Jails that you
have: docs/moving-in/README.md.`);
process.exitCode = stage.hasFailed || !isSame ? 1 : 0;

function filesOf(jail: string): string {
  const above = `/usr/local/bastille/jails/${jail}`;
  return ["jail.conf", "root/etc/rc.conf"]
    .map((name) => stage.lab.files.read(`${above}/${name}`))
    .join("");
}
