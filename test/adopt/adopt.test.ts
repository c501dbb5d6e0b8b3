/** Jails of all kinds, moved onto netgraph and back: they reach what they reached, and every file comes back byte for byte. */
import { expect, test } from "bun:test";
import { labOf, seenIn, start, textsOf } from "./move.ts";
import { setups } from "./setups.ts";

test.each(setups.map((setup) => [setup.name, setup] as const))(
  "%s: adopted, released, and as before",
  async (_, setup) => {
    const lab = await labOf(setup);
    const before = textsOf(lab, setup);
    await start(lab, setup);
    const jails = Object.entries(setup.jails);
    const had = new Map<string, Awaited<ReturnType<typeof seenIn>>>();
    const isShared = ({ inet }: { inet: unknown[] }) => inet.length === 0;
    for (const [name, { inside }] of jails)
      had.set(
        name,
        await seenIn(lab, name, inside).catch(() => ({
          ether: undefined,
          inet: [],
          reaches: true,
        })),
      );
    const adopted = await lab.ngbuddy(`adopt --restart ${setup.adopt}`);
    expect(adopted).toMatchObject({ status: 0 });
    for (const [name, { inside }] of jails) {
      const now = await seenIn(lab, name, inside);
      const then = had.get(name)!;
      expect([name, now.reaches]).toEqual([name, then.reaches]);
      if (isShared(then)) continue;
      // What stays on the host keeps its address.
      const expected = setup.keepsEpairs ? { ...then, ether: now.ether } : then;
      expect([name, now]).toEqual([name, expected]);
    }
    const links = await lab.out(`ngctl show ${setup.bridge ?? "public"}:`);
    for (const [name, { eiface = name }] of jails) expect(links).toContain(eiface);
    if (!setup.keepsEpairs) expect(await lab.out("ifconfig -l")).not.toMatch(/epair|e0a_/);

    const texts = textsOf(lab, setup);
    const again = await lab.ngbuddy(`adopt --restart ${setup.adopt}`);
    expect(again.status).toBe(0);
    expect(textsOf(lab, setup)).toEqual(texts);

    expect(
      await lab.ngbuddy(`release --restart ${jails.map(([name]) => name).join(" ")}`),
    ).toMatchObject({ status: 0 });
    expect(textsOf(lab, setup)).toEqual(before);
    for (const [name, { inside }] of jails)
      if (!isShared(had.get(name)!)) expect((await seenIn(lab, name, inside)).reaches).toBe(true);
  },
);

test("a jail that was taken back by hand is adopted once more", async () => {
  const [setup] = setups;
  const lab = await labOf(setup!);
  const before = textsOf(lab, setup!);
  const conf = Object.values(setup!.jails)[0]!.conf!;
  expect(await lab.ngbuddy(`adopt ${setup!.adopt}`)).toMatchObject({ status: 0 });
  for (const [path, text] of Object.entries(before)) lab.files.write(path, text);
  expect(await lab.ngbuddy(`adopt ${setup!.adopt}`)).toMatchObject({ status: 0 });
  expect(lab.files.read(conf)).toContain("service ngbuddy jail");
  expect(await lab.ngbuddy("release --all")).toMatchObject({ status: 0 });
  expect(lab.files.read(conf)).toBe(before[conf]!);
});
