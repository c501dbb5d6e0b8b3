/** Bastille's subcommands: what they say, what they write, and what they refuse. */
import { describe, expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { defaultHost } from "../base/description.ts";
import { filesOf, packages } from "../freebsd/ports.ts";
import { subcommands, summaries } from "./bastille/index.ts";

const JAILS = "/usr/local/bastille/jails";

async function withBastille(...lines: readonly string[]) {
  const files = { ...defaultHost.files, ...filesOf(packages["bastille"]!) };
  const lab = buddyLab({ description: { ...defaultHost, files } });
  for (const line of ["bastille setup vnet", "bastille bootstrap 15.1-RELEASE", ...lines])
    await lab.out(line);
  const text = (path: string) => lab.files.read(`${JAILS}/${path}`);
  return { ...lab, text };
}

const CREATE = "bastille create -V web1 15.1-RELEASE DHCP vtnet0";

describe("without the package", () => {
  test("there is no bastille; FreeBSD has none either", async () => {
    const { run } = buddyLab();
    expect(await run("bastille list")).toMatchObject({ status: 127 });
  });

  test("a jail sees none of the host's", async () => {
    const { run, out } = await withBastille();
    await out("mkdir -p /jails/j");
    await out("jail -c name=j path=/jails/j persist");
    expect((await run("jexec j bastille list")).stderr).toContain("No such file or directory");
  });
});

describe("create", () => {
  test.each([
    ["-V web_1 15.1-RELEASE DHCP vtnet0", "VNET jail names may not contain (-|_) characters."],
    ["-V we.b 15.1-RELEASE DHCP vtnet0", "Jail names may not contain special characters!"],
    ["-V 12 15.1-RELEASE DHCP vtnet0", "Jail names may not contain only digits."],
    ["-V web1 15.1-RELEASE DHCP em7", "Invalid interface: em7"],
    ["-V web1 15.1-RELEASE DHCP bridge0", "Interface is a bridge: bridge0"],
    ["-B web1 15.1-RELEASE DHCP vtnet0", "Interface is not a bridge: vtnet0"],
    ["-VB web1 15.1-RELEASE DHCP vtnet0", "Only one of [-V|--vnet], [-B|--bridge] or"],
    ["-V web1 14.0-RELEASE DHCP vtnet0", "Release must be bootstrapped first."],
    ["-V web1 15.1-RELEASE 10.2.70.300 vtnet0", "Invalid IP: 10.2.70.300"],
    ["-V web1 15.1-RELEASE 10.2.70.3/40 vtnet0", "Invalid subnet: /40"],
    ["web1 15.1-RELEASE DHCP vtnet0", "Unsupported IP option for non-VNET jail: DHCP"],
    ["-V web1 15.1-RELEASE inherit vtnet0", "Unsupported IP option for VNET jail: inherit"],
    ["-v 5 web1 15.1-RELEASE 10.2.70.3", "VLANs can only be used with VNET jails."],
    ["-V --nosuch web1 15.1-RELEASE DHCP vtnet0", 'Unknown Option: "--nosuch"'],
    ["-C web1 15.1-RELEASE DHCP vtnet0", "bastille: -C: not emulated in a lab"],
    ["-V web1", "Usage: bastille create [option(s)] NAME RELEASE IP [INTERFACE]"],
  ])("%s is refused, and leaves no files", async (words, says) => {
    const { run, files } = await withBastille("ifconfig bridge0 create");
    const { status, stderr } = await run(`bastille create ${words}`);
    expect(stderr).toContain(says);
    expect(status).toBe(1);
    expect(files.list(JAILS)).toEqual([]);
  });

  test("a jail that does not start is taken away again", async () => {
    const { run, files } = await withBastille();
    const { status, stderr } = await run("bastille create web1 15.1-RELEASE 10.17.89.3");
    expect(stderr).toContain("[ERROR]: bastille0 interface does not exist.");
    expect(stderr).toContain("[ERROR]: Failed to create jail: web1");
    expect(status).toBe(1);
    expect(files.list(JAILS)).toEqual([]);
  });

  test("boot settings, name servers and tags are written", async () => {
    const { text } = await withBastille(
      "bastille create -V --no-boot -p 5 -n 10.2.70.1 --tags lan,www web1 15.1-RELEASE DHCP vtnet0",
    );
    expect(text("web1/settings.conf")).toBe('boot="off"\ndepend=""\npriority="5"\n');
    expect(text("web1/root/etc/resolv.conf")).toContain("nameserver 10.2.70.1\n");
    expect(text("web1/tags")).toBe("lan\nwww\n");
  });
});

test("a jail's fixed address is the same whenever it is made", async () => {
  const { text, out } = await withBastille("bastille create -VM web1 15.1-RELEASE DHCP vtnet0");
  const found = /e0b_web1 ether (58:9c:fc:\S+b)"/.exec(text("web1/jail.conf"));
  expect(await out("bastille cmd web1 ifconfig vnet0")).toContain(`ether ${found![1]}`);
  await out("bastille destroy -ay web1");
  await out("bastille create -VM web1 15.1-RELEASE DHCP vtnet0");
  expect(text("web1/jail.conf")).toContain(found![1]!);
});

test("TARGET is a name, the beginning of one, a number, a tag, or ALL, by priority", async () => {
  const { out, run } = await withBastille(
    CREATE,
    CREATE.replace("web1", "web2").replace("-V", "-V -p 5 --tags blue"),
    CREATE.replace("web1", "mail"),
  );
  const hostnames = async (target: string) =>
    (await out(`bastille cmd ${target} hostname`)).match(/^\w+$/gm);
  expect(await hostnames("ALL")).toEqual(["web2", "mail", "web1"]);
  expect(await hostnames("ma")).toEqual(["mail"]);
  expect(await hostnames("blue")).toEqual(["web2"]);
  const [, jid = ""] = /^ (\d+) +web1/m.exec(await out("bastille list"))!;
  expect(await hostnames(jid)).toEqual(["web1"]);
  expect(await run("bastille cmd web hostname")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("[ERROR]: Multiple jails found for web:\nweb1\nweb2\n"),
  });
  expect(await run("bastille cmd nosuch hostname")).toMatchObject({
    status: 1,
    stderr: "[ERROR]: Jail not found: nosuch\n",
  });
  expect(await run("bastille stop ")).toMatchObject({ status: 1, stdout: "" });
  expect(await run("bastille cmd ALL false")).toMatchObject({
    status: 1,
    stderr: "[ERROR]: Command failed on 3 jails.\n",
  });
});

