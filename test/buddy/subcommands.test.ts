/** Subcommands in a lab, as a user types them. */
import { beforeEach, describe, expect, test } from "bun:test";
import { byCommands } from "../../src/host/commands.ts";
import { FileError, type Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { errno } from "../../src/netgraph/errno.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

let lab: BuddyLab;
beforeEach(async () => {
  lab = buddyLab();
  await lab.out("ngbuddy enable --no-seed");
  await lab.out("ngbuddy start");
});
const rcLines = async () =>
  (await lab.out("cat /etc/rc.conf")).split("\n").filter((line) => line.startsWith("ngbuddy_"));

describe("wrong use: one clear line, an exit status of sysexits(3), an unchanged host", () => {
  const table: [words: string, status: number, line: RegExp][] = [
    ["nosuch", 64, /^unknown subcommand "nosuch"; ngbuddy help lists them$/],
    ["jail", 64, /^jail: INTERFACE is missing; usage: ngbuddy jail /],
    ["jail a\u001b[31m\nb", 65, /^"a\\x1b\[31m\\x0ab" is no name for an eiface/],
    [
      "jail a b c",
      64,
      /^which bridge are a b c for\? there are private, public; for example: ngbuddy jail a b c --bridge private$/,
    ],
    ["stop --nosuch", 64, /^unknown option --nosuch; usage: ngbuddy stop /],
    [
      "jail a nosuch",
      65,
      /^no bridge "nosuch": there are private, public; or make it: ngbuddy bridge nosuch INTERFACE$/,
    ],
    ["jail a Public", 65, /^no bridge "Public"; did you mean public\?$/],
    ["unbridge pubilc", 65, /^no bridge "pubilc"; did you mean public\?$/],
    [
      "jail a",
      64,
      /^which bridge is a for\? there are private, public; for example: ngbuddy jail a private$/,
    ],
    [
      "create a",
      64,
      /^which bridge is a for\? there are private, public; for example: ngbuddy create a private$/,
    ],
    [
      "jail sixteen_letters_",
      65,
      /has 16 characters|has 1\d characters; an interface's has at most 15$/,
    ],
    [
      "jail vtnet0 private",
      69,
      /^vtnet0 exists and is no eiface but a node of type ether; choose another name$/,
    ],
    [
      "jail lo0 private",
      69,
      /^an interface lo0 exists already; choose another name; undone: make eiface lo0/,
    ],
    ["create a nosuch", 65, /^no bridge "nosuch"/],
    [
      "bridge lan",
      64,
      /^bridge: INTERFACE is missing, for example: ngbuddy bridge lan em0; usage: /,
    ],
    ["jail lo0 private -n", 69, /^an interface lo0 exists that is no eiface; choose another name$/],
    ["create lo0 private -n", 69, /^an interface lo0 exists that is no eiface/],
    ["bridge lan lo0", 78, /^bridge lan: lo0 is no Ethernet interface; give another one$/],
    [
      "bridge vtnet1 ng2",
      65,
      /^the bridge name "vtnet1" conflicts with an existing interface or node/,
    ],
    [
      "bridge public vtnet0",
      65,
      /^bridge public is on vtnet1; remove it first: ngbuddy unbridge public$/,
    ],
    ["unbridge nosuch", 65, /^no bridge "nosuch": there are private, public$/],
    [
      "destroy nghost0",
      65,
      /^nghost0 is the interface of bridge private; to remove both: ngbuddy unbridge private$/,
    ],
    ["destroy nosuch", 65, /^no eiface "nosuch"/],
  ];
  for (const [words, status, line] of table) {
    test(words, async () => {
      const before = snapshot(lab);
      const answer = await lab.ngbuddy(words);
      expect(answer.stderr).toEndWith("\n");
      expect(answer.stderr.trim().split("\n").length).toBe(1);
      expect(answer.stderr.trim().replace(/^ngbuddy: /, "")).toMatch(line);
      expect({ status: answer.status, stdout: answer.stdout }).toEqual({ status, stdout: "" });
      expect(snapshot(lab)).toEqual(before);
    });
  }

  test("an interface that is in another jail than was said", async () => {
    await lab.out("ngbuddy jail a public");
    await lab.out("jail -c name=j path=/ vnet vnet.interface=a persist");
    const before = snapshot(lab);
    const { status, stderr } = await lab.ngbuddy("unjail a nosuch");
    expect({ status, stderr }).toEqual({
      status: 65,
      stderr:
        'ngbuddy: a is not on the host, and there is no jail "nosuch"; say who has it: ngbuddy unjail a JAIL; nothing was changed\n',
    });
    expect(snapshot(lab)).toEqual(before);
    expect((await lab.ngbuddy("unjail a j")).status).toBe(0);
  });

  test("an interface of a jail that is ending, and has not given it back yet", async () => {
    await lab.out("ngbuddy jail a public");
    await lab.out("jail -c name=j path=/ vnet vnet.interface=a persist");
    const host = byCommands(labHost(lab.lab));
    // jls(8) does not show such a jail, jexec(8) and ifconfig(8) do not find it.
    const none = JSON.stringify({ "jail-information": { jail: [] } });
    const { status, stderr } = await lab.ngbuddy("unjail a", {
      ...host,
      run: async (argv, options) =>
        argv[0] === "jls"
          ? { argv, status: 0, stdout: none, stderr: "" }
          : await host.run(argv, options),
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect((await lab.run("ngctl show a:")).status).not.toBe(0);
  });

  test.each([
    ["EROFS", "read-only file system", 73],
    ["EACCES", "permission denied", 77],
    ["EIO", "input/output error", 74],
  ] as const)("rc.conf that cannot be written: %s", async (name, text, status) => {
    for (const words of ["create a private", "bridge lan vtnet0", "disable"]) {
      const before = snapshot(lab);
      const answer = await lab.ngbuddy(words, withoutWriting(labHost(lab.lab), errno[name], text));
      expect(answer.stderr).toStartWith(`ngbuddy: cannot write /etc/rc.conf: ${text}; `);
      expect(answer.stderr.trim().split("\n").length).toBe(1);
      expect(answer.status).toBe(status);
      expect(snapshot(lab)).toEqual(before);
    }
  });

  test("rc.conf that sh refuses, and one with a value that means nothing", async () => {
    lab.files.append("/etc/rc.conf", 'ngbuddy_lan_mtu="huge"\nngbuddy_lan_if=vtnet0\n');
    const wrong = await lab.ngbuddy("start");
    expect(wrong.status).toBe(78);
    expect(wrong.stderr).toMatch(
      /^ngbuddy: \/etc\/rc.conf: 23: ngbuddy_lan_mtu: "huge" is no MTU.*\n$/,
    );
    lab.files.write("/etc/rc.conf", 'ngbuddy_lan_if="vtnet0\n');
    const { status, stderr } = await lab.ngbuddy("start");
    expect({ status, stderr }).toEqual({
      status: 78,
      stderr: "ngbuddy: /etc/rc.conf: 1: Syntax error: Unterminated quoted string\n",
    });
  });
});

/** A host whose rc.conf cannot be written. */
function withoutWriting(host: Host, number: number, text: string): Host {
  return {
    ...host,
    files: {
      ...host.files,
      edit: async (path) => {
        throw new FileError("write", path, number, text);
      },
    },
  };
}

describe("what is shown", () => {
  test("--dry-run shows the steps and changes nothing", async () => {
    const before = snapshot(lab);
    expect((await lab.ngbuddy("create a public --dry-run")).stdout).toBe(
      [
        "create a public: 4 steps",
        "  1. make eiface a on public (link1)",
        "  2. name its interface a",
        "  3. put the address of a into the table of public",
        "  4. add a to ngbuddy_public_list in rc.conf",
        "",
      ].join("\n"),
    );
    expect((await lab.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
    const { version, plan } = JSON.parse((await lab.ngbuddy("stop -n --json")).stdout);
    expect(version).toBe(1);
    expect(plan.steps[0]).toMatchObject({
      description: "shut down bridge private",
      do: { op: "shutdown" },
    });
    expect(snapshot(lab)).toEqual(before);
  });

  test("--json tells a program what was done", async () => {
    const { stdout, stderr } = await lab.ngbuddy("create a public --json");
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      request: "create a public",
      done: [
        "make eiface a on public (link1)",
        "name its interface a",
        "put the address of a into the table of public",
        "add a to ngbuddy_public_list in rc.conf",
      ],
      says: ["ngbuddy_public_list:  -> a"],
      notes: [],
      unmet: [],
      recovered: [],
    });
    const confirmed = JSON.parse(
      (await lab.ngbuddy("bridge lan vtnet0 --json --confirm 60")).stdout,
    );
    expect(confirmed.confirmWithin).toBe(60);
  });

  test("-q says nothing when all goes well", async () => {
    expect(await lab.ngbuddy("create -q a public")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await rcLines()).toContain('ngbuddy_public_list="a"');
  });

  test("help for all subcommands and for each", async () => {
    const all = (await lab.ngbuddy("help")).stdout;
    for (const word of ["enable", "start", "jail", "recover"]) {
      expect(all).toContain(`  ${word}`);
      expect((await lab.ngbuddy(`help ${word}`)).stdout).toStartWith(`usage: ngbuddy ${word} `);
      expect((await lab.ngbuddy(`${word} --help`)).stdout).toStartWith(`usage: ngbuddy ${word} `);
    }
    expect((await lab.ngbuddy("help lab")).stdout).toContain("  lab start ");
    const nothing = await lab.lab.capture(["ngbuddy"]);
    expect({ status: nothing.status, stderr: nothing.stderr }).toEqual({ status: 64, stderr: all });
  });

  test("status as JSON knows who is behind each link", async () => {
    await lab.out("ngbuddy jail a public");
    await lab.out("jail -c name=j path=/ vnet vnet.interface=a persist");
    await lab.out("jexec j ifconfig a name vnet0");
    await lab.out("jexec j ifconfig vnet0 10.0.3.77/24 up");
    const { version, hostname, bridges } = JSON.parse((await lab.ngbuddy("status --json")).stdout);
    expect({ version, hostname }).toEqual({ version: 1, hostname: "ngvm" });
    expect(bridges.map(({ name }: { name: string }) => name)).toEqual(["private", "public"]);
    expect(bridges[1].links[0]).toMatchObject({
      hook: "link1",
      peerName: "a",
      guest: {
        kind: "jail",
        jail: "j",
        interface: { name: "vnet0", inet: ["10.0.3.77/24"], up: true },
      },
      stats: { recvOctets: expect.any(Number) },
    });
    expect(bridges[1].links[2].guest).toMatchObject({
      kind: "uplink",
      hook: "lower",
      interface: { name: "vtnet1" },
    });
    expect(bridges[0].links[0].guest).toMatchObject({
      kind: "host",
      interface: { name: "nghost0" },
    });
  });
});

describe("links are numbered over all bridges, one higher than the highest", () => {
  const hookOf = async (name: string) =>
    /^ {2}ether .* (link\d+) *$/m.exec(await lab.out(`ngctl show ${name}:`))?.[1];

  test("also where one in between has gone", async () => {
    for (const line of [
      "jail a public",
      "jail b private",
      "unjail a",
      "jail c public",
      "jail d private",
    ])
      await lab.out(`ngbuddy ${line}`);
    expect(await Promise.all(["b", "c", "d"].map(hookOf))).toEqual(["link2", "link3", "link4"]);
  });

  test("a number that is taken, on a host with too many links to read, is passed over", async () => {
    const many = Array.from({ length: 150 }, (_, index) => `e${index}`);
    // By ngctl(8) nobody could read so many either, but with more room for replies.
    await lab.out("sysctl net.graph.recvspace=1048576");
    // A NIC's uplinks would be counted too, and no number be taken.
    await lab.out("sysrc ngbuddy_public_hooks=link");
    await lab.out("ngbuddy restart");
    await lab.out("ngbuddy jail gone public");
    lab.files.append("/etc/rc.conf", `ngbuddy_public_list="${many.join(" ")}"\n`);
    for (const line of ["start", "unjail gone", "jail a public"]) await lab.out(`ngbuddy ${line}`);
    expect(await hookOf("e149")).toBe("link153");
    expect(await hookOf("a")).toBe("link154");
  });
});

test("an interface that came back from its jail under another name is what the jail gets again", async () => {
  const jail = "jail -c name=web path=/ vnet vnet.interface=web persist";
  for (const line of ["ngbuddy jail web public", jail, "jexec web ifconfig web name vnet0"])
    await lab.out(line);
  // In its jail it may be called as it likes.
  expect((await lab.ngbuddy("jail web public -n")).stdout).toBe("jail web public: nothing to do\n");
  await lab.out("jail -r web");
  expect(await lab.out("ngbuddy jail web public")).toBe("web already exists.\n");
  await lab.out(jail);
  expect(await lab.out("jexec web ifconfig -l")).toBe("lo0 web\n");
});

test("an interface that has the name of a NIC in its jail is not taken for that nic", async () => {
  for (const line of [
    "ngbuddy jail web public",
    "jail -c name=web path=/ vnet vnet.interface=web persist",
    "jexec web ifconfig web name vtnet0",
  ])
    await lab.out(line);
  const before = snapshot(lab);
  expect(await lab.out("ngbuddy jail web public")).toBe("web already exists.\n");
  expect(snapshot(lab)).toEqual(before);
  // With addresses of ours all interfaces of the host are read.
  await lab.out("sysrc ngbuddy_set_mac=belltower");
  const seeded = snapshot(lab);
  expect(await lab.out("ngbuddy jail web public")).toBe("web already exists.\n");
  expect(snapshot(lab)).toEqual(seeded);
});

describe("at the same moment", () => {
  test.each([true, false])(
    "100 jails and 20 creates all succeed (the kernel numbers hooks: %p)",
    async (numbers) => {
      lab.lab.kernel.numbersHooks = numbers;
      const jails = Array.from({ length: 100 }, (_, i) => lab.ngbuddy(`jail j${i} public`));
      const creates = Array.from({ length: 20 }, (_, i) => lab.ngbuddy(`create c${i} private`));
      for (const answer of await Promise.all([...jails, ...creates]))
        expect(answer).toMatchObject({ status: 0, stderr: "" });
      const { graph, interfaces } = snapshot(lab);
      for (let i = 0; i < 100; i++) {
        expect(
          graph.filter((node) => node.startsWith(`j${i} eiface [ether public:link`)).length,
        ).toBe(1);
        expect(interfaces.filter((one) => one.startsWith(`j${i} `)).length).toBe(1);
      }
      expect(graph.filter((node) => node.startsWith("ngeth"))).toEqual([]);
      const list = (await rcLines()).find((line) => line.startsWith("ngbuddy_private_list"))!;
      expect(new Set(list.match(/c\d+/g)).size).toBe(20);
    },
  );
});

describe("addresses", () => {
  test("one that another interface has is refused before anything is made", async () => {
    await lab.out("sysrc ngbuddy_set_mac=YES");
    await lab.out("ifconfig vtnet0 ether 58:9c:fc:7e:83:ca");
    const before = snapshot(lab);
    const { status, stderr } = await lab.ngbuddy("jail b1 public");
    expect(status).toBe(78);
    expect(stderr).toBe(
      "ngbuddy: the address of b1 would be 58:9c:fc:7e:83:ca, which the interface vtnet0 has; change ngbuddy_set_mac (a seed) in rc.conf, or the name\n",
    );
    expect(snapshot(lab)).toEqual(before);
  });

  test("restart gives the same address again", async () => {
    await lab.out("sysrc ngbuddy_set_mac=YES");
    await lab.out("ngbuddy create b1 public");
    expect(await lab.out("ifconfig b1")).toContain("ether 58:9c:fc:7e:83:ca");
    await lab.out("ngbuddy restart");
    expect(await lab.out("ifconfig b1")).toContain("ether 58:9c:fc:7e:83:ca");
  });
});
