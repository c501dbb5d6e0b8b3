/** `ngbuddy top` in a terminal of 80 by 24, driven through tmux. */
import { expect, test } from "bun:test";
import { executable } from "../support/executable.ts";
import { program } from "./program.ts";

/** A terminal with one program in it. */
class Terminal implements Disposable {
  private readonly server = `ngbuddy-${process.pid}-${crypto.randomUUID()}`;
  constructor(command: string) {
    this.tmux("new-session", "-d", "-x", "80", "-y", "24", command);
    this.tmux("set-option", "-g", "remain-on-exit", "on");
  }
  private tmux(...args: string[]): string {
    const { stdout, stderr, exitCode } = Bun.spawnSync(["tmux", "-L", this.server, ...args]);
    if (exitCode !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
    return stdout.toString();
  }
  keys(...keys: string[]): void {
    this.tmux("send-keys", ...keys);
  }
  screen(): string {
    return this.tmux("capture-pane", "-p");
  }
  resize(columns: number, rows: number): void {
    this.tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }
  /** The screen as soon as it is as wanted. */
  async until(wanted: (screen: string) => boolean): Promise<string> {
    const end = Date.now() + 10_000;
    for (;;) {
      const screen = this.screen();
      if (wanted(screen)) return screen;
      if (Date.now() > end) throw new Error(`the screen never came:\n${screen}`);
      await Bun.sleep(20);
    }
  }
  [Symbol.dispose](): void {
    this.tmux("kill-server");
  }
}

test("shows links and their rates, obeys its keys, fits the terminal, and leaves it clean", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("enable");
  await ngbuddy.run("start");
  await ngbuddy.run("jail", "web1", "public");
  const lab = (...args: string[]) => ngbuddy.run("lab", "exec", "--", ...args);
  await lab("jail", "-c", "name=web1", "path=/", "vnet", "vnet.interface=web1", "persist");
  await lab("jexec", "web1", "ifconfig", "web1", "10.2.70.51/24", "up");

  const command = `env NGBUDDY_LAB=${ngbuddy.lab} ${executable} top --interval 0.1; echo status $?`;
  using terminal = new Terminal(command);
  const first = await terminal.until((screen) => screen.includes("web1"));
  expect(first).toContain("NAME");
  expect(first).toContain("q quit  s sort: load");
  for (const line of first.split("\n")) expect(line.length).toBeLessThanOrEqual(80);

  await lab("jexec", "web1", "ping", "-c", "200", "-q", "10.2.70.1");
  await terminal.until((screen) => /web1 .* [▁▂▃▄▅▆▇█]/u.test(screen));

  terminal.keys("s");
  await terminal.until((screen) => screen.includes("sort: rx"));
  terminal.keys("b");
  const private_ = await terminal.until((screen) => screen.includes("bridge private"));
  expect(private_).not.toContain("web1");
  terminal.keys("b");
  await terminal.until((screen) => screen.includes("bridge public") && screen.includes("web1"));
  terminal.keys("/", "v", "t", "n", "Enter");
  await terminal.until((screen) => screen.includes("filter: vtn") && !screen.includes("web1"));
  terminal.resize(120, 10);
  await terminal.until((screen) => screen.split("\n").some((line) => line.trimEnd().length > 85));
  terminal.keys("/", "Escape");
  await terminal.until((screen) => screen.includes("/ filter  p pause") && screen.includes("web1"));
  terminal.keys("?");
  await terminal.until((screen) => screen.includes("reverse the order"));
  terminal.keys("Escape");
  terminal.keys("/", "w", "e", "b", "1", "Enter", "u", "r");
  await terminal.until((screen) => screen.includes("RX B/s") && screen.includes("reversed"));
  terminal.keys("Down", "Enter");
  await terminal.until(
    (screen) => screen.includes("web1 (JID") || screen.includes("10.2.70.51/24"),
  );
  terminal.keys("Escape");
  await terminal.until((screen) => screen.includes("TOTAL"));
  terminal.keys("q");
  const last = await terminal.until((screen) => screen.includes("status 0"));
  expect(last).not.toContain("q quit");
}, 30_000);

test("a bridge that is not there is refused", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("enable");
  await ngbuddy.run("start");
  const command = `env NGBUDDY_LAB=${ngbuddy.lab} ${executable} top --bridge nix; echo status $?; cat`;
  using terminal = new Terminal(command);
  const screen = await terminal.until((text) => text.includes("status 65"));
  expect(screen).toContain('top: there is no bridge "nix"; there are: private public');
}, 30_000);

test("without a terminal it says what to use instead", async () => {
  await using ngbuddy = program();
  const answer = await ngbuddy.run("top");
  expect(answer).toEqual({
    status: 64,
    stdout: "",
    stderr:
      "ngbuddy: top needs a terminal; without one: ngbuddy top -b, or for programs: ngbuddy status --json\n",
  });
});

test("for a file it writes tables of all links, as many as are wanted", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("bridge", "lan", "vtnet0");
  const answer = await ngbuddy.run("top", "-b", "-n", "2", "--interval", "0.1", "--sort", "name");
  expect([answer.status, answer.stderr]).toEqual([0, expect.not.stringContaining("Error")]);
  const tables = answer.stdout.trimEnd().split("\n\n");
  expect(tables).toHaveLength(2);
  expect(tables[0]).toMatch(
    /^\S+ {2}all bridges, 2 links, RX 0 bit\/s TX 0 bit\/s {2}\d\d:\d\d:\d\d UTC\nNAME /,
  );
  const wrong = await ngbuddy.run("top", "-b", "--sort", "nmae");
  expect(wrong).toMatchObject({
    status: 64,
    stderr: "ngbuddy: top: --sort nmae is not known; did you mean name?\n",
  });
}, 30_000);