test("a jail that another one depends on starts before it and stops behind it", async () => {
  const { out } = await withBastille(
    CREATE,
    CREATE.replace("web1", "db"),
    "bastille config web1 set depend db",
  );
  const named = (text: string) => text.match(/^\w+(?=: (?:created|removed))/gm);
  expect(named(await out("bastille stop db"))).toEqual(["web1", "db"]);
  expect(named(await out("bastille start web1"))).toEqual(["db", "web1"]);
});

test("config shows, sets and removes what jail.conf says", async () => {
  const { out, run, text } = await withBastille(CREATE);
  expect(await out("bastille config web1 get vnet")).toBe("enabled\n");
  expect(await out("bastille config web1 get path")).toBe(`${JAILS}/web1/root\n`);
  expect(await out("bastille config web1 get priority")).toBe("99\n");
  expect(await out("bastille config web1 get allow.raw_sockets")).toBe("not set\n");
  const before = text("web1/jail.conf");
  await out("bastille config web1 set allow.raw_sockets");
  expect(text("web1/jail.conf")).toBe(before.replace(/\}\n$/, "  allow.raw_sockets;\n}\n"));
  await out("bastille config web1 remove allow.raw_sockets");
  expect(text("web1/jail.conf")).toBe(before);
  await out("bastille config web1 set securelevel 3");
  expect(text("web1/jail.conf")).toBe(before.replace("securelevel = 2", "securelevel = 3"));
  expect(await run("bastille config web1 remove nosuch")).toMatchObject({
    status: 1,
    stderr: "[ERROR]: Value not present in jail.conf: nosuch\n",
  });
});

test.each(["if_bridge", "netgraph"])(
  "on %s a renamed jail and a clone have interfaces and addresses of their own",
  async (type) => {
    const { out, text } = await withBastille(
      `sysrc -f /usr/local/etc/bastille/bastille.conf bastille_network_vnet_type=${type}`,
      "kldload ng_ether ng_eiface ng_bridge",
      "bastille create -VM web1 15.1-RELEASE 10.2.70.31/24 vtnet0",
      "bastille rename -a web1 shop",
      "bastille clone -a shop more 10.2.70.32/24",
    );
    expect(await out("bastille list jails")).toBe("more\nshop\n");
    expect(await out("bastille cmd ALL ping -c 1 10.2.70.1")).toContain("1 packets received");
    const list = await out("bastille list");
    expect(list).toMatch(/shop .* 10\.2\.70\.31 /);
    expect(list).toMatch(/more .* 10\.2\.70\.32 /);
    for (const jail of ["shop", "more"]) {
      expect(text(`${jail}/jail.conf`)).toStartWith(`${jail} {`);
      for (const file of ["jail.conf", "fstab", "root/etc/rc.conf"])
        expect(text(`${jail}/${file}`)).not.toContain("web1");
      expect(text(`${jail}/root/etc/rc.conf`)).toContain(`_${jail}_name="vnet0"`);
    }
    const ethers = ["shop", "more"].map(
      (jail) => / ether (\S+)b"/.exec(text(`${jail}/jail.conf`))![1],
    );
    expect(ethers[0]).not.toBe(ethers[1]);
    expect(text("more/jail.conf")).not.toContain("shop");
  },
);

