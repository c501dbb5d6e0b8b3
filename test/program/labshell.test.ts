/** `ngbuddy lab shell` as it is used: by a terminal, by a pipe, with -c. Nothing of the machine is reached. */
import { expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { program } from "./program.ts";

test("commands from a pipe run one after the other on the lab, and the status is the last one's", async () => {
  await using ngbuddy = program();
  const shell = async (stdin: string) => await ngbuddy.runWith({ stdin }, "lab", "shell");
  await ngbuddy.run("lab", "start");
  expect(
    await shell("hostname\npwd\ncd /etc\nif true\nthen\nls rc.conf\nfi\nexit 7\necho never\n"),
  ).toEqual({
    status: 7,
    stdout: "belltower\n/root\nrc.conf\n",
    stderr: "",
  });
  expect(await shell('read x\nthe next line\necho "[$x]"\nfalse')).toEqual({
    status: 1,
    stdout: "[the next line]\n",
    stderr: "",
  });
  expect(await shell("echo a\nfi\necho never\n")).toMatchObject({
    status: 2,
    stdout: "a\n",
    stderr: 'sh: Syntax error: "fi" unexpected\n',
  });
});

test("with -c it runs what it is given, and passes on what it reads", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const shell = async (command: string, stdin = "") =>
    await ngbuddy.runWith({ stdin }, "lab", "shell", "-c", command);
  expect(await shell("ifconfig -l | cat; exit 3")).toMatchObject({
    status: 3,
    stdout: "vtnet0 lo0\n",
  });
  expect((await shell('while read l; do echo "<$l>"; ifconfig -l; done', "a\nb\n")).stdout).toBe(
    "<a>\nvtnet0 lo0\n<b>\nvtnet0 lo0\n",
  );
  expect(await shell("ngctl mkpeer nosuch a b 2>/dev/null || echo $?; tar x")).toEqual({
    status: 69,
    stdout: "71\n",
    stderr: "sh: line 1: tar: not emulated in a lab\n",
  });
  expect(
    (
      await shell(
        "x=1 sh -c 'echo $x $0'; printf 'echo $1' > /tmp/s; sh /tmp/s word; exec ifconfig -l",
      )
    ).stdout,
  ).toBe("1 sh\nword\nvtnet0 lo0\n");
});

test("ngbuddy in it is the whole program", async () => {
  await using ngbuddy = program();
  const { status, stdout, stderr } = await ngbuddy.runWith(
    {
      stdin: [
        "ngbuddy enable > /tmp/said; ngbuddy start",
        "ngbuddy lab advance 60 && echo advanced",
        'ngbuddy status | cat | while read a b; do echo "$a"; done',
        'cat /tmp/said | while read l; do echo "said $l"; done',
        "ngbuddy nosuch",
      ].join("\n"),
    },
    "lab",
    "shell",
  );
  expect({ status, stderr }).toEqual({
    status: 64,
    stderr: expect.stringContaining('unknown subcommand "nosuch"'),
  });
  expect(stdout).toContain("advanced\n");
  expect(stdout).toContain("said ngbuddy_enable:  -> YES\n");
});

test("every file that ngbuddy is given in it is the lab's, as those of the redirections beside it", async () => {
  await using ngbuddy = program();
  const own = mkdtempSync(`${ngbuddy.lab}-own-`);
  const script = join(own, "script.sh");
  writeFileSync(
    script,
    [
      "ngbuddy enable > /dev/null; ngbuddy start > /dev/null; mkdir /tmp/d; cd /tmp/d",
      "ngbuddy export > n.yaml; ngbuddy export > /tmp/m.yaml",
      "ngbuddy apply -f n.yaml && ngbuddy apply -f /tmp/m.yaml && ngbuddy diff -f ../m.yaml",
      "cp /etc/rc.conf rc.conf; ngbuddy check rc.conf /etc",
      "ngbuddy graph -o net.svg; ngbuddy graph -o ../d/net.png; jng graph -o jng.svg",
      "ngbuddy exporter --textfile net.prom; ngbuddy capture public -w net.pcapng --duration 0.1s",
      "ngbuddy lab save all.lab; echo hostname > session.txt; ngbuddy lab run session.txt",
      "ngbuddy fleet init --fleet f.json tls://nats.example.org",
      "ngbuddy fleet enroll --fleet f.json -w web.agent web1",
      "mkdir /tmp/docs; ngbuddy fleet plan --fleet f.json -f /tmp/docs",
      "ngbuddy agent --file web; ngbuddy exporter --tls-cert /tmp/c --tls-key /tmp/k",
      "echo weak > token; ngbuddy exporter --token-file token; ngbuddy lab start --host /tmp/h",
      "ngbuddy capture public -w /tmp/d; ngbuddy lab capture vtnet0 -w /tmp/d; jng graph -fo /tmp/d",
      "ngbuddy lab restore all.lab > /dev/null && ls",
    ].join("\n"),
  );
  const { status, stdout, stderr } = await ngbuddy.runWith({ cwd: own }, "lab", "run", script);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringContaining("document has"),
  });
  expect(stdout).toEndWith(
    "\nall.lab\njng.svg\nn.yaml\nnet.pcapng\nnet.png\nnet.prom\nnet.svg\nrc.conf\n",
  );
  expect(
    stderr.split("\n").filter((line) => !/^ngbuddy: (?:started|captur(?:ing|ed)) /.test(line)),
  ).toEqual([
    "ngbuddy: /tmp/docs has no document for any host; call one web1.yaml",
    "ngbuddy: agent: there is no /tmp/d/web; on the machine of the fleet's owner: ngbuddy fleet enroll NAME",
    "ngbuddy: exporter: cannot read /tmp/c: no such file or directory",
    "ngbuddy: exporter: --token-file token: others may read it (mode 0644): chmod 600 token",
    "ngbuddy: lab: cannot read /tmp/h: no such file or directory",
    "ngbuddy: capture: cannot write /tmp/d: /tmp/d is in the way: it is a directory",
    "ngbuddy: lab capture: cannot write /tmp/d: /tmp/d is in the way: it is a directory",
    "jng: cannot write /tmp/d: /tmp/d is in the way: it is a directory",
    "",
  ]);
  expect(readdirSync(own)).toEqual(["script.sh"]);
});

