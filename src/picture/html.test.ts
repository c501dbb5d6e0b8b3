/** The page: a picture in one file, with what makes it work. */
import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { articleTopology } from "../../test/support/hosttopologies.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { draw } from "./formats.ts";

describe("the page", () => {
  test("has one script and one style, which its own policy allows and nothing else", async () => {
    const html = (await draw(madeUpTopology(9, 2), "html")) as string;
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    expect(policy).not.toContain("unsafe");
    for (const tag of ["script", "style"]) {
      const [, text, ...more] = html.split(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`));
      expect(more).toHaveLength(1);
      const hash = createHash("sha256").update(text!).digest("base64");
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(html).not.toMatch(/<[^>]* (on\w+|style)=/);
    expect(html.match(/https?:/g)).toHaveLength(1);
    expect(html).toContain('xmlns="http://www.w3.org/2000/svg"');
  });

  test("has the picture in it", async () => {
    const html = (await draw(articleTopology(), "html", { theme: "dark" })) as string;
    expect(html).toContain((await draw(articleTopology(), "svg", { theme: "dark" })) as string);
  });
});
