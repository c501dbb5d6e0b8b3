/** The plugin as an engine starts it: a process without arguments, and a plugin that gives addresses as another one. */
import { expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "./program.ts";

const CONFIGURATION = JSON.stringify({
  cniVersion: "1.0.0",
  name: "web",
  type: "ngbuddy",
  bridge: "private",
  ipam: { type: "fixed" },
});

test("containers that are started at once by an engine have their addresses, and no shell has seen what they are called", async () => {
  await using ngbuddy = program();
  const plugins = mkdtempSync(join(tmpdir(), "ngbuddy-cni-"));
  try {
    writeFileSync(
      join(plugins, "fixed"),
      `#!/bin/sh
cat > "${plugins}/$CNI_CONTAINERID.stdin"
[ "$CNI_COMMAND" = ADD ] || exit 0
echo "hello from fixed" >&2
echo '{"ips":[{"address":"10.60.0.'"\${CNI_CONTAINERID#c}"'/24"}]}'
`,
    );
    chmodSync(join(plugins, "fixed"), 0o755);
    await ngbuddy.run("lab", "start");
    await ngbuddy.run("network", "private", "10.60.0.0/24");
    const ids = ["c11", "c12", "c13"];
    for (const id of ids)
      await ngbuddy.run(
        "lab",
        "exec",
        "--",
        "jail",
        "-c",
        `name=${id}`,
        "vnet",
        "persist",
        "path=/",
      );
    const ask = (command: string, id: string) =>
      ngbuddy.runWith({
        stdin: CONFIGURATION,
        env: {
          CNI_COMMAND: command,
          CNI_CONTAINERID: id,
          CNI_NETNS: id,
          CNI_IFNAME: "eth0",
          CNI_ARGS: "IgnoreUnknown=1;K8S_POD_NAME=$(touch x)",
          CNI_PATH: plugins,
        },
      });
    const added = await Promise.all(ids.map((id) => ask("ADD", id)));
    expect(added.map(({ stdout }) => JSON.parse(stdout).ips[0].address)).toEqual(
      ids.map((id) => `10.60.0.${id.slice(1)}/24`),
    );
    expect(added.map(({ stderr }) => stderr)).toEqual(ids.map(() => "fixed: hello from fixed\n"));
    expect(readFileSync(join(plugins, "c11.stdin"), "utf8")).toBe(CONFIGURATION);
    const removed = await Promise.all(ids.map((id) => ask("DEL", id)));
    expect(removed).toEqual(ids.map(() => ({ status: 0, stdout: "", stderr: "" })));
    expect((await ngbuddy.run("status")).stdout).not.toContain("cni");
  } finally {
    rmSync(plugins, { recursive: true, force: true });
  }
});
