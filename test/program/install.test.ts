/** `make install`, and the service script that it installs. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shells } from "../../src/cli/completions.ts";
import { serviceCommands } from "../../src/cli/service.ts";
import { subcommands } from "../../src/cli/subcommands/index.ts";

const root = join(import.meta.dirname, "..", "..");
let directory: string;
let stage: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "ngbuddy-install-"));
  stage = join(directory, "stage");
  writeFileSync(
    join(directory, "program"),
    '#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\n[ "$2" != refused ] || exit 69\n[ -z "$SHOW" ] || env\n',
  );
  writeFileSync(
    join(directory, "service-commands"),
    `${(await serviceCommands(subcommands)).join(" ")}\n`,
  );
  mkdirSync(join(directory, "completions"));
  for (const shell of shells) writeFileSync(join(directory, "completions", shell), "");
  writeFileSync(join(directory, "host.schema.json"), "{}\n");
  writeFileSync(join(directory, "check.schema.json"), "{}\n");
  writeFileSync(join(directory, "openapi.json"), "{}\n");
  writeFileSync(join(directory, "document.schema.json"), "{}\n");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function make(program: string) {
  return spawnSync(
    program,
    [
      "install",
      `DESTDIR=${stage}`,
      "PREFIX=/opt",
      `EXECUTABLE=${join(directory, "program")}`,
      `COMPLETIONS=${join(directory, "completions")}`,
      `COMMANDS=${join(directory, "service-commands")}`,
      `HOST_SCHEMA=${join(directory, "host.schema.json")}`,
      `CHECK_SCHEMA=${join(directory, "check.schema.json")}`,
      `OPENAPI=${join(directory, "openapi.json")}`,
      `DOCUMENT_SCHEMA=${join(directory, "document.schema.json")}`,
    ],
    { cwd: root, encoding: "utf8" },
  );
}

test("GNU make and BSD make install the files that the port lists", () => {
  // The ports tree compresses manual pages.
  const listed = readFileSync(join(root, "packaging", "port", "pkg-plist"), "utf8")
    .replaceAll(".gz\n", "\n")
    .trim()
    .split("\n");
  for (const program of ["make", "bmake"]) {
    rmSync(stage, { recursive: true, force: true });
    expect(make(program)).toMatchObject({ status: 0, stderr: "" });
    const installed = readdirSync(join(stage, "opt"), { recursive: true, encoding: "utf8" });
    const files = installed.filter((path) => statSync(join(stage, "opt", path)).isFile());
    expect(files.sort()).toEqual([...listed].sort());
  }
});

/** As much of FreeBSD 15's rc.subr(8) as the script leans on: prefixes, rcvar, and a word's own command that gets the other words to eval. */
const subr = `
load_rc_config() { . "$RC_CONF"; }
run_rc_command() {
  rc_arg=$1; shift; rc_extra_args="$*"
  case $rc_arg in
    fast*) rc_arg=\${rc_arg#fast} ;;
    one*) rc_arg=\${rc_arg#one}; eval $rcvar=YES ;;
    quiet*) rc_arg=\${rc_arg#quiet} ;;
  esac
  case " start stop restart enable disable $extra_commands \${status_cmd:+status} " in
    *" $rc_arg "*) ;;
    *) echo "unknown directive '$rc_arg'" >&2; exit 1 ;;
  esac
  eval "_enabled=\\$$rcvar"
  case $rc_arg,$_enabled in
    enable,*|status,*|*,YES) ;;
    *,NO) echo "Cannot '$rc_arg' $name."; return 0 ;;
    *) echo "$rcvar is not set properly" >&2; return 0 ;;
  esac
  eval "_cmd=\\$\${rc_arg}_cmd _svcj=\\$\${name}_svcj"
  [ "$_svcj" = NO ] || echo "would run in a service jail" >&2
  eval "$_cmd $rc_extra_args" || return 1
}
`;

function service(...words: string[]) {
  return serviceWith('ngbuddy_enable="YES"\nsvcj_all_enable="YES"\n', ...words);
}

