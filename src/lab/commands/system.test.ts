import { describe, expect, test } from "bun:test";
import { makeJail, makeNode, testLab } from "../../../test/support/lab.ts";

describe("modules", () => {
  test("are loaded once, several at a time, and those that are missing do not stop the others", async () => {
    const { run, out } = testLab();
    expect(await run("kldload -v ng_bridge nosuch ng_hub")).toEqual({
      status: 1,
      stdout: "Loaded ng_bridge, id=2\nLoaded ng_hub, id=4\n",
      stderr: "kldload: can't load nosuch: No such file or directory\n",
    });
    expect(await run("kldload -q nosuch")).toEqual({ status: 1, stdout: "", stderr: "" });
    expect(await out("kldload -nv ng_hub netgraph")).toBe(
      "ng_hub is already loaded\nnetgraph is already loaded\n",
    );
    expect((await run("kldload ipl")).stderr).toBe(
      "kldload: can't load ipl: not emulated in a lab\n",
    );
    expect((await run("kldload")).stderr).toBe("usage: kldload [-nqv] file ...\n");
  });

  test("are found by kldstat by module and by file", async () => {
    const { run, out } = testLab();
    expect((await run("kldstat -qm ng_hub")).status).toBe(1);
    await out("kldload ng_hub");
    expect((await run("kldstat -qm ng_hub")).status).toBe(0);
    expect((await run("kldstat -qn ng_hub.ko")).status).toBe(0);
    expect(await run("kldstat -m nosuch")).toEqual({
      status: 1,
      stdout: "",
      stderr: "kldstat: can't find module nosuch: No such file or directory\n",
    });
    expect(await out("kldstat -n /boot/kernel/ng_hub.ko -h")).toBe(
      `Id Refs Address             Size Name\n 2    1                  0     0 ng_hub.ko\n`,
    );
    expect(await run("kldstat -i 9")).toMatchObject({
      status: 1,
      stderr: "kldstat: can't stat file id 9: No such file or directory\n",
    });
    expect((await run("kldstat -i x")).stderr).toStartWith("usage: kldstat [-dhqv] [-i id] ");
    const rows = (await out("kldstat")).trimEnd().split("\n");
    expect(rows.map((row) => row.split(" ").at(-1))).toEqual([
      "Name",
      "kernel",
      "ng_hub.ko",
      "netgraph.ko",
    ]);
  });

  test("stay loaded", async () => {
    const { lab, run } = testLab();
    makeNode(lab, "hub");
    expect(await run("kldunload ng_hub")).toMatchObject({
      status: 1,
      stderr: "kldunload: can't unload file: Device busy\n",
    });
    expect((await run("kldunload nosuch")).stderr).toBe(
      "kldunload: can't find file nosuch: No such file or directory\n",
    );
  });
});

