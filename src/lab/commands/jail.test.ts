/** jail(8), jls(8) and jexec(8): what they do and refuse beyond the recordings (usr.sbin/jail, usr.sbin/jls, kern_jail.c). */
import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, testLab } from "../../../test/support/lab.ts";

/** A lab with a jail.conf, and a way to run command lines with quotes. */
function jailLab(conf?: string) {
  const lab = testLab();
  if (conf !== undefined) lab.lab.files.write("/etc/jail.conf", conf);
  return lab;
}

const refused = (stderr: string) => ({ status: 1, stdout: "", stderr: `jail: ${stderr}\n` });

test("a file that is included must be there, unless a pattern finds none", async () => {
  const { run, out, lab } = jailLab('.include "/etc/jails/?[ab].conf";\n.include "nosuch.conf";\n');
  await out("mkdir /etc/jails");
  lab.files.write("/etc/jails/1a.conf", "a { path = /; }\n");
  lab.files.write("/etc/jails/1c.conf", "c { path = /; }\n");
  expect(await run("jail -e x")).toEqual(refused("/etc/nosuch.conf: No such file or directory"));
  lab.files.write("/etc/nosuch.conf", "");
  expect(await out("jail -e ,")).toBe("name=a,path=/\n");
});

describe("a jail of the command line", () => {
  test("has no name in messages, and says nothing when it is made", async () => {
    const { run, lab } = jailLab();
    const cases: [string, string][] = [
      ["name=a nosuch=1", "unknown parameter: nosuch"],
      ["name=a path=/nosuch persist", "path /nosuch: No such file or directory"],
      ["name=a path=/etc/rc.conf persist", "path /etc/rc.conf: Not a directory"],
      ["name=a path=/", "new jail must persist or attach"],
      ["name=a path=/ vnet=maybe persist", 'vnet: unknown jailsys value "maybe"'],
      ["name=a persist=maybe", 'persist: unknown boolean value "maybe"'],
      ["name=a persist securelevel=high", 'securelevel: non-integer value "high"'],
      ["name=a persist ip4.addr=nosuch", "ip4.addr: not an IPv4 address: nosuch"],
      ["name=a persist exec.timeout=x", 'exec.timeout: non-integer value "x"'],
      ["name=a persist vnet ip4.addr=10.0.0.1", "vnet jails cannot have IP address restrictions"],
      ["jid=9 name=8 persist", "name cannot be numeric (unless it is the jid)"],
      ["name=no.such persist", 'jail "no" not found'],
      ["name=a persist exec.prestart=false", "false: failed"],
      [
        "name=a persist exec.prestart=nosuch",
        "exec nosuch: No such file or directory\njail: nosuch: failed",
      ],
    ];
    for (const [words, text] of cases) {
      expect([words, await run(`jail -c ${words}`)]).toEqual([words, refused(text)]);
    }
    expect(lab.jails.all()).toEqual([]);
    expect(await run("jail -c path=/ persist")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await run("jail -c name=a path=/ persist")).toMatchObject({ status: 0, stdout: "" });
    expect(await run("jail -c name=a path=/ persist")).toEqual(refused('"a" already exists'));
    expect(await run("jail -c jid=1 name=b persist")).toEqual(refused('"1" already exists'));
    expect((await run("jls jid name")).stdout).toBe("1 1\n2 a\n");
  });

  test("gets the number that it asks for; the next one goes on counting", async () => {
    const { run } = jailLab();
    await run("jail -c jid=3 name=x persist");
    await run("jail -c name=5 persist");
    expect((await run("jail -i -c name=a persist")).stdout).toBe("1\n");
    await run("jail -c name=b persist");
    expect((await run("jail -ic name=c persist")).stdout).toBe("4\n");
    expect((await run("jls jid name")).stdout).toBe("1 a\n2 b\n3 x\n4 c\n5 5\n");
  });

  test("takes its interfaces after exec.created, and gives them back when a later step fails", async () => {
    const { run, lab } = jailLab();
    bridgeWith(lab, ["a", "b"]);
    const made = await lab.capture([
      ..."jail -c name=j vnet persist vnet.interface=a,b".split(" "),
      "exec.created=ifconfig -l",
      "exec.start=ifconfig -l",
      "exec.poststart=echo one; false",
    ]);
    expect(made).toEqual({
      status: 1,
      stdout: "vtnet0 lo0 a b\nlo0 a b\none\n",
      stderr: "jail: /bin/sh -c echo one; false: failed\n",
    });
    expect((await run("ifconfig -l")).stdout).toBe("vtnet0 lo0 b a\n");
    expect(await run("jail -c name=j vnet persist vnet.interface=a vnet.interface=nosuch")).toEqual(
      {
        status: 1,
        stdout: "",
        stderr:
          "ifconfig: interface nosuch does not exist\njail: /sbin/ifconfig nosuch vnet 2: failed\n",
      },
    );
    expect(lab.jails.all()).toEqual([]);
  });

  test("lives as long as its command when it is not to persist", async () => {
    const { run, lab } = jailLab();
    expect(await run("jail -c name=a path=/ command=hostname")).toMatchObject({ status: 0 });
    expect(lab.jails.all()).toEqual([]);
    expect(await run("jail / web 10.2.70.9 hostname")).toEqual({
      status: 0,
      stdout: "web\n",
      stderr: "",
    });
    expect((await run("jail -v -c name=b command=true")).stdout).toBe(
      [
        "jail_set(JAIL_CREATE) persist name=b",
        "created",
        "run command in jail: true",
        "jail_set(JAIL_UPDATE) jid=3 nopersist",
        "",
      ].join("\n"),
    );
  });

  test("can be changed while it runs, but not in all", async () => {
    const { run } = jailLab();
    await run("jail -c name=a path=/ vnet persist");
    expect(await run("jail -m name=a host.hostname=web allow.raw_sockets")).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });
    expect((await run("jls -n name host.hostname allow.raw_sockets allow.chflags")).stdout).toBe(
      "name=a host.hostname=web allow.raw_sockets allow.nochflags\n",
    );
    expect(await run("jail -m name=a path=/tmp")).toEqual(
      refused("path cannot be changed after creation"),
    );
    expect(await run("jail -m name=a ip4.addr=10.0.0.1")).toEqual(
      refused("vnet jails cannot have IP address restrictions"),
    );
    expect(await run("jail -m name=nosuch persist")).toEqual(refused('"nosuch" not found'));
    expect(await run("jail -m persist path=/")).toEqual(refused("no jail specified"));
    await run("jail -m jid=1 name=b");
    expect((await run("jls name")).stdout).toBe("b\n");
    expect(await run("jail -m jid=1 nopersist")).toMatchObject({ status: 0 });
    expect((await run("jls name")).stdout).toBe("");
  });
});

