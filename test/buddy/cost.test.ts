/** What subcommands cost on hosts of different sizes, in netgraph messages, calls and commands. */
import { expect, test } from "bun:test";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";
import { countedHost } from "../support/countedhost.ts";

async function hostWith(interfaces: number): Promise<BuddyLab> {
  const lab = buddyLab();
  const list = Array.from({ length: interfaces }, (_, index) => `eth${index}`).join(" ");
  lab.files.append("/etc/rc.conf", `ngbuddy_public_if="vtnet1"\nngbuddy_public_list="${list}"\n`);
  return lab;
}

async function cost(lab: BuddyLab, words: string) {
  const counts = { messages: 0, commands: 0, asked: [] };
  const { status, stderr } = await lab.ngbuddy(words, countedHost(labHost(lab.lab), counts));
  expect({ words, status, stderr }).toEqual({ words, status: 0, stderr: "" });
  return { ...counts, asked: counts.asked.length };
}

test("start and status grow with the number of interfaces, one more jail does not", async () => {
  const small = await hostWith(200);
  const large = await hostWith(1000);
  const start = [await cost(small, "start"), await cost(large, "start")] as const;
  const status = [await cost(small, "status"), await cost(large, "status")] as const;
  // Four messages and one call an interface; a message a link.
  expect(start[1].messages - start[0].messages).toBe(4 * 800);
  expect(start[1].asked - start[0].asked).toBe(800);
  expect(start[1].commands).toBe(0);
  expect(status[1].messages - status[0].messages).toBe(800);
  expect(status[1]).toMatchObject({ asked: 0, commands: 0 });
  const jail = await cost(large, "jail a public");
  expect(jail).toEqual(await cost(small, "jail a public"));
  expect(jail.messages).toBeLessThan(10);
  expect(jail).toMatchObject({ asked: 1, commands: 0 });
});
