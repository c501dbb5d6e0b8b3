/** Bastille 1.4, as it was recorded, with the lab's in its place: the same output, exit status and files. */
import { expect, test } from "bun:test";
import { labPrograms } from "../../src/cli/labprogram.ts";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import { splitWords } from "../../src/config/sh/line.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { via } from "../support/via.ts";
import { type Answer, Renumbering } from "./normalise.ts";
import { bootRecordedHost, readRecording, replay } from "./replay.ts";

const JAIL = "/usr/local/bastille/jails/jail05";

async function hostWithBastille(): Promise<Lab> {
  const lab = bootRecordedHost(labPrograms(runNgbuddy, undefined, via), "15.1-RELEASE");
  expect((await lab.capture(splitWords("pkg install -y bastille"))).status).toBe(0);
  return lab;
}

test("52-bastille-setup: the lab's says and writes what Bastille did", async () => {
  const { commands, mismatches } = await replay("52-bastille-setup", await hostWithBastille(), {
    shell: true,
  });
  expect(mismatches).toEqual([]);
  expect(commands).toBe(10);
});

test("53-bastille-epair: the files of `create -V … DHCP` are Bastille's", async () => {
  const lab = await hostWithBastille();
  await lab.capture(splitWords("bastille bootstrap 15.1-RELEASE"));
  const unlike: string[] = [];
  for (const { run, sh, stdout } of readRecording("53-bastille-epair")) {
    const got = await lab.capture(run === undefined ? ["sh", "-c", sh!] : splitWords(run));
    expect(got.status).toBe(0);
    if (got.stdout === stdout) continue;
    // They were recorded while create was under way: the rest comes behind.
    expect(got.stdout).toStartWith(stdout);
    unlike.push(run ?? sh ?? "");
  }
  expect(unlike).toEqual([
    "bastille create -V jail05 15.1-RELEASE DHCP vtnet1",
    `cat ${JAIL}/root/etc/rc.conf`,
  ]);
});

/** In the recording the server gave the jail the address that the host has, too; a lab's does not. */
function compared({ exit, stdout, stderr }: Answer): Answer {
  const text = stdout.replaceAll("10.0.3.15 ", "10.0.3.16 ").replaceAll(/[\d./]+ ms/g, "N ms");
  return { exit, stdout: text.replaceAll(/ +/g, " "), stderr };
}

test("54-article: a jail that was moved by hand starts, has its lease on vnet0, and stops", async () => {
  const lab = await hostWithBastille();
  const recorded = readRecording("54-article");
  const textOf = (path: string) => recorded.find(({ run }) => run === `cat ${path}`)!.stdout;
  const files = {
    [`${JAIL}/jail.conf`]: textOf(`${JAIL}/jail.conf`),
    [`${JAIL}/fstab`]: "",
    [`${JAIL}/root/etc/rc.conf`]: textOf(`${JAIL}/root/etc/rc.conf`),
    [`${JAIL}/root/bin/freebsd-version`]: 'USERLAND_VERSION="15.1-RELEASE"\n',
    "/var/log/bastille/keep": "",
  };
  for (const [path, text] of Object.entries(files)) {
    lab.files.makeDirectory(path.slice(0, path.lastIndexOf("/")));
    lab.files.write(path, text);
  }
  const [ours, theirs] = [new Renumbering(), new Renumbering()];
  let commands = 0;
  for (const { run, sh, ...answer } of recorded) {
    // From here on the rules for devices keep bpf(4) from the jail, which a lab does not have.
    if (sh?.startsWith("sed ")) break;
    const got = await lab.capture(run === undefined ? ["sh", "-c", sh!] : splitWords(run));
    if (!/^(?:bastille|jls|ifconfig|jexec jail05 ifconfig)\b/.test(run ?? "")) continue;
    commands++;
    const { status: exit, stdout, stderr } = got;
    const mine = ours.answer(compared({ exit, stdout, stderr }));
    expect({ run, ...mine }).toEqual({ run, ...theirs.answer(compared(answer)) });
  }
  expect(commands).toBe(14);
});
