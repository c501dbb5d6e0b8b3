/** service(8) and what rc.subr(8) does for the scripts (usr.sbin/service, libexec/rc). */
import { describe, expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";

const CONF = "exec.start = true; path = /; persist;\na { }\nb { exec.poststart = false; }\n";

function serviceLab(rc = "") {
  const lab = testLab();
  lab.lab.files.write("/etc/jail.conf", CONF);
  if (rc !== "") lab.lab.files.write("/etc/rc.conf", rc);
  return lab;
}

describe("the service jail", () => {
  test("starts and stops jails by name, and says which", async () => {
    const { lab, run, out } = serviceLab();
    expect(await run("service jail start a")).toEqual({
      status: 0,
      stdout:
        "Cannot 'start' jail. Set jail_enable to YES in /etc/rc.conf or use 'onestart' instead of 'start'.\n",
      stderr: "",
    });
    expect(await out("service jail quietstart a")).toBe("");
    expect(await out("service jail onestart a")).toBe("Starting jails: a.\n");
    expect(lab.jails.all().map(({ name }) => name)).toEqual(["a"]);
    expect(await out("service jail onestart b")).toBe(
      'Starting jails: cannot start jail  "b": \njail: b: false: failed\n2\n.\n',
    );
    expect(await out("service jail status")).toBe(await out("jls -N"));
    expect(await out("service jail onerestart a")).toBe("Stopping jails: a.\nStarting jails: a.\n");
    expect(await out("service jail onestop a b")).toBe("Stopping jails: a.\n");
    expect(lab.jails.all()).toEqual([]);
  });

  test("takes those of jail_list, or all, and a jail's own file", async () => {
    const { lab, out, run } = serviceLab('jail_enable="YES"\n');
    lab.files.write("/etc/jail.conf", "path = /; persist;\na { }\nc { }\n");
    await out("mkdir -p /etc/jail.conf.d");
    lab.files.write("/etc/jail.conf.d/d.conf", "d { path = /; persist; }\n");
    expect(await out("service jail start")).toBe("Starting jails: a c.\n");
    expect(await out("service jail start d")).toBe("Starting jails: d.\n");
    expect(await out("service jail config d a")).toBe(
      "d: parameters are in /etc/jail.conf.d/d.conf.\na: parameters are in /etc/jail.conf.\n",
    );
    await out("sysrc jail_list+=a jail_list+=d jail_reverse_stop=YES");
    expect(await out("service jail stop")).toBe("Stopping jails: d a.\n");
    lab.files.remove("/etc/jail.conf");
    expect(await run("service jail start x")).toEqual({
      status: 0,
      stdout: "Starting jails:.\n",
      stderr:
        "/etc/rc.d/jail: WARNING: Invalid configuration for x  (no jail.conf, no hostname, or no path).   Jail x was ignored.\n",
    });
  });
});

describe("any service", () => {
  test("can be enabled, disabled, asked", async () => {
    const { out, run, lab } = serviceLab("# mine\n");
    expect((await run("service jail enabled")).status).toBe(1);
    expect(await out("service jail enable")).toBe("jail enabled in /etc/rc.conf\n");
    expect((await run("service jail enabled")).status).toBe(0);
    expect(await out("service jail rcvar")).toBe(
      '# jail : Manage system jails\n#\njail_enable="YES"\n#   (default: "")\n\n',
    );
    const enabled = await out("service -e");
    expect(enabled).toContain("/etc/rc.d/jail\n/etc/rc.d/bgfsck\n");
    expect(enabled).toMatch(/newsyslog\n.*rc\.d\/syslogd\n.*rc\.d\/cron\n/s);
    await out("sysrc quota_enable=YES");
    expect((await run("service -e")).stderr).toBe(
      'service: -e with quota_enable="YES": not emulated in a lab\n',
    );
    await out("sysrc -x quota_enable");
    expect(await out("service jail extracommands")).toBe("config console status\n");
    expect(await out("service jail disable")).toBe("jail disabled in /etc/rc.conf\n");
    expect(await out("service jail disable")).toStartWith("Cannot 'disable' jail. ");
    expect(await out("service jail delete")).toBe("jail_enable deleted in /etc/rc.conf\n");
    expect(lab.files.read("/etc/rc.conf")).toBe("# mine\n");
    lab.files.write("/etc/rc.conf.local", 'jail_enable="YES"\n');
    expect(await out("service jail disable")).toBe("jail disabled in /etc/rc.conf.local\n");
    expect(lab.files.read("/etc/rc.conf.local")).toBe('jail_enable="NO"\n');
    lab.files.remove("/etc/rc.conf.local");
    lab.files.write("/etc/rc.conf", "jail_enable=perhaps\n");
    expect((await run("service jail stop")).stderr).toBe(
      "/etc/rc.d/jail: WARNING: $jail_enable is not set properly - see rc.conf(5).\n",
    );
  });

  test("refuses commands that it does not know, and services that are not there", async () => {
    const { run } = serviceLab();
    const usage =
      "Usage: /etc/rc.d/jail [fast|force|one|quiet](start|stop|restart|rcvar|enable|disable|delete|enabled|describe|extracommands|config|console|status|status)\n";
    expect(await run("service jail")).toEqual({ status: 1, stdout: "", stderr: usage });
    expect(await run("service jail onereload")).toEqual({
      status: 1,
      stdout: "",
      stderr: `/etc/rc.d/jail: unknown directive 'reload'.\n${usage}`,
    });
    expect(await run("service nosuch start")).toEqual({
      status: 1,
      stdout:
        "nosuch does not exist in /etc/rc.d or the local startup\ndirectories (/usr/local/etc/rc.d), or is not executable\n",
      stderr: "",
    });
    expect(await run("service -x")).toMatchObject({ status: 1, stderr: "Illegal option -x\n" });
    expect((await run("service -h")).stdout).toContain("\nservice -h\n");
    expect((await run("service")).status).toBe(1);
    expect((await run("service -j nosuch jail status")).stderr).toBe(
      'jexec: jail "nosuch" not found\n',
    );
  });

  test("reads rc.conf as sh does: what goes wrong there is said, and what ends sh ends it", async () => {
    for (const [rc, status, stdout, stderr] of [
      ['enabled=YES\njail_enable="$(echo $enabled)"\n', 0, "", ""],
      ["jail_enable=YES\nb=no newline\n", 0, "", "/etc/rc.conf: newline: not found\n"],
      ["jail_enable=YES\nexit 3\n", 3, "", ""],
      ["jail_enable=YES\nreadonly a=1; a=2\n", 2, "", "/etc/rc.conf: a: is read only\n"],
      ["jail_enable='YES\n", 2, "", "/etc/rc.conf: 1: Syntax error: Unterminated quoted string\n"],
      ["ulimit -n 5\n", 69, "", "/etc/rc.conf:1: ulimit: not emulated in a lab\n"],
      ["ulimit() { :; }; ulimit -n 5; jail_enable=NO\n", 1, "", ""],
    ] as const) {
      const { run } = serviceLab(rc);
      expect({ rc, ...(await run("service jail enabled")) }).toEqual({
        rc,
        status,
        stdout,
        stderr,
      });
    }
  });

  test("edits rc.conf as sysrc does, in a jail the jail's", async () => {
    const inside = 'if true; then\njail_enable="YES"\nfi\nb=1\n';
    const { lab, out } = serviceLab(inside);
    expect(await out("service jail disable")).toBe("jail disabled in /etc/rc.conf\n");
    expect(lab.files.read("/etc/rc.conf")).toBe(inside.replace("YES", "NO"));
    lab.files.write("/etc/rc.conf", `a=1\n${inside.replace("then\n", "then :\n")}`);
    expect(await out("service jail delete")).toBe("jail_enable deleted in /etc/rc.conf\n");
    expect(lab.files.read("/etc/rc.conf")).toBe("a=1\nif true; then :\nfi\nb=1\n");
    lab.files.write("/etc/rc.conf.d/jail", "jail_enable=NO\n");
    lab.files.write("/etc/rc.conf.d/ngbuddy", "jail_enable=NO\n");
    expect(await out("service jail enable")).toBe("jail enabled in /etc/rc.conf.d/jail\n");
    expect(lab.files.read("/etc/rc.conf.d/ngbuddy")).toBe("jail_enable=NO\n");
    lab.files.makeDirectory("/j/etc");
    await out("jail -c name=j path=/j persist");
    expect(await out("jexec j service jail enable")).toBe("jail enabled in /etc/rc.conf\n");
    expect(lab.files.read("/j/etc/rc.conf")).toBe('jail_enable="YES"\n');
  });
});
