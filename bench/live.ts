/** ngbuddy and the ports' shell script side by side on a real host, on a bridge of their own that touches no NIC. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { counted } from "../src/buddy/counted.ts";
import { type Row, seconds } from "./measure.ts";
import { loadedText, program, RUNS, rcLines, SIZES } from "./subcommands.ts";

/** The host that is measured. */
export interface LiveHost {
  readonly platform: string;
  readonly uid: number | undefined;
  /** Below what rc.conf and the programs' places are: `/`. */
  readonly root: string;
  /** Where programs are found that are called by their names. */
  readonly path: string;
}

/** This machine. */
export const thisHost: LiveHost = {
  platform: process.platform,
  uid: process.getuid?.(),
  root: "/",
  path: "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin",
};

/** Why nothing is measured. */
export class LiveError extends Error {}

/** Whose time is taken. */
interface Side {
  readonly name: string;
  readonly argv: readonly string[];
}

/** The rc.d script of this program says where that is; the ports' script is the program itself. */
const OUR_SCRIPT = /^program=".*\/sbin\/ngbuddy"$/m;

/**
 * Measures ngbuddy, and the script where it is installed. The host's rc.conf is as it was when that is over, whatever went
 * wrong. Throws a LiveError when this is no FreeBSD, nobody is root, or the host has bridges of its own.
 */
export async function live(
  host: LiveHost,
  sizes: readonly number[] = SIZES,
  signal: AbortSignal = new AbortController().signal,
): Promise<Row[]> {
  const rcConf = join(host.root, "etc", "rc.conf");
  const before = check(host, rcConf);
  const saved = `${rcConf}.before-bench`;
  const lines = (links: number) =>
    `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${rcLines(links)}`;
  const ours: Side = { name: "ngbuddy", argv: ourProgram(host) };
  const script = join(host.root, "usr/local/etc/rc.d/ngbuddy");
  const isInstalled = existsSync(script) && !OUR_SCRIPT.test(readFileSync(script, "utf8"));
  const sides = isInstalled ? [{ name: "script", argv: ["service", "ngbuddy"] }, ours] : [ours];
  const rows: Row[] = [];
  // Should this process be killed.
  if (existsSync(saved))
    throw new LiveError(`a measurement was cut off: put ${saved} in the place of ${rcConf} first`);
  writeFileSync(saved, before, { mode: 0o600 });
  try {
    for (const links of sizes) {
      const times = new Map<string, string[]>();
      for (const { name, argv } of sides) {
        // Each finds the file as the other one did.
        writeFileSync(rcConf, lines(links));
        for (const words of RUNS) {
          if (signal.aborted) throw new LiveError("interrupted");
          const time = await seconds(() => run(host, [...argv, ...words]));
          times.set(words[0]!, [...(times.get(words[0]!) ?? []), `${name} ${time.toFixed(2)} s`]);
        }
      }
      writeFileSync(rcConf, lines(links));
      for (const words of RUNS) {
        if (signal.aborted) throw new LiveError("interrupted");
        const [name = ""] = words;
        const counts = asked(await run(host, [...ours.argv, ...words, "-v"]));
        rows.push({
          what: `${name}, ${counted(links, "link")}`,
          value: `${times.get(name)!.join(", ")}; ${counts}, ${loadedText(name)}`,
        });
      }
    }
  } finally {
    // What a run that failed has left goes while rc.conf still names it.
    await run(host, [...ours.argv, "stop"]).catch(() => {});
    writeFileSync(rcConf, before);
    rmSync(saved);
  }
  if (!isInstalled) rows.push({ what: "the ports' script", value: `not at ${script}` });
  return rows;
}

/** Returns the text of rc.conf. */
function check({ platform, uid, path }: LiveHost, rcConf: string): string {
  if (platform !== "freebsd")
    throw new LiveError("--live is for FreeBSD; without it a lab is measured");
  if (uid !== 0) throw new LiveError("--live makes bridges, which is for root");
  const text = existsSync(rcConf) ? readFileSync(rcConf, "utf8") : "";
  if (/^\s*ngbuddy_/m.test(text))
    throw new LiveError(`${rcConf} has bridges of ngbuddy already; --live is for a host without`);
  const { stdout } = Bun.spawnSync(["ngctl", "list"], { env: { PATH: path }, stderr: "ignore" });
  if (/Type: (?:bridge|eiface)\b/.test(stdout.toString()))
    throw new LiveError("this host has bridges or eifaces already, which stop would remove");
  return text;
}

function ourProgram({ root }: LiveHost): readonly string[] {
  const installed = join(root, "usr/local/sbin/ngbuddy");
  return existsSync(installed) ? [installed] : program;
}

/** Runs a program. Returns what it says on standard error. */
async function run({ path }: LiveHost, argv: readonly string[]): Promise<string> {
  const child = Bun.spawn([...argv], {
    env: { PATH: path },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const said = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new LiveError(`${argv.join(" ")}: ${said.trim()}`);
  return said;
}

/** Counts the lines of -v: messages, requests to the kernel besides them, and commands. */
function asked(said: string): string {
  const lines = said.split("\n").flatMap((line) => /^ *[\d.]+ ms {2}(\S+)/.exec(line)?.[1] ?? []);
  const messages = lines.filter((word) => word === "message").length;
  const calls = lines.filter((word) => word === "kernel").length;
  const processes = lines.length - messages - calls;
  return `${counted(messages, "message")}, ${counted(calls, "call")}, ${counted(processes, "process")}`;
}
