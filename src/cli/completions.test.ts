import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { completionScript, shells } from "./completions.ts";
import { words } from "./words/index.ts";

/** What bash offers for the words so far. `names` stands in for what the host has. */
function offered(typed: string): string[] {
  const script = `${completionScript("bash", words)}
ngbuddy() { case "$3" in bridges) echo "private public" ;; eifaces) echo "jail01 jail02" ;; esac; }
COMP_WORDS=(${typed}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _ngbuddy; echo "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.trim().split(" ");
}

test("bash offers words, their options and the host's names", () => {
  expect(offered("ngbuddy st")).toEqual(["start", "stop", "status"]);
  expect(offered("ngbuddy jail web pu")).toEqual(["public"]);
  expect(offered("ngbuddy destroy ''")).toEqual(["jail01", "jail02"]);
  expect(offered("ngbuddy stop --c")).toEqual(["--confirm"]);
  expect(offered("ngbuddy help unj")).toEqual(["unjail"]);
});

test("every shell knows every word", () => {
  for (const shell of shells) {
    const script = completionScript(shell, words);
    for (const name of words.keys()) expect(script).toMatch(new RegExp(`\\b${name}\\b`));
    expect(script).toContain("completions --names bridges");
  }
});
