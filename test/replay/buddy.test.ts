/** The ports' ngbuddy(8)'s recorded sessions, with our buddy in its place: the same graph, rc.conf and output, but for the corrected faults below. */
import { describe, expect, test } from "bun:test";
import { labPrograms } from "../../src/cli/labprogram.ts";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import { splitWords } from "../../src/config/sh/line.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { via } from "../support/via.ts";
import { type Answer, Renumbering } from "./normalise.ts";
import { bootRecordedHost, readRecording } from "./replay.ts";

/** Where ours answers differently, and why it should. */
interface Correction {
  readonly reason: string;
  /** What ours answers, in full … */
  readonly ours?: Answer;
  /** … or what the ports' ngbuddy(8)'s answer would be without the fault that came before. */
  readonly amend?: (stdout: string) => string;
  /** Brings the lab to where the ports' ngbuddy(8)'s fault left its host, so that the rest can be compared as it is. */
  readonly after?: string;
}

const refusal = (exit: number, stderr: string): Answer => ({
  exit,
  stdout: "",
  stderr: `ngbuddy: ${stderr}\n`,
});
const without =
  (...lines: string[]) =>
  (stdout: string) =>
    lines.reduce((text, line) => text.replace(`${line}\n`, ""), stdout);

const WRONG_USE =
  "wrong use: one line on standard error, an exit status of sysexits(3), and nothing is changed";
const LISTED_TWICE =
  "nothing was written for `create a1 priv1` and `create x nobridge`, which were refused";
/** The script does not set its variable; ours has a default. */
const NO_DEFAULT =
  "/usr/local/etc/rc.d/ngbuddy: WARNING: $ngbuddy_enable is not set properly - see rc.conf(5).\n";
const NO_STRAY = "`create` without arguments made no ngeth5";

const once = 'ngbuddy_priv1_list="b1"';
const listedOnce = (stdout: string) =>
  without(
    'ngbuddy_nobridge_list="x"',
    'ngbuddy__list=""',
  )(stdout).replace('ngbuddy_priv1_list="b1 a1"', once);

