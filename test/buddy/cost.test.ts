/** What subcommands cost on hosts of different sizes, in netgraph messages, calls and commands. */
import { describe, expect, test } from "bun:test";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";
import { countedHost } from "../support/countedhost.ts";

async function hostWith(interfaces: number): Promise<BuddyLab> {
  const lab = buddyLab();
  const list = Array.from({ length: interfaces }, (_, index) => `eth${index}`).join(" ");
  lab.files.append("/etc/rc.conf", `ngbuddy_public_if="vtnet1"\nngbuddy_public_list="${list}"\n`);
  return lab;
}

async function cost(lab: BuddyLab, words: string) {
  const counts = { messages: 0, commands: 0, asked: [] };
  const { status, stderr } = await lab.ngbuddy(words, countedHost(labHost(lab.lab), counts));
  expect({ words, status, stderr }).toEqual({ words, status: 0, stderr: "" });
  return { ...counts, asked: counts.asked.length };
}

test("start and status grow with the number of interfaces, one more jail does not", async () => {
  const small = await hostWith(200);
  const large = await hostWith(1000);
  const start = [await cost(small, "start"), await cost(large, "start")] as const;
  const status = [await cost(small, "status"), await cost(large, "status")] as const;
  // Four messages, one for its address in the bridge's table and one call an interface; a message a link.
  expect(start[1].messages - start[0].messages).toBe(5 * 800);
  expect(start[1].asked - start[0].asked).toBe(800);
  expect(start[1].commands).toBe(0);
  expect(status[1].messages - status[0].messages).toBe(800);
  expect(status[1]).toMatchObject({ asked: 0, commands: 0 });
  const jail = await cost(large, "jail a public");
  expect(jail).toEqual(await cost(small, "jail a public"));
  expect(jail.messages).toBeLessThan(10);
  expect(jail).toMatchObject({ asked: 1, commands: 0 });
});

describe("who is behind a link is told by its node, from outside of the jail that it is in", () => {
  async function withJails(...jails: readonly string[]): Promise<BuddyLab> {
    const lab = buddyLab();
    await lab.out("ngbuddy enable");
    await lab.out("ngbuddy start");
    for (const jail of jails) await lab.out(`jail -c name=${jail} path=/ vnet persist`);
    return lab;
  }

  test.each(["graph", "graph -A", "status --json", "status", "status -v"])(
    "%s starts no command, however many jails there are",
    async (words) => {
      const jails = ["web1", "web2", "db", "idle"];
      const lab = await withJails(...jails);
      for (const [eiface, jail] of [
        ["web1", "web1"],
        ["web2", "web2"],
        ["db", "db"],
      ]) {
        await lab.out(`ngbuddy jail ${eiface} public`);
        await lab.out(`ifconfig ${eiface} vnet ${jail}`);
        await lab.out(`ifconfig -j ${jail} ${eiface} name vnet0`);
        await lab.out(`ifconfig -j ${jail} vnet0 inet 10.0.3.7/24`);
        await lab.out(`ifconfig -j ${jail} vnet0 inet6 fd00:3::7/64`);
      }
      expect((await cost(lab, words)).commands).toBe(0);
    },
  );

  test("names and addresses are shown as they are in there", async () => {
    const lab = await withJails("web1");
    await lab.out("ngbuddy jail web1 public");
    await lab.out("ifconfig web1 vnet web1");
    await lab.out("ifconfig -j web1 web1 name vnet0");
    await lab.out("ifconfig -j web1 vnet0 inet 10.0.3.7/24");
    await lab.out("ifconfig -j web1 vnet0 inet6 fd00:3::7/64");
    const { bridges } = JSON.parse(await lab.out("ngbuddy status --json"));
    const guests = bridges
      .flatMap(({ links }: { links: { guest: unknown }[] }) => links)
      .map(({ guest }: { guest: unknown }) => guest);
    expect(guests).toContainEqual({
      kind: "jail",
      jail: "web1",
      jid: 1,
      interface: {
        name: "vnet0",
        ether: expect.any(String),
        inet: ["10.0.3.7"],
        inet6: expect.arrayContaining(["fd00:3::7"]),
      },
    });
  });

  test("one that is in a jail of another name takes a command in that jail, and none in others that its name does not speak of", async () => {
    const lab = await withJails("web", "other1", "other2");
    await lab.out("ngbuddy jail web_dmz public");
    await lab.out("ifconfig web_dmz vnet web");
    expect((await cost(lab, "status --json")).commands).toBe(1);
    expect(await lab.out("ngbuddy graph")).toContain("web_dmz in jail web (JID 1)");
  });

  test("one on the host that is called as one in a jail is told apart by its address", async () => {
    const lab = await withJails("j");
    for (const name of ["a", "j"]) await lab.out(`ngbuddy jail ${name} public`);
    await lab.out("ifconfig j vnet j");
    await lab.out("ifconfig -j j j name a");
    const tree = await lab.out("ngbuddy graph");
    expect(tree).toMatch(/ j +a in jail j \(JID 1\)/);
    expect(tree).toMatch(/ a +this host ·/);
  });
});

describe("a change looks only into jails that it is about", () => {
  async function threeJails(): Promise<BuddyLab> {
    const lab = buddyLab();
    await lab.out("ngbuddy enable");
    await lab.out("ngbuddy start");
    for (const name of ["web1", "web2", "idle"])
      await lab.out(`jail -c name=${name} path=/ vnet persist`);
    for (const name of ["web1", "web2"]) {
      await lab.out(`ngbuddy create ${name} public`);
      await lab.out(`ifconfig ${name} vnet ${name}`);
    }
    await lab.out("ifconfig -j web1 web1 inet 10.0.3.7/24");
    return lab;
  }

  async function commandsOf(lab: BuddyLab, words: string): Promise<string[]> {
    const commands: string[] = [];
    const host = labHost(lab.lab);
    const { status } = await lab.ngbuddy(words, {
      ...host,
      run: (argv, options) => {
        commands.push(argv.join(" "));
        return host.run(argv, options);
      },
    });
    expect(status).toBe(0);
    return commands.sort();
  }

  test.each([
    ["unjail web1", []],
    ["unjail web1 web1", []],
    ["jail other public", []],
    // Whether it has some other interface nothing tells from outside.
    ["start", ["ifconfig -j 3 -a"]],
    // What goes with an address are routes, too.
    ["destroy web1", ["ifconfig -j 1 -a", "netstat -j 1 -rn --libxo json"]],
    ["destroy web2", ["ifconfig -j 2 -a"]],
    ["stop", ["ifconfig -j 1 -a", "ifconfig -j 2 -a", "netstat -j 1 -rn --libxo json"]],
  ])("%s", async (words, commands) => {
    expect(await commandsOf(await threeJails(), words)).toEqual(commands);
  });

  test("an interface that came back from a jail under another name is asked of its node, and no jail", async () => {
    const lab = await threeJails();
    await lab.out("ifconfig -j web1 web1 name vnet0");
    await lab.out("ifconfig -j web2 web2 name vnet0");
    await lab.out("ifconfig vnet0 -vnet web1");
    expect(await commandsOf(lab, "jail web1 public")).toEqual([]);
    expect(await lab.out("ifconfig -l")).toContain("web1");
    expect(await lab.out("ifconfig -j web2 -l")).toContain("vnet0");
  });
});
