/** What a service script of the network has to work with: rc.conf, ifconfig, and a voice. */
import type { Process } from "../process/process.ts";
import { runScript } from "../sh/script.ts";
import type { RcConfig } from "./config.ts";

/** The variable that says in a script's environment whose shell it runs in, /etc/rc's or /etc/rc.shutdown's: their names stand before its warnings. */
export const RUN_BY = "_rc_run_by";

/** One run of a script of rc.d's. */
export interface RcRun {
  readonly process: Process;
  readonly config: RcConfig;
  /** The script's path, which stands before its warnings. */
  readonly path: string;
  /** Are start messages printed? */
  readonly loud: boolean;
}

/** Runs a command of the base system. Returns its status. */
export async function run(rc: RcRun, ...argv: readonly string[]): Promise<number> {
  return await rc.process.run(argv);
}

/** Runs `ifconfig IF` with arguments that may have sh's quotes, as rc.conf's may: sh reads them. */
export async function ifconfigQuoted(rc: RcRun, name: string, words: string): Promise<number> {
  const text = `ifconfig "$1" ${words}`;
  return await runScript(rc.process, { text, path: "", name: rc.path, parameters: [name] });
}

export function warn(rc: RcRun, text: string): void {
  rc.process.err(`${rc.path}: WARNING: ${text}\n`);
}

/** Says of something that rc.conf asks for that a lab does not do it. */
export function passOver(rc: RcRun, what: string): void {
  rc.process.err(`${rc.path}: ${what}: not emulated in a lab\n`);
}

export function exists(rc: RcRun, name: string): boolean {
  return rc.process.vnet.interface(name) !== undefined;
}
