/** NOTICE says what is inside, and brings the text of each licence. */
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import about from "../../package.json" with { type: "json" };
import { root } from "./targets.ts";

const licenses = join(root, "packaging", "licenses");
const notice = readFileSync(join(root, "NOTICE"), "utf8");

test("NOTICE names what is built in, in the version that is built in", () => {
  for (const [name, version] of Object.entries(about.dependencies))
    expect(notice).toContain(`\n${name} ${version} `);
  expect(notice).toContain(`\nBun ${about.devDependencies.bun} `);
});

test("each licence text that NOTICE names is there, and no other is", () => {
  const named = new Set(notice.match(/\b[\w.-]+\.txt\b/g));
  expect(readdirSync(licenses).sort()).toEqual([...named].sort());
});

test("the texts are whole", () => {
  const ends = {
    "Apache-2.0.txt": "limitations under the License.",
    "LGPL-2.0.txt": "That's all there is to it!",
    "LGPL-2.1.txt": "That's all there is to it!",
    "MPL-2.0.txt": "defined by the Mozilla Public License, v. 2.0.",
  };
  for (const [file, end] of Object.entries(ends))
    expect(readFileSync(join(licenses, file), "utf8").trim()).toEndWith(end);
  for (const file of readdirSync(licenses)) {
    const text = readFileSync(join(licenses, file), "utf8").replaceAll(/\s+/g, " ");
    expect([file, text]).toEqual([file, expect.stringMatching(/as.?is|no warranty/i)]);
  }
});