function serviceWith(rcConf: string, ...words: string[]) {
  return serviceIn({}, rcConf, ...words);
}

function serviceIn(more: { [name: string]: string }, rcConf: string, ...words: string[]) {
  const installed = join(stage, "opt", "etc", "rc.d", "ngbuddy");
  if (!existsSync(installed)) expect(make("make").status).toBe(0);
  const script = readFileSync(installed, "utf8");
  const file = join(directory, "rc");
  writeFileSync(join(directory, "rc.subr"), subr);
  writeFileSync(join(directory, "rc.conf"), rcConf);
  writeFileSync(
    file,
    script.replace("/etc/rc.subr", join(directory, "rc.subr")).replaceAll("/opt/", `${stage}/opt/`),
  );
  chmodSync(file, 0o755);
  // As service(8) starts it: with nothing of its own environment.
  const env = {
    PATH: "/sbin:/bin:/usr/sbin:/usr/bin",
    HOME: "/",
    RC_CONF: join(directory, "rc.conf"),
    ...more,
  };
  const { status, stdout, stderr } = spawnSync("sh", [file, ...words], { encoding: "utf8", env });
  return { status, stdout, stderr };
}

/** Runs the script that comes behind ipfw at boot; says what it calls. */
function natService(rcConf: string, word: string) {
  const installed = join(stage, "opt", "etc", "rc.d", "ngbuddy_nat");
  if (!existsSync(installed)) expect(make("make").status).toBe(0);
  const file = join(directory, "rcnat");
  const called = join(directory, "called");
  writeFileSync(called, '#!/bin/sh\necho "$@" >&2\n', { mode: 0o755 });
  const yes = 'checkyesno() { eval "_value=\\$$1"; [ "$_value" = YES ]; }\n';
  writeFileSync(join(directory, "rc.subr"), yes + subr);
  writeFileSync(join(directory, "rc.conf"), rcConf);
  const script = readFileSync(installed, "utf8")
    .replace("/etc/rc.subr", join(directory, "rc.subr"))
    .replaceAll("/opt/etc/rc.d/ngbuddy", called);
  writeFileSync(file, script, { mode: 0o755 });
  const env = {
    PATH: "/sbin:/bin:/usr/sbin:/usr/bin",
    HOME: "/",
    RC_CONF: join(directory, "rc.conf"),
  };
  const { status, stdout, stderr } = spawnSync("sh", [file, word], { encoding: "utf8", env });
  return { status, stdout, stderr };
}

/** Runs the script that comes before netif at boot, as /etc/rc does or by itself; says what it calls, and whether rc.conf is read again. */
function recoverService(awaiting: readonly string[], byRc: boolean) {
  const installed = join(stage, "opt", "etc", "rc.d", "ngbuddy_recover");
  if (!existsSync(installed)) expect(make("make").status).toBe(0);
  const state = join(directory, "awaiting");
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state);
  for (const name of awaiting) writeFileSync(join(state, name), "{}\n");
  writeFileSync(
    join(directory, "rc.subr"),
    'load_rc_config() { :; }\nrun_rc_command() { "$start_cmd"; }\n',
  );
  const called = join(directory, "called");
  writeFileSync(called, '#!/bin/sh\necho "$@ $TERM $BUN_OPTIONS"\n', { mode: 0o755 });
  const script = readFileSync(installed, "utf8")
    .replace("/etc/rc.subr", join(directory, "rc.subr"))
    .replace("/var/db/ngbuddy/awaiting", state)
    .replace("/opt/sbin/ngbuddy", called);
  const file = join(directory, "rcrecover");
  writeFileSync(file, script, { mode: 0o755 });
  const rc = join(directory, "rc");
  writeFileSync(rc, `trap "echo read again" ALRM\n( set faststart; . ${file} )\necho on\n`);
  const env = { PATH: "/sbin:/bin:/usr/sbin:/usr/bin", BUN_OPTIONS: "--eval" };
  const { status, stdout, stderr } = byRc
    ? spawnSync("sh", [rc], { encoding: "utf8", env })
    : spawnSync("sh", [file, "start"], { encoding: "utf8", env });
  return { status, stdout, stderr };
}

