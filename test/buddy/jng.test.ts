/** Jails that are started by jng's lines, as Bastille and jail.conf's of people have them, with ours in jng's place. */
import { beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

let lab: BuddyLab;
beforeEach(() => {
  lab = buddyLab();
});

const etherOf = async (name: string) =>
  /ether (\S+)/.exec(await lab.out(`ifconfig ${name}`))?.[1] ?? "";
/** ngctl(8) cannot show more than 149 hooks. */
const linksOf = (name: string) => {
  const bridge = [...lab.lab.host.graph.nodes()].find((node) => node.name === name);
  return bridge?.hooks.map((hook) => `${hook.name} ${hook.peer?.node.name}`) ?? [];
};
const names = (count: number) => Array.from({ length: count }, (_, index) => `j${index}`);

test("fifty jails that start at once all get an interface, each with an address of its own", async () => {
  const started = await Promise.all(names(50).map((name) => lab.run(`jng bridge ${name} vtnet1`)));
  expect(started).toEqual(
    names(50).map((name) => ({ status: 0, stdout: `ng0_${name}\n`, stderr: "" })),
  );
  const links = linksOf("vtnet1bridge");
  expect(links.map((link) => link.split(" ")[0]).sort()).toEqual(
    Array.from({ length: 52 }, (_, number) => `link${number}`).sort(),
  );
  const ethers = await Promise.all(names(50).map((name) => etherOf(`ng0_${name}`)));
  expect(new Set(ethers).size).toBe(50);
  await Promise.all(names(50).map((name) => lab.out(`jng shutdown ${name}`)));
  expect(await lab.out("jng show")).toBe("");
  expect(linksOf("vtnet1bridge")).toEqual(["link1 vtnet1", "link0 vtnet1"]);
});

test("a bridge with more than 149 links is as good as any", async () => {
  await lab.out(`jng bridge many ${Array(155).fill("vtnet1").join(" ")}`);
  await lab.out("jng bridge one vtnet1");
  expect((await lab.out("jng show many")).split("\n")).toHaveLength(156);
  expect(await lab.out("jng show")).toBe("many\none\n");
  await lab.out("ngctl shutdown ng80_many:");
  await lab.out("jng bridge late vtnet1");
  expect(linksOf("vtnet1bridge")).toContain("link82 ng0_late");
  await lab.out("jng shutdown many");
  expect(await lab.out("jng show late")).toBe("ng0_late\n");
  expect((await lab.run("jng stats late")).stdout).toBe("ng0_late:\n");
});

describe("what cannot be done leaves the host as it was", () => {
  test.each([
    ["jng bridge web vtnet1 em9", 1, "ifconfig: interface em9 does not exist"],
    ["jng bridge web vtnet1 lo0", 71, "ngctl: send msg: No such file or directory"],
    [
      "jng bridge -b a.b web vtnet1",
      1,
      'jng: a bridge cannot be called "vtnet1a.b"; use letters, digits, _ and -',
    ],
  ])("%s", async (line, status, stderr) => {
    await lab.out("ngctl list");
    const before = snapshot(lab);
    const answer = await lab.run(line);
    expect(answer).toEqual({ status, stdout: "", stderr: `${stderr}\n` });
    expect(snapshot(lab)).toEqual(before);
  });

  test("an interface's name that somebody else has", async () => {
    await lab.out("ifconfig epair create");
    await lab.out("ifconfig epair0a name ng0_web");
    const before = snapshot(lab);
    expect(await lab.run("jng bridge -b lan web vtnet1")).toEqual({
      status: 1,
      stdout: "",
      stderr: "jng: an interface ng0_web exists already; choose another name\n",
    });
    expect(snapshot(lab)).toEqual(before);
  });

  test("a NIC that is on a bridge of rc.conf: which one, and what to say instead", async () => {
    await lab.out("ngbuddy bridge public vtnet1");
    const before = snapshot(lab);
    const { status, stderr } = await lab.run("jng bridge web vtnet1");
    expect({ status, stderr }).toEqual({
      status: 71,
      stderr:
        "jng: cannot make vtnet1bridge: the lower hook of vtnet1 is connected to public already; to put an interface on that bridge: ngbuddy jail INTERFACE public\n",
    });
    expect(snapshot(lab)).toEqual(before);
  });
});

test("a bridge that has no name, since jng was killed over it, gets its name", async () => {
  await lab.out("kldload ng_ether");
  await lab.out("ngctl mkpeer vtnet1: bridge lower link0");
  await lab.out("jng bridge web vtnet1");
  expect(linksOf("vtnet1bridge")).toEqual(["link2 ng0_web", "link1 vtnet1", "link0 vtnet1"]);
});

test("ng_ether(4) is loaded when it is not", async () => {
  expect((await lab.run("kldstat -qm ng_ether")).status).toBe(1);
  expect(await lab.out("jng bridge web vtnet1")).toBe("ng0_web\n");
});

test("stats has each counter with its whole value", async () => {
  await lab.out("jng bridge web vtnet1");
  await lab.out("ping -c 2 10.0.3.2");
  expect(await lab.out("jng stats web")).toMatch(
    /^ng0_web:\n( {10}xmitOctets = [1-9]\d+\n)( {9}xmitPackets = \d+\n)( *[a-zA-Z]+ = \d+\n)*$/,
  );
});

test("ngbuddy start and stop leave jng's bridges alone, and jng leaves theirs", async () => {
  await lab.out("jng bridge web vtnet1");
  const before = snapshot(lab).graph;
  await lab.out("ngbuddy bridge private nghost0");
  await lab.out("ngbuddy jail db private");
  await lab.out("jng bridge app vtnet1");
  await lab.out("jng shutdown app");
  expect(await lab.out("ngbuddy status")).toContain("vtnet1bridge");
  await lab.out("ngbuddy stop");
  expect(snapshot(lab).graph).toEqual(before);
  expect(await lab.out("jng show")).toBe("web\n");
});

test("on a bridge of rc.conf's that is called as jng would call it, an interface is heard of at once", async () => {
  await lab.out("ngbuddy bridge vtnet1bridge vtnet1");
  expect(await lab.out("jng bridge web vtnet1 =vtnet1")).toBe("ng0_web\nng1_web\n");
  const table = await lab.out("ngctl msg vtnet1bridge: gettable");
  expect(table).toContain(await etherOf("ng0_web"));
  expect(table).not.toContain(await etherOf("vtnet1"));
});

test("rc.conf is none of jng's business: a jail starts whatever is wrong there", async () => {
  lab.files.write("/etc/rc.conf", 'ngbuddy_lan_if="vtnet0"\nngbuddy_lan_mtu="x"\nif [');
  expect(await lab.run("jng bridge web vtnet1")).toEqual({
    status: 0,
    stdout: "ng0_web\n",
    stderr: "",
  });
});

test("the plan can be looked at first", async () => {
  await lab.out("ngctl list");
  const before = snapshot(lab);
  expect(await lab.out("ngbuddy jng -n bridge web vtnet1")).toBe(`jng bridge web vtnet1: 8 steps
  1. load ng_ether, ng_bridge, ng_eiface
  2. make vtnet1 promiscuous
  3. make vtnet1 leave source addresses as they are
  4. make bridge vtnet1bridge at vtnet1:lower (link0)
  5. connect vtnet1's upper hook to vtnet1bridge (link1)
  6. name the bridge vtnet1bridge
  7. make eiface ng0_web on vtnet1bridge (link2), address 0a:40:b2:00:00:11
  8. name its interface ng0_web, up
`);
  expect(snapshot(lab)).toEqual(before);
});

test("a picture goes into a file that is not there, or may be overwritten", async () => {
  await lab.out("jng bridge web vtnet1");
  const directory = mkdtempSync(join(tmpdir(), "jng-"));
  const drawn = async (words: string) => await lab.ngbuddy(`jng -- graph ${words}`);
  try {
    const file = join(directory, "net.svg");
    expect((await drawn(`-o ${file}`)).status).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("ng0_web");
    expect(await drawn(`-o ${file}`)).toEqual({
      status: 1,
      stdout: "",
      stderr: `${file}: Already exists (use \`-f' to overwrite)\n`,
    });
    expect((await drawn(`-f -T dot -o ${file}`)).status).toBe(0);
    expect(readFileSync(file, "utf8")).toStartWith("graph netgraph {");
    const other = join(directory, "net.pdf");
    expect((await drawn(`-T pdf -o ${other}`)).stderr).toBe(
      'jng: graph: no type "pdf"; give one of svg, png, dot, mmd, json, html, txt\n',
    );
    expect(existsSync(other)).toBe(false);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("inside of a lab a picture is one of its files, and no file of the machine is touched", async () => {
  await lab.out("jng bridge web vtnet1");
  const directory = mkdtempSync(join(tmpdir(), "jng-"));
  try {
    const file = join(directory, "net.svg");
    for (const words of ["jng graph -o", "ngbuddy graph -o"]) {
      expect(await lab.run(`${words} ${file}`)).toMatchObject({ status: 0, stderr: "" });
      expect(lab.files.read(file)).toStartWith("<svg");
      await lab.out(`rm ${file}`);
    }
    await lab.out(`ngbuddy exporter --textfile ${directory}/ngbuddy.prom`);
    expect(lab.files.read(`${directory}/ngbuddy.prom`)).toContain("# HELP");
    await lab.out("jng graph");
    expect(lab.files.read("/jng.svg")).toStartWith("<svg");
    for (const words of [
      "jng graph -o n.png",
      "ngbuddy graph -o n.png",
      "ngbuddy capture ng0_web -w n",
    ])
      expect(await lab.run(words)).toMatchObject({
        status: words.startsWith("jng") ? 1 : 69,
        stderr: expect.stringMatching(/^(?:jng|ngbuddy): .*inside of a lab files .*text.*\n$/),
      });
    expect(readdirSync(directory)).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe("Bastille in its netgraph mode", () => {
  /** What it writes for a jail on `vtnet1`, and for a second interface by `bastille network add`. */
  const conf = (name: string, more = "") => `${name} {
  path = /;
  persist;
  vnet;
  vnet.interface = ng0_${name};
  exec.prestart += "jng bridge ${name} vtnet1";
  exec.prestart += "ifconfig ng0_${name} ether 58:9c:fc:ab:cd:eb";
  exec.poststop += "jng shutdown ${name}";
${more}}
`;
  const second = (name: string) => `  ## ng1_${name} interface
  vnet.interface += ng1_${name};
  exec.prestart += "jng bridge ${name} vtnet0";
  exec.poststop += "jng shutdown ${name}";
`;

  test("a jail starts with its interface and its address, stops, and starts again", async () => {
    lab.files.write("/etc/jail.conf", conf("web"));
    for (let time = 0; time < 2; time++) {
      await lab.out("jail -c web");
      expect(await lab.out("jexec web ifconfig ng0_web")).toContain("ether 58:9c:fc:ab:cd:eb");
      await lab.out("jail -r web");
      expect(await lab.out("jng show")).toBe("");
    }
  });

  test("the second interface of a jail is made by a second line", async () => {
    lab.files.write("/etc/jail.conf", conf("web", second("web")));
    for (let time = 0; time < 2; time++) {
      await lab.out("jail -c web");
      expect(await lab.out("jexec web ifconfig -l")).toBe("lo0 ng0_web ng1_web\n");
      expect(linksOf("vtnet0bridge")).toContain("link2 ng1_web");
      expect(await lab.out("jng show web")).toBe("ng0_web\nng1_web\n");
      await lab.out("jail -r web");
      expect(await lab.out("ifconfig -l")).not.toContain("ng");
    }
  });

  test("twenty jails start at once by jail(8), and stop", async () => {
    const all = names(20);
    lab.files.write("/etc/jail.conf", all.map((name) => conf(name, second(name))).join(""));
    const started = await Promise.all(all.map((name) => lab.run(`jail -c ${name}`)));
    expect(started.map(({ status }) => status)).toEqual(Array(20).fill(0));
    expect(linksOf("vtnet0bridge")).toHaveLength(22);
    await Promise.all(all.map((name) => lab.out(`jail -r ${name}`)));
    expect(await lab.out("jng show")).toBe("");
  });
});

test("the jail of docs/moving-in/jng.md starts, sees its LAN and stops", async () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/moving-in/jng.md"), "utf8");
  const [conf = ""] = /^ {4}web \{\n.*?^ {4}\}\n/ms.exec(page) ?? [];
  lab.files.makeDirectory("/jails/web/etc");
  lab.files.write("/jails/web/etc/rc.conf", 'ifconfig_ng0_web="inet 10.0.3.77/24"\n');
  lab.files.write("/etc/jail.conf", conf.replaceAll("em0", "vtnet1"));
  await lab.out("jail -c web");
  expect(await lab.out("jexec web ping -c 1 10.0.3.2")).toContain("1 packets received");
  await lab.out("jail -r web");
  expect(await lab.out("jng show")).toBe("");
});

test("asked once more on the same NIC, the interfaces that are missing get addresses of their own", async () => {
  await lab.out("jng bridge web vtnet1 vtnet1");
  const [first, second] = [await etherOf("ng0_web"), await etherOf("ng1_web")];
  await lab.out("ngctl shutdown ng1_web:");
  expect(await lab.out("jng bridge web vtnet1 vtnet1")).toBe("ng1_web\n");
  expect([await etherOf("ng0_web"), await etherOf("ng1_web")]).toEqual([first, second]);
});

test("a VLAN is a NIC like any other", async () => {
  await lab.out("ifconfig vtnet0.7 create");
  expect(await lab.out("jng bridge web vtnet0.7")).toBe("ng0_web\n");
  expect(linksOf("vtnet0_7bridge")).toContain("link2 ng0_web");
});

test("whoever has a jng of his own in /usr/local/bin keeps it", async () => {
  expect(await lab.out("/usr/local/bin/jng show")).toBe("");
  lab.files.makeDirectory("/usr/local/bin");
  lab.files.write("/usr/local/bin/jng", "#!/bin/sh\necho mine\n");
  await lab.out("chmod 755 /usr/local/bin/jng");
  expect(await lab.out("jng show")).toBe("mine\n");
});