/** By session, then by the number of the line in it. */
const corrections: { readonly [session: string]: { readonly [line: number]: Correction } } = {
  "20-ngbuddy-quickstart": {
    8: {
      reason: "all is as rc.conf says, so start has done what it should",
      ours: {
        exit: 0,
        stdout: "Starting ngbuddy.\nNetgraph already initialized with 3 links.\n",
        stderr: "",
      },
    },
    15: {
      reason: "which of two bridges is meant is asked, and not the first one taken",
      ours: refusal(
        64,
        "which bridge is other for? there are private, public; for example: ngbuddy jail other private",
      ),
      after: "service ngbuddy jail other private",
    },
    22: {
      reason: "unjail of an interface that is in no jail is what exec.poststop does, and no error",
      ours: { exit: 0, stdout: "Removing jail02 from public\n", stderr: "" },
    },
    23: {
      reason: "a jail whose interface has gone before it must not be kept from stopping",
      ours: refusal(
        0,
        'there is no interface "nosuch": nothing to take back; ngbuddy status shows those there are',
      ),
    },
    29: {
      reason: "destroy of a bridge's own interface refuses, and means it",
      ours: refusal(
        65,
        "nghost0 is the interface of bridge private; to remove both: ngbuddy unbridge private",
      ),
      after: "ngctl shutdown nghost0:",
    },
    33: {
      reason: "the ports' ngbuddy(8) counts its own error lines; these are the nodes there were",
      amend: () => "Shut down 6 nodes.\n",
    },
    37: {
      reason: "the ports' ngbuddy(8) counts its own error lines",
      amend: (stdout) => stdout.replace("Shut down 5 nodes.", "Shut down 4 nodes."),
    },
  },
  "21-ngbuddy-bridges": {
    4: {
      reason: "a bridge that is there already is no error",
      ours: {
        exit: 0,
        stdout: "ngbuddy_lan_if: vtnet1 -> vtnet1\nBridge lan is on vtnet1 already.\n",
        stderr: "",
      },
    },
    11: {
      reason: WRONG_USE,
      ours: refusal(
        65,
        'the bridge name "vtnet1" conflicts with an existing interface or node; choose another name',
      ),
    },
    12: {
      reason: WRONG_USE,
      ours: refusal(
        64,
        "bridge: INTERFACE is missing, for example: ngbuddy bridge lan em0; usage: ngbuddy bridge [-nqv] [--vlan TAG] [--host EIFACE] [--peers HOSTS] [--if-missing] [--json] [--confirm SECONDS] BRIDGE INTERFACE",
      ),
    },
    13: {
      reason: "a bridge that is there already is no error",
      ours: {
        exit: 0,
        stdout: "ngbuddy_lan_if: vtnet1 -> vtnet1\nBridge lan is on vtnet1 already.\n",
        stderr: "",
      },
    },
    14: {
      reason: WRONG_USE,
      ours: refusal(
        64,
        "bridge: BRIDGE is missing, for example: ngbuddy bridge lan em0; usage: ngbuddy bridge [-nqv] [--vlan TAG] [--host EIFACE] [--peers HOSTS] [--if-missing] [--json] [--confirm SECONDS] BRIDGE INTERFACE",
      ),
    },
    18: {
      reason: WRONG_USE,
      ours: refusal(
        65,
        'no bridge "nobridge": there are lan, priv0, priv1; or make it: ngbuddy bridge nobridge INTERFACE',
      ),
    },
    19: {
      reason: WRONG_USE,
      ours: refusal(
        64,
        "create: INTERFACE is missing; usage: ngbuddy create [-nqv] [-b BRIDGE] [--if-missing] [--json] INTERFACE … [BRIDGE]",
      ),
    },
    20: { reason: WRONG_USE, ours: refusal(69, "a1 exists already, on bridge priv0") },
    21: { reason: LISTED_TWICE, amend: listedOnce },
    22: {
      reason: `${NO_STRAY}; and the bridges are in the order of their names`,
      amend: (stdout) => sortedBridges(without("  ngeth5: RX 0B, TX 0B")(stdout)),
    },
    23: {
      reason: WRONG_USE,
      ours: refusal(
        69,
        "bridge priv0 has a1 a2 in its list; first: ngbuddy destroy a1; ngbuddy destroy a2",
      ),
    },
    26: {
      reason: WRONG_USE,
      ours: refusal(
        65,
        'no eiface "nosuch", neither in the graph nor in a list of rc.conf; ngbuddy status shows those there are',
      ),
    },
    27: {
      reason: WRONG_USE,
      ours: refusal(
        64,
        "destroy: INTERFACE is missing; usage: ngbuddy destroy [-nqv] [--if-exists] [--json] INTERFACE …",
      ),
    },
    29: { reason: LISTED_TWICE, amend: listedOnce },
    30: { reason: NO_STRAY, amend: (stdout) => withoutNode(stdout, "ngeth5") },
    32: { reason: WRONG_USE, ours: refusal(65, 'no bridge "nosuch": there is priv1') },
    33: {
      reason: WRONG_USE,
      ours: refusal(
        64,
        "unbridge: BRIDGE is missing; usage: ngbuddy unbridge [-nqv] [--if-exists] [--json] [--confirm SECONDS] BRIDGE",
      ),
    },
    34: { reason: LISTED_TWICE, amend: listedOnce },
    35: { reason: NO_STRAY, amend: (stdout) => withoutNode(stdout, "ngeth5") },
    36: { reason: NO_STRAY, amend: () => "Shut down 3 nodes.\n" },
    37: {
      reason: LISTED_TWICE,
      amend: (stdout) =>
        stdout.replace("ngbuddy_priv1_list: b1 a1 ->", "ngbuddy_priv1_list: b1 ->"),
    },
  },
  "22-ngbuddy-jails": {
    18: {
      reason: "the ports' ngbuddy(8) counts its own error lines",
      amend: () => "Shut down 2 nodes.\n",
    },
  },
};

