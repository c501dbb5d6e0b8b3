/** What `ngbuddy graph` refuses, before it looks at a host. */
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { formats, type PictureFormat } from "../../picture/formats.ts";
import { helpOf } from "../dispatch.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { subcommand as graph, graphOf } from "./graph.ts";

/** A context without a host: to ask for one is a fault of the test. */
const context = {
  out: () => {},
  terminal: () => ({ columns: 80, rows: 24 }),
} as unknown as SubcommandContext;

test.each([
  [["-o", "net"], "net has no ending that is known"],
  [["-o", "net.gif"], ".svg, .png, .dot, .mmd, .json, .html, .txt"],
  [["-o", "net", "--format", "sgv"], "--format sgv is not known; did you mean svg?"],
  [
    ["--format", "gif"],
    "--format gif is not known; give one of svg, png, dot, mmd, json, html, txt",
  ],
  [["--format", "png", "-o", "-"], "standard output is a terminal, which shows no .png"],
  [["--format", "svg", "-A"], "-A is for a .txt, not for .svg"],
  [["-o", "net.svg", "-A"], "-A is for a .txt, not for .svg"],
  [["-o", "net.svg", "--compact"], "--compact is for a .dot, not for .svg"],
  [["-o", "net.svg", "--width", "100"], "--width is for a .png, not for .svg"],
  [["-o", "net.png", "--width", "0"], "from 1 to 8000"],
  [["-o", "net.png", "--width", "1e3"], "from 1 to 8000"],
  [["-o", "net.png", "--width", ""], "from 1 to 8000"],
  [["-o", "net.png", "--width", "8001"], "from 1 to 8000"],
])("graph %p is refused in one line", async (args, message) => {
  const refused = graph.run(args, context);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ status: 64 });
});

test("a picture is not written through a link that somebody has laid in its place", async () => {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-graph-"));
  try {
    writeFileSync(join(directory, "victim"), "untouched");
    symlinkSync("victim", join(directory, "host.svg"));
    const { status, stderr } = await buddyLab().ngbuddy(`graph -o ${join(directory, "host.svg")}`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(join(directory, "victim"), "utf8")).toBe("untouched");
    expect(readFileSync(join(directory, "host.svg"), "utf8")).toStartWith("<svg");
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a picture goes to standard output, in the format that is named", async () => {
  const { out } = buddyLab();
  await out("ngbuddy bridge lan vtnet0");
  expect(await out("ngbuddy graph --format svg")).toStartWith("<svg");
  expect(await out("ngbuddy graph -o - --format DOT")).toStartWith("graph netgraph {");
  expect(await out("ngbuddy graph -o -")).toBe(await out("ngbuddy graph"));
});

test("the format that is named is that of a file without an ending, or with another", async () => {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-graph-"));
  try {
    const lab = buddyLab();
    for (const name of ["net", "net.txt"]) {
      await lab.ngbuddy(`graph --format json -o ${join(directory, name)}`);
      expect(JSON.parse(readFileSync(join(directory, name), "utf8"))).toMatchObject({ version: 1 });
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a picture format that is added to the list is in help, with its option", async () => {
  const knitted: PictureFormat = {
    extension: "knit",
    mediaType: "text/plain",
    options: { wool: { type: "boolean", summary: "of a .knit: warmer" } },
    render: async () => "",
  };
  const help = await helpOf(graphOf([...formats, knitted]));
  expect(help).toContain(".txt, .knit.");
  expect(help).toMatch(/--wool +of a \.knit: warmer/);
  const refused = graphOf([...formats, knitted]).run(["-o", "net.svg", "--wool"], context);
  await expect(refused).rejects.toThrow("--wool is for a .knit, not for .svg");
});