test("what nobody has confirmed is taken back at boot, and /etc/rc reads rc.conf again then", () => {
  const done = (stdout: string) => ({ status: 0, stdout, stderr: "" });
  expect(recoverService(["1-2-3-4.jsonl"], true)).toEqual(done("recover dumb \nread again\non\n"));
  expect(recoverService([], true)).toEqual(done("on\n"));
  expect(recoverService(["1-2-3-4.jsonl"], false)).toEqual(done("recover dumb \n"));
});

test("the service for ipfw's NAT starts ngbuddy once more at boot, where rc.conf has both", () => {
  const enabled = "ngbuddy_enable=YES\n";
  const both = `${enabled}firewall_enable=YES\nngbuddy_private_nat="YES"\n`;
  const nothing = { status: 0, stdout: "", stderr: "" };
  expect(natService(both, "faststart")).toEqual({ ...nothing, stderr: "quietstart\n" });
  for (const one of ["firewall_enable=YES\n", "ngbuddy_private_nat=YES\n"])
    expect(natService(enabled + one, "faststart")).toEqual(nothing);
  expect(natService(both, "faststop")).toEqual(nothing);
});

test("the service hands its arguments over as they are", () => {
  // As the ports' ngbuddy(8) has it.
  expect(service("enable").stdout).toBe("<enable><--no-seed>");
  for (const word of ["start", "stop", "restart", "status", "vmconf", "vmname"])
    expect(service(word)).toEqual({ status: 0, stdout: `<${word}>`, stderr: "" });
  for (const word of ["bridge", "create", "destroy", "jail", "unbridge", "unjail"])
    expect(service(word, "web1", "public").stdout).toBe(`<${word}><web1><public>`);
  expect(service("stop", "--all", "-v").stdout).toBe("<stop><--all><-v>");
  // At boot.
  expect(service("faststart").stdout).toBe("<start>");
});

test("a service that is not enabled does nothing, unless it is asked for once", () => {
  expect(serviceWith('ngbuddy_enable="NO"\n', "faststart")).toEqual({
    status: 0,
    stdout: "Cannot 'start' ngbuddy.\n",
    stderr: "",
  });
  expect(serviceWith("", "enable").stdout).toBe("<enable><--no-seed>");
  expect(serviceWith("", "status").stdout).toBe("<status>");
  expect(serviceWith("", "onejail", "web1").stdout).toBe("<jail><web1>");
});

test("the runtime's options in the environment of who starts the service do not reach the program", () => {
  const environment = {
    BUN_OPTIONS: "--preload=x",
    BUN_BE_BUN: "1",
    NODE_OPTIONS: "-r x",
    SHOW: "1",
  };
  const enabled = 'ngbuddy_enable="YES"\n';
  const { stdout } = serviceIn({ ...environment, LANG: "de\nBUN_X=1" }, enabled, "status");
  expect(stdout).toContain("LANG=de\n");
  expect(stdout.match(/^(BUN_OPTIONS|BUN_BE_BUN|NODE_\w+)=/gm)).toBeNull();
});

test("a subcommand that fails fails the service, with the program's own exit status", () => {
  expect(service("jail", "refused")).toEqual({ status: 69, stdout: "<jail><refused>", stderr: "" });
  expect(service("nosuch").status).toBe(1);
});

test("a host whose rc.conf says nothing of it boots without a warning", () => {
  expect(serviceWith("", "faststart")).toEqual({
    status: 0,
    stdout: "Cannot 'start' ngbuddy.\n",
    stderr: "",
  });
});

test("no progress line gets among the kernel's own at boot", () => {
  const { stdout } = serviceIn({ SHOW: "1", TERM: "xterm" }, 'ngbuddy_enable="YES"\n', "start");
  expect(stdout.match(/^TERM=.*$/gm)).toEqual(["TERM=dumb"]);
});