describe("jails of jail.conf", () => {
  const three = "a { persist; } b { persist; depend = a; } c { persist; exec.prestart = false; }";

  test("are started with what they depend on, and stopped after what depends on them", async () => {
    const { run } = jailLab(three);
    expect(await run("jail -c b")).toMatchObject({ status: 0, stdout: "a: created\nb: created\n" });
    expect(await run("jail -c b")).toEqual(refused('"b" already exists'));
    expect(await run("jail -c")).toEqual(refused("c: false: failed"));
    expect(await run("jail -r a")).toMatchObject({ status: 0, stdout: "b: removed\na: removed\n" });
    expect(await run("jail -c nosuch")).toEqual(refused('"nosuch" not found'));
    expect(await run("jail -q -c *")).toMatchObject({ stdout: "" });
    expect(await run("jail -r *")).toMatchObject({ status: 0, stdout: "b: removed\na: removed\n" });
    expect(await run("jail -r *")).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("are passed over when what they depend on fails, is missing or waits for them", async () => {
    const { run } = jailLab(
      "a { persist; depend = b; } b { persist; depend = a; } c { depend = nosuch; } d { depend = e; } e { persist; exec.prestart = false; }",
    );
    const said = 'jail: c: depends on undefined jail "nosuch"\njail: a: dependency loop\n';
    expect(await run("jail -c d")).toEqual({
      status: 1,
      stdout: "",
      stderr: `${said}jail: e: false: failed\njail: d: skipped\n`,
    });
  });

  test("are restarted only when they run", async () => {
    const { run } = jailLab(three);
    expect(await run("jail -rc a")).toEqual(refused('"a" not found'));
    await run("jail -c a");
    expect(await run("jail -rc a")).toMatchObject({ status: 0, stdout: "a: created\n" });
    expect(await run("jail -m a")).toMatchObject({ status: 0, stdout: "a: updated\n" });
    expect(await run("jail -cm a")).toMatchObject({ status: 0, stdout: "a: updated\n" });
  });

  test("may come from standard input; without a file there are none", async () => {
    const { lab, run } = jailLab();
    expect(await run("jail -c a")).toEqual(refused("/etc/jail.conf: No such file or directory"));
    const text = "a { persist; path = etc; } b { persist; }";
    expect(await run("jail -f - -c a", { text })).toEqual(
      refused("a: path etc: not an absolute pathname"),
    );
    expect(await run("jail -f - -c b", { text })).toMatchObject({ stdout: "b: created\n" });
    expect(await run("jail -r *")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(lab.jails.all().length).toBe(1);
  });
});

describe("jail -r and -R", () => {
  test("take the last one first, by name or number, and go on after one that is not there", async () => {
    const { run, lab } = jailLab();
    for (const name of ["a", "b", "c"]) makeJail(lab, name);
    expect(await run("jail -r a nosuch 2 99")).toEqual({
      status: 1,
      stdout: "2: removed\na: removed\n",
      stderr: 'jail: "nosuch" not found\njail: "99" not found\n',
    });
    expect(await run("jail -R *")).toMatchObject({ status: 0, stdout: "c: removed\n" });
  });

  test("are used with names only", async () => {
    const { run } = jailLab();
    for (const line of ["-r", "-R", "-r name=a", "-Rc a=b", "-c -n x", "-c -z", "-x"]) {
      const { status, stderr } = await run(`jail ${line}`);
      expect([line, status, stderr.includes("usage: jail [-dhilqv]")]).toEqual([line, 1, true]);
    }
  });
});

describe("jls", () => {
  test("shows parameters as they are asked for", async () => {
    const { run, lab } = jailLab();
    expect((await run("jls")).stdout).toBe(
      "   JID  IP Address      Hostname                      Path\n",
    );
    await lab.capture(["jail", "-c", "name=a", "persist", "host.hostname=it's a host", "vnet"]);
    await run("jail -c name=b persist ip4.addr=10.2.70.8,10.2.70.9 path=/tmp");
    const cases: [string, string][] = [
      [
        "jls -v",
        "   JID  Hostname                      Path\n        Name                          State\n        CPUSetID\n        IP Address(es)\n     1  it's a host                   /\n        a                             ACTIVE\n        2\n     2                                /tmp\n        b                             ACTIVE\n        3\n        10.2.70.8\n        10.2.70.9\n",
      ],
      [
        "jls -j b",
        "   JID  IP Address      Hostname                      Path\n     2  10.2.70.8                                     /tmp\n",
      ],
      ["jls -h jid name", "jid name\n1 a\n2 b\n"],
      ["jls -j 1 -q host.hostname", '"it\'s a host"\n'],
      ["jls -j a host.hostname ip4.addr", "it's a host -\n"],
      ["jls -j b -n host.hostname ip4.addr", 'host.hostname="" ip4.addr=10.2.70.8,10.2.70.9\n'],
      ["jls -j a -n ip4.addr persist dying", "ip4.addr= persist nodying\n"],
      ["jls -j a persist allow.mount", "true false\n"],
      ["jls -j a -s jid name vnet ip4.addr dying cpuset.id", "jid=1 name=a vnet=new\n"],
      [
        "jls --libxo json -n -j b name persist",
        '{"__version": "2", "jail-information": {"jail": [{"name":"b","persist":true}]}}\n',
      ],
    ];
    for (const [line, stdout] of cases) {
      expect([line, await run(line)]).toEqual([line, { status: 0, stdout, stderr: "" }]);
    }
  });

  test("says what there is not", async () => {
    const { run, lab } = jailLab();
    makeJail(lab, "a");
    expect(await run("jls nosuch")).toMatchObject({
      status: 1,
      stderr: "jls: unknown parameter: nosuch\n",
    });
    expect(await run("jls -j nosuch name")).toEqual({
      status: 1,
      stdout: "",
      stderr: 'jls: jail "nosuch" not found\n',
    });
    expect(await run("jls -j 7")).toEqual({
      status: 1,
      stdout: "   JID  IP Address      Hostname                      Path\n",
      stderr: "jls: jail 7 not found\n",
    });
    expect((await run("jls -c -j a")).status).toBe(0);
    expect(await run("jls -cj 7")).toEqual({ status: 1, stdout: "", stderr: "" });
  });

  test("and jail see nothing from inside a jail", async () => {
    const { run, lab } = jailLab();
    const jail = makeJail(lab, "a");
    makeJail(lab, "b");
    expect((await run("jls name", { jail })).stdout).toBe("");
    expect((await run("jail -r b", { jail })).stderr).toBe('jail: "b" not found\n');
    expect((await run("jexec b hostname", { jail })).stderr).toBe('jexec: jail "b" not found\n');
    expect((await run("jail -c name=c persist", { jail })).stderr).toBe(
      "jail: jail_set: Operation not permitted\n",
    );
  });
});

test("jexec says why it cannot go in, or run what it is to run there", async () => {
  const { run, lab } = jailLab();
  makeJail(lab, "a");
  const cases: [string, string][] = [
    ["jexec 7 hostname", "jail 7 not found"],
    ["jexec 0 hostname", "jail_attach(0): Invalid argument"],
    ["jexec a nosuch", "execvp: nosuch: No such file or directory"],
  ];
  for (const [line, text] of cases) {
    expect([line, await run(line)]).toEqual([
      line,
      { status: 1, stdout: "", stderr: `jexec: ${text}\n` },
    ]);
  }
  expect((await run("jexec 1 hostname")).stdout).toBe("a\n");
});

test("a jail that goes takes what was made in it, both halves of a pair, and gives back what was the host's", async () => {
  const { run, lab } = jailLab();
  const jail = makeJail(lab, "a");
  await run("kldload if_epair");
  await run("ifconfig epair create", { jail });
  await run("ifconfig epair0b -vnet a");
  // The host's own number 0 is free, but not the name.
  expect((await run("ifconfig epair create")).stderr).toBe(
    "ifconfig: interface epair already exists\n",
  );
  await run("ifconfig epair1 create");
  await run("ifconfig epair1b vnet a");
  await run("ifconfig epair1b group web up", { jail });
  expect((await run("ifconfig -l")).stdout).toBe("vtnet0 lo0 epair0b epair1a\n");
  await run("jail -r a");
  expect((await run("ifconfig -l")).stdout).toBe("vtnet0 lo0 epair1a epair1b\n");
  expect((await run("ifconfig epair1b")).stdout).toContain("\tgroups: epair\n");
});

test("a console log that cannot be opened keeps a jail from starting, and says why", async () => {
  const { lab, run } = testLab();
  lab.files.write(
    "/etc/jail.conf",
    'a { path = /; persist; exec.start = "echo up"; exec.consolelog = /nosuch/a.log; }\n',
  );
  const { status, stderr } = await run("jail -c a");
  expect(status).toBe(1);
  expect(stderr).toStartWith("jail: a: open /nosuch/a.log: No such file or directory\n");
  expect(lab.jails.find("a")).toBeUndefined();
});