describe("sysctl", () => {
  test("when the host was booted", async () => {
    const { clock, out } = testLab();
    clock.advance(90_000);
    expect(await out("sysctl kern.boottime")).toBe(
      "kern.boottime: { sec = 0, usec = 0 } Thu Jan  1 00:00:00 1970\n",
    );
  });
  test("sets what can be set, and says what cannot", async () => {
    const { lab, run, out } = testLab();
    expect((await run("sysctl net.graph")).stderr).toBe("sysctl: unknown oid 'net.graph'\n");
    await out("kldload ng_socket");
    expect(await out("sysctl net.graph.recvspace=65536")).toBe(
      "net.graph.recvspace: 20480 -> 65536\n",
    );
    expect(lab.kernel.recvspace).toBe(65536);
    expect(await out("sysctl -n net.graph.maxdgram=0x1000")).toBe("20480 -> 4096\n");
    const refusals: [string, string][] = [
      ["sysctl net.graph.recvspace=x", "invalid unsigned long 'x'"],
      ["sysctl net.graph.recvspace=", "empty numeric value"],
      ["sysctl net.graph=1", "oid 'net.graph' isn't a leaf node"],
      ["sysctl kern.ostype=x", "oid 'kern.ostype' is read only"],
    ];
    for (const [line, text] of refusals) {
      expect([line, await run(line)]).toEqual([
        line,
        { status: 1, stdout: "", stderr: `sysctl: ${text}\n` },
      ]);
    }
    expect((await run("sysctl net.graph.threads=3")).stderr).toBe(
      "sysctl: oid 'net.graph.threads' is a read only tunable\nsysctl: Tunable values are set in /boot/loader.conf\n",
    );
  });

  test("counts its failures and shows the rest", async () => {
    const { run } = testLab();
    expect(await run("sysctl kern.nosuch kern.ostype nosuch")).toEqual({
      status: 2,
      stdout: "kern.ostype: FreeBSD\n",
      stderr: "sysctl: unknown oid 'kern.nosuch'\nsysctl: unknown oid 'nosuch'\n",
    });
    expect(await run("sysctl -iN kern.nosuch hw.machine")).toEqual({
      status: 0,
      stdout: "hw.machine\n",
      stderr: "",
    });
  });

  test("tells types and descriptions, and takes settings from a file", async () => {
    const { lab, run, out } = testLab();
    await out("kldload ng_socket");
    expect(await out("sysctl -d net.graph.recvspace")).toBe(
      "net.graph.recvspace: Maximum space for incoming Netgraph datagrams\n",
    );
    expect(await out("sysctl -ne -td net.graph.maxdata=1")).toBe(
      "integer=Maximum number of data queue items to allocate\n",
    );
    expect(await out("sysctl -d net.graph.control")).toBe(
      "net.graph.control: CONTROL\nnet.graph.control.proto: \n",
    );
    lab.files.write(
      "/etc/sysctl.conf",
      "# mine\nnet.graph.recvspace = 4096 # small\n\nnosuch=1\nkern.ostype=x\n",
    );
    expect(await run("sysctl -f /etc/sysctl.conf")).toEqual({
      status: 2,
      stdout: "net.graph.recvspace: 20480 -> 4096\n",
      stderr:
        "sysctl: unknown oid 'nosuch' at line 4\nsysctl: oid 'kern.ostype' is read only at line 5\n",
    });
    expect(await run("sysctl -f /nosuch")).toMatchObject({
      status: 66,
      stderr: "sysctl: /nosuch: No such file or directory\n",
    });
  });

  test("lets a jail look, not set", async () => {
    const { lab, run, out } = testLab();
    const jail = makeJail(lab, "j1");
    expect(await out("sysctl -n security.jail.jailed", { jail })).toBe("1\n");
    expect(await run("sysctl kern.ipc.maxsockbuf=1", { jail })).toEqual({
      status: 1,
      stdout: "kern.ipc.maxsockbuf: 8388608\n",
      stderr: "sysctl: kern.ipc.maxsockbuf=1: Operation not permitted\n",
    });
    expect(lab.kernel.maxsockbuf).toBe(8388608);
  });
});

describe("names", () => {
  test("of host and jail, and what runs", async () => {
    const { lab, out, run } = testLab();
    await out("hostname a.example.org");
    expect(await out("hostname -s")).toBe("a\n");
    expect(await out("hostname -d")).toBe("example.org\n");
    const jail = makeJail(lab, "j1");
    expect(await out("hostname", { jail })).toBe("j1\n");
    expect(await out("hostname x", { jail })).toBe("");
    expect([await out("hostname", { jail }), await out("hostname -s")]).toEqual(["x\n", "a\n"]);
    lab.jails.update(jail, new Map([["allow.set_hostname", "false"]]));
    expect((await run("hostname y", { jail })).stderr).toBe(
      "hostname: sethostname: Operation not permitted\n",
    );
    expect(await out("uname")).toBe("FreeBSD\n");
    expect(await out("uname -mn")).toBe("a.example.org amd64\n");
    expect((await run("uname -z")).stderr).toStartWith("uname: illegal option -- z\nusage: uname ");
  });
});