test("what a shell would act on does not reach one", () => {
  for (const bad of ["$(id)", "a;b", "a`b`", "a&b", "a|b", "a*", "a'b", "a>b"]) {
    const { status, stdout, stderr } = service("jail", bad);
    expect([status, stdout]).toEqual([64, ""]);
    expect(stderr).toStartWith("ngbuddy: jail: names have letters");
  }
});

/** Makes a service's script with another rc.subr(8): this one, which is given what rc.conf says. */
function supervised(name: string, rcConf: string, subr: string): string {
  const installed = join(stage, "opt", "etc", "rc.d", name);
  if (!existsSync(installed)) expect(make("make").status).toBe(0);
  const [file, library] = [join(directory, `rc-${name}`), join(directory, `rc.subr.${name}`)];
  writeFileSync(file, readFileSync(installed, "utf8").replace("/etc/rc.subr", library));
  writeFileSync(library, `load_rc_config() { ${rcConf}; }\n${subr}\n`);
  return file;
}

/** Starts a service as rc.subr(8) does it; says what is run. */
function started(name: string, rcConf: string) {
  const say = `run_rc_command() { "$start_precmd" || return 1; eval "echo \\"$${name}_enable\\" env $${name}_env $command $command_args"; }`;
  const file = supervised(name, rcConf, say);
  const { status, stdout, stderr } = spawnSync("sh", [file, "start"], { encoding: "utf8" });
  return { status, stdout: stdout.trim(), stderr };
}

const BOOT = "env -i HOME=/ PATH=/sbin:/bin:/usr/sbin:/usr/bin";
const DAEMON = "/usr/sbin/daemon -c -f -S";
const daemonOf = (name: string) => `-T ngbuddy -s notice -R 10 -P /var/run/${name}.pid`;

test("the service that watches hands daemon(8) the program, and further options without a shell's signs", () => {
  const daemon = `${BOOT} ${DAEMON} -m 2 ${daemonOf("ngbuddy_monitor")} /opt/sbin/ngbuddy monitor --syslog`;
  expect(started("ngbuddy_monitor", ":")).toEqual({
    status: 0,
    stdout: `NO ${daemon}`,
    stderr: "",
  });
  expect(
    started("ngbuddy_monitor", 'ngbuddy_monitor_args="--rate 500M --interval 0.5"').stdout,
  ).toBe(`NO ${daemon} --rate 500M --interval 0.5`);
  for (const bad of ["$(id)", "--rate 1M; id", "a|b", "a>b", "`id`", "a&b"])
    expect(started("ngbuddy_monitor", `ngbuddy_monitor_args='${bad}'`)).toMatchObject({
      status: 78,
      stdout: "",
    });
});

test("the service of a fleet's agent hands daemon(8) the program, and further options without a shell's signs", () => {
  expect(
    started("ngbuddy_agent", 'ngbuddy_agent_args="--file /root/web1.agent --interval 10"').stdout,
  ).toBe(
    `NO ${BOOT} BUN_JSC_useDFGJIT=0 ${DAEMON} ${daemonOf("ngbuddy_agent")} /opt/sbin/ngbuddy agent --file /root/web1.agent --interval 10`,
  );
  for (const bad of ["$(id)", "--file x; id", "a|b"])
    expect(started("ngbuddy_agent", `ngbuddy_agent_args='${bad}'`)).toMatchObject({
      status: 78,
      stdout: "",
    });
});

test("the service for Prometheus hands daemon(8) the program, and nothing that a shell would act on", () => {
  const daemon = `${BOOT} ${DAEMON} ${daemonOf("ngbuddy_exporter")} /opt/sbin/ngbuddy exporter --listen`;
  expect(started("ngbuddy_exporter", ":")).toEqual({
    status: 0,
    stdout: `NO ${daemon} 127.0.0.1:9647`,
    stderr: "",
  });
  const token = "--token-file /usr/local/etc/ngbuddy.token";
  const set = `ngbuddy_exporter_listen="[::1]:9647" ngbuddy_exporter_args="${token}"`;
  expect(started("ngbuddy_exporter", set).stdout).toBe(`NO ${daemon} [::1]:9647 ${token}`);
  for (const bad of ["$(id)", "x; id", "a|b", "a>b", "`id`", "a&b", "a*b"])
    for (const variable of ["listen", "args"])
      expect(started("ngbuddy_exporter", `ngbuddy_exporter_${variable}='${bad}'`)).toMatchObject({
        status: 78,
        stdout: "",
      });
});