test("what is named outside of it is this machine's, also for a host that is a lab", async () => {
  await using ngbuddy = program();
  const own = mkdtempSync(`${ngbuddy.lab}-own-`);
  await ngbuddy.run("lab", "start");
  const { stdout } = await ngbuddy.run("export");
  writeFileSync(join(own, "net.yaml"), stdout);
  for (const words of ["diff -f net.yaml", "graph -o net.svg"])
    expect(await ngbuddy.runWith({ cwd: own }, ...words.split(" "))).toMatchObject({ status: 0 });
  expect(readdirSync(own).sort()).toEqual(["net.svg", "net.yaml"]);
});

test("jng in it is the whole program too, and a CNI plugin is asked what its environment says", async () => {
  await using ngbuddy = program();
  const { status, stdout, stderr } = await ngbuddy.runWith(
    {
      stdin: [
        "jng bridge web vtnet0",
        "jng graph -o jng.svg && head -c 4 jng.svg",
        "export CNI_COMMAND=VERSION",
        "ngbuddy cni < /dev/null && ngbuddy < /dev/null && ngbuddy version",
      ].join("\n"),
    },
    "lab",
    "shell",
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining("CNI") });
  expect(stdout).toContain("<svg");
  expect(stdout.match(/"supportedVersions"/g)).toHaveLength(2);
  expect(stdout).toContain("ng0_web\n");
});

test("no file and no program of the machine can be reached from it", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const root = join(ngbuddy.lab, "root");
  const outside = join(ngbuddy.lab, "outside");
  writeFileSync(outside, "secret\n");
  mkdirSync(join(root, "links"));
  symlinkSync(outside, join(root, "links", "file"));
  symlinkSync("../../..", join(root, "links", "above"));
  const shell = async (command: string) => await ngbuddy.run("lab", "shell", "-c", command);
  const { stdout, stderr } = await shell(
    [
      `cat ${outside}`,
      `cat ../../../../../..${outside}`,
      `(cd ../../../../..; cat .${outside})`,
      "cat /links/file",
      "cat /links/above/outside",
      `(. ${outside})`,
      `read x < ${outside}; echo "$x"`,
      "(cat < /links/file)",
      "ls /links/above/",
      "echo /links/above/*side",
      `echo x > ${outside}; echo x > /links/file; echo x >> /links/above/outside`,
      "echo x > /etc/only-here; cat /etc/only-here",
      "../../../bin/python3 -c 'print(1)'",
      "python3 -c 'print(1)'",
      "/bin/bash -c 'echo 1'",
    ].join("\n"),
  );
  expect(stdout).not.toMatch(/secret|^1$/m);
  expect(stdout).toEndWith("\n/links/above/*side\nx\n");
  expect(stderr).not.toContain("secret");
  expect(readFileSync(outside, "utf8")).toBe("secret\n");
  expect(existsSync("/etc/only-here")).toBe(false);
});

test("a script of the user's runs in the lab, and says where it went wrong", async () => {
  await using ngbuddy = program();
  const script = join(ngbuddy.lab, "..", `${ngbuddy.lab.split("/").at(-1)}.sh`);
  writeFileSync(
    script,
    'name=$(hostname)\necho "on $name" > /tmp/f\ncat /tmp/f\nngbuddy lab advance 1\nulimit\n',
  );
  await ngbuddy.run("lab", "start");
  expect(await ngbuddy.run("lab", "run", script)).toEqual({
    status: 69,
    stdout: "on belltower\n",
    stderr: `${script}: ${script}:5: ulimit: not emulated in a lab\n`,
  });
  expect((await ngbuddy.run("lab", "run", "--json", script)).status).toBe(64);
});