/** Takes a node, and the hooks that lead to it, out of `ngctl list -l`. */
function withoutNode(stdout: string, name: string): string {
  return stdout
    .replace(/\d+(?= total nodes)/, (count) => String(Number(count) - 1))
    .split(/^(?= {2}Name: )/m)
    .filter((block) => !block.startsWith(`  Name: ${name} `))
    .map((block) => {
      const lines = block.split("\n");
      const kept = lines.filter((line) => !new RegExp(`^  \\S+ +${name} `).test(line));
      const less = lines.length - kept.length;
      return kept
        .join("\n")
        .replace(/(?<=Num hooks: )\d+/, (count) => String(Number(count) - less));
    })
    .join("");
}

function sortedBridges(stdout: string): string {
  return stdout
    .split(/^(?=\S)/m)
    .sort()
    .join("");
}

async function answerOf(lab: Lab, run: string, stdin: string | undefined): Promise<Answer> {
  const { status, stdout, stderr } = await lab.capture(splitWords(run), { text: stdin ?? "" });
  return { exit: status, stdout, stderr };
}

/** Replays a session with ours in the place of the ports' ngbuddy(8), and compares what `shown` makes of either's answers. */
async function replayWithOurs(
  session: string,
  lab: Lab,
  shown: (answer: Answer) => Answer = (answer) => answer,
): Promise<void> {
  const ours = new Renumbering();
  const theirs = new Renumbering();
  const corrected = corrections[session]!;
  const met = new Set<number>();
  for (const [index, { run, stdin, exit, stdout, stderr }] of readRecording(session).entries()) {
    if (run === undefined) continue;
    const correction = corrected[index + 1];
    if (correction !== undefined) met.add(index + 1);
    const recorded: Answer = {
      exit,
      stdout: correction?.amend?.(stdout) ?? stdout,
      stderr: stderr.replace(NO_DEFAULT, ""),
    };
    const wanted = correction?.ours ?? recorded;
    const got = await answerOf(lab, run, stdin);
    expect({ run, ...ours.answer(shown(got)) }).toEqual({ run, ...theirs.answer(shown(wanted)) });
    // A correction that corrects nothing would hide a fault.
    if (correction !== undefined)
      expect(wanted, correction.reason).not.toEqual({ exit, stdout, stderr });
    if (correction?.after !== undefined)
      expect((await answerOf(lab, correction.after, undefined)).exit).toBe(0);
  }
  expect([...met]).toEqual(Object.keys(corrected).map(Number));
}

/** An answer without the names of a bridge's hooks, and without the spaces that fill their columns. */
function withoutHookNames({ exit, stdout, stderr }: Answer): Answer {
  const replaced = (text: string) =>
    text.replace(/\b(?:up)?link\d+( *)/g, (_, spaces: string) =>
      spaces === "" ? "HOOK" : "HOOK ",
    );
  return { exit, stdout: replaced(stdout), stderr: replaced(stderr) };
}

/** An uplink hook of a bridge as `ngctl list -l` shows it, with the hook of the NIC behind it. */
const UPLINK = /^ {2}(uplink\d+) +vtnet\d +ether +\S+ +(\S+)/gm;

/** The sessions in which somebody looks at the hooks of a bridge on a NIC. */
const SHOWS_HOOKS = new Set(["20-ngbuddy-quickstart", "21-ngbuddy-bridges"]);

describe.each(Object.keys(corrections))("%s", (session) => {
  test("with NICs on link hooks: the same graph, rc.conf and output after each command, but for the corrected faults", async () => {
    const lab = bootRecordedHost(labPrograms(runNgbuddy, undefined, via));
    lab.files.write("/usr/local/etc/rc.conf.d/ngbuddy", 'ngbuddy_public_hooks="link"\n');
    await replayWithOurs(session, lab);
  });

  test("without a setting, NICs are on uplink hooks, and nothing but the names of hooks differs", async () => {
    const lab = bootRecordedHost(labPrograms(runNgbuddy, undefined, via));
    const uplinks = new Set<string>();
    await replayWithOurs(session, lab, (answer) => {
      for (const [, hook, of] of answer.stdout.matchAll(UPLINK)) uplinks.add(`${of} on ${hook}`);
      return withoutHookNames(answer);
    });
    expect([...uplinks].sort()).toEqual(
      SHOWS_HOOKS.has(session) ? ["lower on uplink1", "upper on uplink2"] : [],
    );
  });
});
