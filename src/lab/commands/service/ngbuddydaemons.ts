/** ngbuddy's services that stay: daemon(8) runs the program in the background, and again when it has ended (usr.sbin/daemon). */
import { wordsOf } from "../../../config/list.ts";
import { textInput } from "../../process/input.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process, System } from "../../process/process.ts";
import { syslog } from "../../process/syslog.ts";
import { type RcConfig, rcValue } from "../../rc/config.ts";
import type { RcCall, RcScript } from "./rcscript.ts";

/** How long daemon(8) waits before it runs a program again, milliseconds. */
const AGAIN = 10_000;
/** sysexits(3): something in the configuration is wrong. */
const EX_CONFIG = 78;

/** A variable of rc.conf, and what the script lets through to a shell. */
interface Checked {
  readonly variable: string;
  readonly allowed: RegExp;
  readonly complaint: string;
}

interface DaemonWish {
  readonly name: string;
  readonly description: string;
  readonly checks: readonly Checked[];
  /** What ngbuddy is run with. */
  words(config: RcConfig): readonly string[];
}

const pidFileOf = (name: string) => `/var/run/${name}.pid`;

function daemonScript({ name, description, checks, words }: DaemonWish): RcScript {
  const pidFile = pidFileOf(name);
  return {
    name,
    path: `/usr/local/etc/rc.d/${name}`,
    description,
    variable: `${name}_enable`,
    enabledByDefault: "NO",
    hasStatus: true,
    extra: [],
    own: ["start", "stop", "restart"],
    async run({ process, config, word, loud }: RcCall) {
      const { daemons, files } = process.lab;
      const isStart = word === "start" || word === "restart";
      for (const { variable, allowed, complaint } of isStart ? checks : [])
        if (!allowed.test(rcValue(config, variable))) {
          process.err(`${name}: ${variable}: ${complaint}\n`);
          return EX_CONFIG;
        }
      const running = daemons.get(name);
      const pid = placeOf(process, pidFile);
      if (word === "status") {
        process.out(
          running ? `${name} is running as pid ${running.pid}.\n` : `${name} is not running.\n`,
        );
        return running ? 0 : 1;
      }
      if (word === "start" && running) {
        process.err(`${name} already running?  (pid=${running.pid}).\n`);
        return 1;
      }
      if (word !== "start") {
        if (running) {
          process.out(`Stopping ${name}.\nWaiting for PIDS: ${running.pid}.\n`);
          running.end();
          if (files.exists(pid)) files.remove(pid);
        } else process.err(`${name} not running? (check ${pidFile}).\n`);
        if (word === "stop") return running ? 0 : 1;
      }
      if (loud) process.out(`Starting ${name}.\n`);
      const ended = new AbortController();
      daemons.set(name, {
        pid: process.pid,
        end() {
          ended.abort();
          daemons.delete(name);
        },
      });
      files.write(pid, `${process.pid}`);
      const argv = ["ngbuddy", ...words(config)];
      void keepRunning(process, argv, ended.signal);
      return 0;
    },
  };
}

/** Runs a program until it is to end: whenever it ends by itself, it is run again. */
async function keepRunning(
  process: Process,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { lab } = process;
  const log = (text: string) => {
    for (const line of text.split("\n").filter(Boolean)) syslog(lab, "ngbuddy", line);
  };
  const surroundings = { directory: "/", environment: {}, jail: undefined, stdin: textInput("") };
  while (!signal.aborted) {
    await process.run(argv, { ...surroundings, signal, out: log, err: log });
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const callOff = lab.clock.after(AGAIN, resolve);
      signal.addEventListener("abort", () => {
        callOff();
        resolve();
      });
    });
  }
}

const LISTEN = "127.0.0.1:9647";

function argumentsOf(config: RcConfig, name: string): readonly string[] {
  return wordsOf(rcValue(config, `${name}_args`));
}

/** The service that watches for the system log. */
export const ngbuddyMonitorScript = daemonScript({
  name: "ngbuddy_monitor",
  description: "tells the system log of links, loops, addresses, jails, rates and drops",
  checks: [
    {
      variable: "ngbuddy_monitor_args",
      allowed: /^[A-Za-z0-9_.= -]*$/,
      complaint: "options have letters, digits, = and . only",
    },
  ],
  words: (config) => ["monitor", "--syslog", ...argumentsOf(config, "ngbuddy_monitor")],
});

/** The service for Prometheus. */
export const ngbuddyExporterScript = daemonScript({
  name: "ngbuddy_exporter",
  description: "serves metrics of links, bridges, loops and drops to Prometheus",
  checks: [
    {
      variable: "ngbuddy_exporter_listen",
      allowed: /^[A-Za-z0-9.:[\]]*$/,
      complaint: "give an address and a port, such as 127.0.0.1:9647 or [::1]:9647",
    },
    {
      variable: "ngbuddy_exporter_args",
      allowed: /^[A-Za-z0-9_.=/ -]*$/,
      complaint: "options have letters, digits, =, /, _ and . only",
    },
  ],
  words: (config) => [
    ...["exporter", "--listen", rcValue(config, "ngbuddy_exporter_listen") || LISTEN],
    ...argumentsOf(config, "ngbuddy_exporter"),
  ],
});

/** The service of a fleet's agent. */
export const ngbuddyAgentScript = daemonScript({
  name: "ngbuddy_agent",
  description: "tells the servers of a fleet of this host and its networks",
  checks: [
    {
      variable: "ngbuddy_agent_args",
      allowed: /^[A-Za-z0-9_./= -]*$/,
      complaint: "options have letters, digits, =, / and . only",
    },
  ],
  words: (config) => ["agent", ...argumentsOf(config, "ngbuddy_agent")],
});

const ALL = [ngbuddyMonitorScript, ngbuddyExporterScript, ngbuddyAgentScript];

/** Starts those again whose programs have ended with the process that the lab was before. */
export async function startAgain(lab: System): Promise<void> {
  for (const { name } of ALL)
    if (!lab.daemons.has(name) && lab.files.exists(pidFileOf(name)))
      await lab.capture(["service", name, "onestart"]);
}
