import { describe, expect, test } from "bun:test";
import { buddyLab } from "../../test/support/buddylab.ts";

const { ngbuddy } = buddyLab();

test.each([
  ["statsu", 'unknown subcommand "statsu"; did you mean status? ngbuddy help lists them'],
  // What is for programs of ours only is offered to nobody.
  ["darw", 'unknown subcommand "darw"; ngbuddy help lists them'],
  ["lab serv", 'unknown subcommand "lab serv"; ngbuddy lab help lists them'],
  ["frobnicate", 'unknown subcommand "frobnicate"; ngbuddy help lists them'],
  ["lab strat", 'unknown subcommand "lab strat"; did you mean start? ngbuddy lab help lists them'],
  ["help lab nosuch", 'unknown subcommand "lab nosuch"; ngbuddy lab help lists them'],
  ["--foo", "--foo is no option of ngbuddy itself; usage: ngbuddy SUBCOMMAND …"],
  [
    "start --dry-rum",
    "unknown option --dry-rum; did you mean --dry-run? usage: ngbuddy start [-nqv] [--json] [--confirm SECONDS]",
  ],
  ["start -x", "unknown option -x; usage: ngbuddy start [-nqv] [--json] [--confirm SECONDS]"],
  [
    "start --json=yes",
    "--json takes no value; usage: ngbuddy start [-nqv] [--json] [--confirm SECONDS]",
  ],
  [
    "start --confirm -n",
    "--confirm needs a value, SECONDS; usage: ngbuddy start [-nqv] [--json] [--confirm SECONDS]",
  ],
  [
    "jail",
    "jail: INTERFACE is missing; usage: ngbuddy jail [-nqv] [-b BRIDGE] [--if-missing] [--json] INTERFACE … [BRIDGE]",
  ],
  [
    "unbridge a b",
    'unexpected argument "b"; usage: ngbuddy unbridge [-nqv] [--if-exists] [--json] [--confirm SECONDS] BRIDGE',
  ],
])("ngbuddy %s is told in one line what is wrong, with the usage", async (line, message) => {
  expect(await ngbuddy(line)).toEqual({ status: 64, stdout: "", stderr: `ngbuddy: ${message}\n` });
});

test("options may come before the subcommand", async () => {
  await ngbuddy("enable");
  const usual = await ngbuddy("start -n --confirm 60");
  expect(usual.stdout).toContain("1. load");
  expect(await ngbuddy("-n --confirm 60 start")).toEqual(usual);
  expect(await ngbuddy("--confirm=60 --dry-run start")).toEqual(usual);
  expect(await ngbuddy("-n start --confirm 60")).toEqual(usual);
});

describe("help is there in every way that people ask for it", () => {
  test.each([
    ["help jail", ["jail -h", "jail --help", "--help jail", "-h jail"]],
    ["help lab", ["lab -h", "lab --help", "lab help"]],
    ["help lab exec", ["lab exec --help", "lab exec -h", "lab help exec"]],
    ["help help", ["help --help"]],
    ["help", ["--help", "-h"]],
    ["--version", ["-V", "version"]],
  ])("%s", async (line, others) => {
    const answer = await ngbuddy(line);
    expect(answer).toMatchObject({ status: 0, stderr: "" });
    for (const other of others) expect([other, await ngbuddy(other)]).toEqual([other, answer]);
  });
});

test("who asks for JSON is told of a failure in JSON, too", async () => {
  const { status, stdout, stderr } = await ngbuddy("unbridge nosuch --json");
  const { version, error } = JSON.parse(stdout);
  expect({ version, ...error }).toEqual({
    version: 1,
    status,
    message: stderr.slice("ngbuddy: ".length, -1),
  });
  expect(status).toBe(65);
});

test("a plan and what was done call lines and steps by the same names in JSON", async () => {
  await ngbuddy("enable");
  const { plan } = JSON.parse((await ngbuddy("start -n --json")).stdout);
  const done = JSON.parse((await ngbuddy("start --json")).stdout);
  expect(done.says).toEqual(plan.says);
  expect(done.done).toEqual(plan.steps.map((step: { description: string }) => step.description));
  expect(plan.done).toBeUndefined();
});
