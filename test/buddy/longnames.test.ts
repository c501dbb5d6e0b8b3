/** Bridges with the longest names there are: the kernel takes no path that has such a name and a hook. */
import { expect, test } from "bun:test";
import { buddyLab } from "../support/buddylab.ts";

test.each([25, 30, 31])(
  "a bridge whose name has %i characters does what any other does",
  async (length) => {
    const lab = buddyLab();
    const name = "b".repeat(length);
    await lab.out(`ngbuddy bridge ${name} gw0`);
    await lab.out(`ngbuddy jail web1 ${name}`);
    await lab.out("ngbuddy port web1 --rate 1M --guard --isolate");
    expect(await lab.out("ngbuddy status")).toMatch(
      new RegExp(`^${name}\n  web1 \\(.*\n  gw0: RX`),
    );
    await lab.out("ngbuddy restart");
    await lab.out("ngbuddy unjail web1");
    await lab.out(`ngbuddy unbridge ${name}`);
    expect(await lab.out("ngbuddy status")).not.toContain(name);
  },
);