describe("routes", () => {
  test("are added, shown and deleted with FreeBSD's words", async () => {
    const { run, out } = testLab();
    expect(await out("route add -net 192.0.2.0/24 10.2.70.20")).toBe(
      "add net 192.0.2.0: gateway 10.2.70.20\n",
    );
    expect(await out("route add 198.51.100.7 10.2.70.20")).toBe(
      "add host 198.51.100.7: gateway 10.2.70.20\n",
    );
    expect(await out("netstat -rn -f inet")).toContain(
      "198.51.100.7       10.2.70.20         UGHS         vtnet0\n",
    );
    expect(await run("route add default 10.2.70.1")).toEqual({
      status: 1,
      stdout: "add net default: gateway 10.2.70.1 fib 0: route already in table\n",
      stderr: "route: message indicates error: File exists\n",
    });
    expect(await run("route delete 203.0.113.0/24")).toEqual({
      status: 1,
      stdout: "delete net 203.0.113.0/24 fib 0: not in table\n",
      stderr: "route: route has not been found\n",
    });
    expect((await run("route add 203.0.113.0/24 203.0.113.1")).stdout).toBe(
      "add net 203.0.113.0/24: gateway 203.0.113.1 fib 0: Network is unreachable\n",
    );
    expect(await out("route get 192.0.2.9")).toStartWith(
      "   route to: 192.0.2.9\ndestination: 192.0.2.0\n       mask: 255.255.255.0\n    gateway: 10.2.70.20\n        fib: 0\n  interface: vtnet0\n      flags: <UP,GATEWAY,DONE,STATIC>\n",
    );
    expect(await out("route -q change default 10.2.70.20")).toBe("");
    expect(await out("route flush")).toBe(
      [
        "default              10.2.70.20           -fib 0   done",
        "192.0.2.0            10.2.70.20           -fib 0   done",
        "198.51.100.7         10.2.70.20           -fib 0   done",
        "",
      ].join("\n"),
    );
  });
});

describe("arp", () => {
  test("shows one entry, deletes it, and says when there is none", async () => {
    const { run, out } = testLab();
    await out("ping -c 1 10.2.70.1");
    expect(await out("arp -n 10.2.70.1")).toBe(
      "? (10.2.70.1) at 52:55:0a:02:46:01 on vtnet0 expires in 1200 seconds [ethernet]\n",
    );
    expect(await out("arp -d 10.2.70.1")).toBe("10.2.70.1 (10.2.70.1) deleted\n");
    expect(await run("arp -n 10.2.70.1")).toMatchObject({
      status: 1,
      stdout: "10.2.70.1 (10.2.70.1) -- no entry\n",
    });
    await out("ping -c 1 10.2.70.20");
    expect(await out("arp -d -a")).toBe("10.2.70.20 (10.2.70.20) deleted\n");
    expect((await out("arp -an")).split("\n").length).toBe(2);
  });
});

describe("netstat", () => {
  test("looks into a jail, and takes the last family", async () => {
    const { lab, run, out } = testLab();
    makeJail(lab, "j1");
    expect(await out("netstat -rn -j j1")).toBe(await out("jexec j1 netstat -rn"));
    expect(await out("netstat -6rn -f inet")).not.toContain("Internet6");
    expect(await out("netstat -rnf link")).toBe("Routing tables\n");
    const refusals: [string, string][] = [
      ["-j nosuch -rn", "netstat: Jail not found\n"],
      ["-rf nosuch", "netstat: nosuch: unknown address family\n"],
      ["-F x -r", "netstat: x: invalid fib\n"],
      ["-s", "netstat: -s: not emulated in a lab\n"],
    ];
    for (const [words, text] of refusals) {
      expect([words, await run(`netstat ${words}`)]).toEqual([
        words,
        { status: 1, stdout: "", stderr: text },
      ]);
    }
    expect((await run("netstat -Z")).stderr).toStartWith(
      "netstat: illegal option -- Z\nusage: netstat [-j jail] [-46AaCcLnRSTWx] [-f ",
    );
  });
});

describe("netstat -i", () => {
  test("counts packets and bytes of interfaces and addresses", async () => {
    const { out } = testLab();
    await out("ping -c 2 10.2.70.1");
    expect(await out("netstat -ibn -I vtnet0")).toBe(
      [
        "Name     Mtu Network       Address              Ipkts Ierrs Idrop     Ibytes    Opkts Oerrs     Obytes  Coll",
        "vtnet0  1500 <Link#1>      58:9c:fc:00:2a:01        3     0     0        238        4     0        280     0",
        "vtnet0     - 10.2.70.0/24  10.2.70.107              2     -     -        168        2     -        168     -",
        "",
      ].join("\n"),
    );
    expect((await out("netstat -in")).split("\n")[0]).not.toContain("Ibytes");
  });
});
