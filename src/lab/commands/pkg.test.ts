/** Packages in a lab. */
import { expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";

test("a package is there once it is installed, and gone when it is deleted", async () => {
  const { run, out, lab } = testLab();
  expect((await run("pkg info -e bastille")).status).toBe(1);
  expect(await out("pkg install -y bastille")).toBe("[1/1] Installing bastille-1.4.4...\n");
  expect(await out("bastille --version")).toBe("1.4.4\n");
  expect(await out("pkg info bastille")).toStartWith("bastille-1.4.4 ");
  expect(await out("pkg install -y sysutils/bastille")).toContain("already installed");
  await out("sysrc -f /usr/local/etc/bastille/bastille.conf bastille_prefix=/srv");
  await out("pkg delete -y bastille");
  expect((await run("bastille --version")).status).toBe(127);
  // What somebody has changed stays.
  expect(lab.files.list("/usr/local/etc/bastille")).toEqual(["bastille.conf"]);
});

test("without -y it asks, and does nothing but for a yes", async () => {
  const { run } = testLab();
  expect(await run("pkg install bastille", { text: "n\n" })).toMatchObject({ status: 1 });
  expect((await run("bastille --version")).status).toBe(127);
  expect(await run("pkg install bastille", { text: "y\n" })).toMatchObject({ status: 0 });
  expect((await run("bastille --version")).status).toBe(0);
});

test("what a lab has no package of is said to be so", async () => {
  const { run } = testLab();
  expect(await run("pkg install -y nginx")).toMatchObject({
    status: 69,
    stderr: "pkg: nginx: not emulated in a lab, whose packages are: bastille\n",
  });
  expect(await run("pkg upgrade")).toMatchObject({
    status: 69,
    stderr: "pkg: upgrade: not emulated in a lab\n",
  });
});