test("destroy asks first, and a release that a jail needs stays", async () => {
  const { out, run, lab, files } = await withBastille(CREATE);
  expect((await run("bastille destroy 15.1-RELEASE")).stderr).toContain("(web1) depends on");
  expect((await run("bastille destroy web1")).stderr).toContain("Jail is running.");
  await out("bastille stop web1");
  const ask = (text: string) => lab.capture(["bastille", "destroy", "web1"], { text });
  expect((await ask("n\n")).stderr).toBe("[ERROR]: Cancelled by user.\n");
  expect(files.list(JAILS)).toEqual(["web1"]);
  expect((await ask("y\n")).status).toBe(0);
  expect(files.list(JAILS)).toEqual([]);
  await out("bastille destroy 15.1-RELEASE");
  expect(await out("bastille list release")).toBe("");
});

test("console is a shell in the jail", async () => {
  const { lab } = await withBastille(CREATE);
  const text = "hostname; ifconfig -l; exit 0\n";
  const { stdout } = await lab.capture(["bastille", "console", "web1"], { text });
  expect(stdout).toBe("\n[web1]:\nweb1\nlo0 vnet0\n");
});

test("edit runs the editor of the environment, and says where the file is when there is none", async () => {
  const { run, lab } = await withBastille(CREATE);
  expect(await run("bastille edit web1 rc")).toMatchObject({
    status: 69,
    stderr: `edit: not emulated in a lab; the file is ${JAILS}/web1/root/etc/rc.conf\n`,
  });
  const environment = { EDITOR: "cat" };
  const { stdout } = await lab.capture(["bastille", "edit", "web1"], { environment });
  expect(stdout).toStartWith("web1 {\n");
});

test("each subcommand that a lab has not says so", async () => {
  const { run } = await withBastille();
  const missing = Object.keys(summaries).filter((name) => !(name in subcommands));
  for (const name of missing.filter((one) => one !== "help"))
    expect(await run(`bastille ${name} web1`)).toMatchObject({
      status: 69,
      stderr: `bastille: ${name}: not emulated in a lab\n`,
    });
  expect(Object.keys(subcommands).filter((name) => !(name in summaries))).toEqual([]);
});

test("setup bridge makes an if_bridge that a boot makes again, once", async () => {
  const { out, run, files } = await withBastille();
  await out("bastille setup bridge vtnet0");
  const rc = files.read("/etc/rc.conf");
  expect(rc).toContain(
    'ifconfig_bridge0_name="vtnet0bridge"\nifconfig_vtnet0bridge="addm vtnet0 up"\n',
  );
  await out("bastille create -B web1 15.1-RELEASE DHCP vtnet0bridge");
  expect(await run("bastille setup bridge vtnet0")).toMatchObject({ status: 0, stderr: "" });
  expect(files.read("/etc/rc.conf")).toBe(rc);
  await run("shutdown -r now");
  expect(await out("ifconfig vtnet0bridge")).toContain("member: vtnet0 ");
});

test("a file in the way of a directory is named in one line", async () => {
  const { run, out } = await withBastille("rm -rf /usr/local/bastille");
  await out("touch /usr/local/bastille");
  expect(await run("bastille bootstrap 15.1-RELEASE")).toMatchObject({
    status: 1,
    stderr: "bastille: /usr/local/bastille: File exists\n",
  });
});

test("settings are bastille.conf's, another file's by -c; ZFS is not emulated", async () => {
  const { run, out, files } = await withBastille();
  files.write(
    "/usr/local/etc/bastille/other.conf",
    'bastille_prefix=/srv\nbastille_jailsdir="$bastille_prefix/jails"\n',
  );
  files.makeDirectory("/srv/jails/a");
  files.write("/srv/jails/a/jail.conf", "a {\n}\n");
  expect(await out("bastille -c other.conf list jails")).toBe("a\n");
  expect((await run("bastille -c nosuch.conf list")).stderr).toBe(
    "Not a valid config file: nosuch.conf\n",
  );
  await out("sysrc -f /usr/local/etc/bastille/bastille.conf bastille_zfs_enable=YES");
  expect((await run("bastille list")).stderr).toContain("bastille_zfs_enable: not emulated");
});
