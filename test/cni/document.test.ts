/** What docs/moving-in/containers.md and the example for podman say. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buddyLab } from "../support/buddylab.ts";
import { cniLab } from "./cnilab.ts";

const root = join(import.meta.dirname, "..", "..");

test("the lines for a lab are right as they stand", async () => {
  const text = readFileSync(join(root, "docs", "moving-in", "containers.md"), "utf8");
  const section = text.slice(text.indexOf("\n## In a lab\n"));
  const lines = [...section.matchAll(/^ {4}(.*)$/gm)].map(([, line]) => line);
  expect(lines.length).toBeGreaterThan(6);
  const lab = buddyLab();
  const script = ["set -e", ...lines].join("\n");
  const { status, stdout, stderr } = await lab.lab.capture(["sh", "-c", script]);
  expect([status, stderr]).toEqual([0, expect.not.stringMatching(/error/)]);
  expect(stdout).toMatch(/"sandbox":"web".*cni\w+ \(guard\)/s);
});

test("the example for podman is a network that containers can be added to", async () => {
  const file = readFileSync(join(root, "packaging", "examples", "ngbuddy.conflist"), "utf8");
  const { cniVersion, name, plugins } = JSON.parse(file);
  const [{ capabilities, ...plugin }] = plugins;
  expect(Object.keys(capabilities)).toContain("portMappings");
  const lab = await cniLab();
  await lab.container("web1");
  // host-local is a program of another package.
  await lab.out("cp /usr/local/libexec/cni/fixed /usr/local/libexec/cni/host-local");
  await lab.out("chmod 755 /usr/local/libexec/cni/host-local");
  const { status, json } = await lab.ask("ADD", "web1", { ...plugin, cniVersion, name });
  expect([status, json.ips[0].gateway]).toEqual([0, "10.60.0.1"]);
});
