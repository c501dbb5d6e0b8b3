/** What other programs import: by the package's own name, as its documentation shows. */
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

test("the documentation's program and its test run as they stand", () => {
  const page = readFileSync(join(root, "docs", "library.md"), "utf8");
  const [program, , inLab] = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  // Below the project, so that its name is found as that of any package that one is in.
  const directory = mkdtempSync(join(root, "node_modules", ".library-"));
  try {
    writeFileSync(join(directory, "example.ts"), `${inLab}\n${program}`);
    const { stdout, stderr } = Bun.spawnSync([process.execPath, join(directory, "example.ts")], {
      cwd: root,
    });
    expect(stderr.toString()).toBe("");
    expect(stdout.toString()).toContain('"web": 0');
    expect(stdout.toString()).toContain("Name: public          Type: bridge");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test("away from FreeBSD the kernel's socket says who may use it, or what is missing", async () => {
  const { LibcError, NotAllowed, openNetgraphSocket } = await import("ngbuddy/freebsd");
  const refusal = await openNetgraphSocket().catch((error: unknown) => error);
  expect(refusal instanceof LibcError || refusal instanceof NotAllowed).toBe(true);
});
