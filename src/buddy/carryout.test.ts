/** From a request to what comes of it: what is told of rc.conf on the way. */
import { describe, expect, test } from "bun:test";
import { buddyLab } from "../../test/support/buddylab.ts";

async function stderrOf(words: string, ...lines: string[]) {
  const buddy = buddyLab();
  for (const line of lines) await buddy.out(line);
  const { status, stderr } = await buddy.ngbuddy(words);
  return { status, stderr };
}

describe("a variable of a bridge that rc.conf has no interface for", () => {
  test("is told to have no effect", async () => {
    const { stderr } = await stderrOf("bridge dmz ng1", "sysrc ngbuddy_lan_uplink=YES");
    expect(stderr).toMatch(/ngbuddy_lan_uplink has no effect, since there is no ngbuddy_lan_if/);
  });

  test("has one as soon as the bridge is made, and is not told then", async () => {
    const buddy = buddyLab();
    await buddy.out("sysrc ngbuddy_lan_uplink=YES");
    expect(await buddy.ngbuddy("bridge lan vtnet1")).toMatchObject({ status: 0, stderr: "" });
    expect(await buddy.out("ngctl show lan:")).toMatch(/^ {2}uplink1 +vtnet1 +ether /m);
    // What there is now is what start would make.
    expect(await buddy.out("ngbuddy start -n")).toBe("start: nothing to do\n");
  });

  test("that cannot be used is in the way of making the bridge, and nothing is made", async () => {
    const { status, stderr } = await stderrOf("bridge lan ng1", "sysrc ngbuddy_lan_mtu=huge");
    expect(status).toBe(78);
    expect(stderr).toContain('ngbuddy_lan_mtu: "huge" is no MTU');
  });
});