const SUPERVISED = ["agent", "exporter", "monitor"];

/** Stops a service as rc.subr(8) does it: its process is `pid`, whatever it is. */
function stopped(name: string, rcConf: string, pid: number) {
  const stop = `wait_for_pids() { echo "waits for $*"; }
run_rc_command() { rc_pid=${pid}; "$stop_precmd" && kill "-\${sig_stop:-TERM}" $rc_pid; "$stop_postcmd"; }`;
  const file = supervised(name, rcConf, stop);
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("/var/run/", `${directory}/`));
  const { status, stdout, stderr } = spawnSync("sh", [file, "stop"], { encoding: "utf8" });
  return { status, stdout: stdout.trim(), stderr };
}

test("a service whose program ends at once can be stopped, although daemon(8) hears nothing while it waits", async () => {
  for (const one of SUPERVISED) {
    const deaf = spawn("sh", ["-c", 'trap "" TERM; echo; exec sleep 1000'], { stdio: "pipe" });
    const ended = once(deaf, "exit");
    await once(deaf.stdout, "data");
    expect(stopped(`ngbuddy_${one}`, ":", deaf.pid!)).toEqual({
      status: 0,
      stdout: "waits for",
      stderr: "",
    });
    expect(await ended).toEqual([null, "SIGKILL"]);
  }
});

test("stopping a service waits for its program, too", async () => {
  for (const one of SUPERVISED) {
    const program = 'trap "kill $!; exit 3" TERM; sleep 1000 >/dev/null & echo $!; wait';
    const daemon = spawn("sh", ["-c", program], { stdio: "pipe" });
    const ended = once(daemon, "exit");
    const [child] = await once(daemon.stdout, "data");
    expect(stopped(`ngbuddy_${one}`, ":", daemon.pid!).stdout).toBe(
      `waits for ${String(child).trim()}`,
    );
    expect(await ended).toEqual([3, null]);
  }
});

test("a service can be stopped when its options in rc.conf are refused by now", async () => {
  for (const one of SUPERVISED) {
    const daemon = spawn("sleep", ["1000"]);
    const ended = once(daemon, "exit");
    await once(daemon, "spawn");
    expect(stopped(`ngbuddy_${one}`, `ngbuddy_${one}_args="a;b"`, daemon.pid!).status).toBe(0);
    await ended;
  }
});

test("a jail that has the host's files starts none of the services", () => {
  if (!existsSync(join(stage, "opt"))) expect(make("make").status).toBe(0);
  const scripts = join(stage, "opt", "etc", "rc.d");
  for (const name of readdirSync(scripts)) {
    const keywords = /^# KEYWORD: (.*)$/m.exec(readFileSync(join(scripts, name), "utf8"))?.[1];
    expect([name, keywords?.split(" ")]).toEqual([name, expect.arrayContaining(["nojail"])]);
  }
});

test("ipfw's NAT at boot has the address that DHCP brings", () => {
  if (!existsSync(join(stage, "opt"))) expect(make("make").status).toBe(0);
  const script = readFileSync(join(stage, "opt", "etc", "rc.d", "ngbuddy_nat"), "utf8");
  expect(script).toMatch(/^# REQUIRE: .*\bipfw\b.*\bdefaultroute\b/m);
});

test("what services say finds the system log at boot", () => {
  if (!existsSync(join(stage, "opt"))) expect(make("make").status).toBe(0);
  for (const one of SUPERVISED) {
    const script = join(stage, "opt", "etc", "rc.d", `ngbuddy_${one}`);
    expect(readFileSync(script, "utf8")).toMatch(/^# REQUIRE: .*\bsyslogd\b/m);
  }
});
