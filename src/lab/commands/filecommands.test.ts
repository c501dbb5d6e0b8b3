import { describe, expect, test } from "bun:test";
import { makeJail, testLab } from "../../../test/support/lab.ts";

describe("the commands on files", () => {
  test("cat shows files and standard input, and goes on after one that is missing", async () => {
    const { run, lab } = testLab();
    lab.files.write("/tmp/a", "A");
    expect(await run("cat /tmp/a /nosuch - tmp/a /tmp", { text: "in" })).toEqual({
      status: 1,
      stdout: "AinA",
      stderr: "cat: /nosuch: No such file or directory\ncat: /tmp: Is a directory\n",
    });
  });

  test("tee writes and appends, and passes on what it reads", async () => {
    const { run, lab } = testLab();
    expect(await run("tee /tmp/a /nosuch/b", { text: "one\n" })).toEqual({
      status: 1,
      stdout: "one\n",
      stderr: "tee: /nosuch/b: No such file or directory\n",
    });
    await run("tee -a /tmp/a", { text: "two\n" });
    expect(lab.files.read("/tmp/a")).toBe("one\ntwo\n");
    await run("tee /tmp/a", { text: "" });
    expect(lab.files.read("/tmp/a")).toBe("");
  });

  test("rm removes files, directories only with -r, and nothing is missing with -f", async () => {
    const { run, lab } = testLab();
    lab.files.makeDirectory("/tmp/d/e");
    lab.files.write("/tmp/d/e/f", "");
    expect(await run("rm /tmp/d /nosuch")).toEqual({
      status: 1,
      stdout: "",
      stderr: "rm: /tmp/d: is a directory\nrm: /nosuch: No such file or directory\n",
    });
    expect(await run("rm -rf /tmp/d /nosuch")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(lab.files.exists("/tmp/d")).toBe(false);
    for (const [name, text] of [
      ["/", '"/" may not be removed'],
      ["/tmp/..", '"." and ".." may not be removed'],
    ]) {
      expect((await run(`rm -rf ${name}`)).stderr).toBe(`rm: ${text}\n`);
    }
    expect(lab.files.exists("/etc/rc.conf")).toBe(true);
  });

  test("ls lists names, mkdir makes directories", async () => {
    const { run, out } = testLab();
    await out("mkdir -p /tmp/d/e");
    await out("mkdir /tmp/f");
    await out("tee /tmp/.hidden");
    expect(await out("ls /tmp")).toBe("d\nf\n");
    expect(await out("ls -a /tmp")).toBe(".\n..\n.hidden\nd\nf\n");
    expect(await run("ls /nosuch /tmp/d /tmp/.hidden")).toEqual({
      status: 1,
      stdout: "/tmp/.hidden\n\n/tmp/d:\ne\n",
      stderr: "ls: /nosuch: No such file or directory\n",
    });
    expect((await run("mkdir /tmp/d")).stderr).toBe("mkdir: /tmp/d: File exists\n");
    expect((await run("mkdir /no/such")).stderr).toBe("mkdir: /no: No such file or directory\n");
  });

  test("cp copies and mv moves, into directories too", async () => {
    const { run, out, lab } = testLab();
    lab.files.write("/tmp/a", "text");
    await out("mkdir /tmp/d");
    await out("cp /tmp/a /tmp/d");
    await out("mv /tmp/a /tmp/b");
    expect([lab.files.read("/tmp/d/a"), lab.files.read("/tmp/b")]).toEqual(["text", "text"]);
    expect((await run("cp /tmp/d /tmp/e")).stderr).toBe(
      "cp: /tmp/d is a directory (not copied).\n",
    );
    await out("cp -R /tmp/d /tmp/e");
    await out("mv /tmp/b /tmp/e/a /tmp/d");
    expect(lab.files.list("/tmp/d")).toEqual(["a", "b"]);
    expect((await run("mv /nosuch /tmp/x")).stderr).toBe(
      "mv: /nosuch: No such file or directory\n",
    );
    expect((await run("cp /tmp/d/a /tmp/d/a")).stderr).toBe(
      "cp: /tmp/d/a and /tmp/d/a are identical (not copied).\n",
    );
  });

  test("a jail sees its own root, and nothing above it", async () => {
    const { lab, run, out } = testLab();
    lab.files.makeDirectory("/jails/web/etc");
    lab.files.write("/jails/web/etc/rc.conf", "jail\n");
    const jail = { ...makeJail(lab, "web"), path: "/jails/web" };
    expect(await out("cat /etc/rc.conf", { jail })).toBe("jail\n");
    expect(await out("cat /../../etc/rc.conf", { jail })).toBe("jail\n");
    expect((await run("cat /jails/web/etc/rc.conf", { jail })).status).toBe(1);
  });

  test("echo, true and false", async () => {
    const { run } = testLab();
    expect(await run("echo a  b")).toMatchObject({ status: 0, stdout: "a  b\n" });
    expect((await run("echo -n a")).stdout).toBe("a");
    expect([(await run("true")).status, (await run("false")).status]).toEqual([0, 1]);
  });
});
