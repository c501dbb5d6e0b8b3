/** Edits of rc.conf: what they write and say, what is refused before, and the way back. */
import { describe, expect, test } from "bun:test";
import { type Applying, applying, planOf } from "../../../test/support/applying.ts";
import { recording } from "../../../test/support/lab.ts";
import type { RcChange } from "../plan/step.ts";
import { Refusal } from "../refusal.ts";
import { areInEffect, changeRcConf, tryChanges, unedit } from "./rcconf.ts";

const RC = "/etc/rc.conf";
const change = (on: Applying, ...changes: RcChange[]) =>
  changeRcConf(on.context, { op: "rcconf", changes });
async function on(
  text: string | undefined,
  more: { [path: string]: string } = {},
): Promise<Applying> {
  const one = await applying();
  if (text === undefined) one.lab.files.remove(RC);
  else one.lab.files.write(RC, text);
  for (const [path, other] of Object.entries(more)) {
    one.lab.files.makeDirectory(path.replace(/\/[^/]*$/, ""));
    one.lab.files.write(path, other);
  }
  return one;
}
const text = (one: Applying, path = RC) =>
  one.lab.files.exists(path) ? one.lab.files.read(path) : undefined;

test("what is written and said is what sysrc writes and says (recording 09)", async () => {
  const one = await on(undefined);
  const sysrc = /^sysrc -f \/tmp\/rc (?:-x (\w+)|(\w+)([-+]?)=(\S*))$/;
  let compared = 0;
  for (const { run = "", stdin, stdout, exit } of recording("09-sysrc")) {
    if (run === "tee /tmp/rc") one.lab.files.write("/tmp/rc", stdin!);
    if (run === "cat /tmp/rc") {
      if (stdout.includes("quoted=")) break;
      expect(text(one, "/tmp/rc")).toBe(stdout);
      compared++;
    }
    const [matches, deleted, variable = "", operator, value = ""] = sysrc.exec(run) ?? [];
    if (matches === undefined || exit !== 0) continue;
    const changes: RcChange[] =
      deleted !== undefined
        ? [{ variable: deleted, unset: true, quiet: true }]
        : operator === "+"
          ? [{ variable, add: value }]
          : operator === "-"
            ? [{ variable, drop: value }]
            : [{ variable, set: value }];
    // Taking a word from a variable that is not set makes it, which only sysrc does.
    const made: RcChange[] = value === "j9" ? [{ variable, set: "" }] : changes;
    one.said.length = 0;
    await changeRcConf(one.context, { op: "rcconf", changes: made, file: "/tmp/rc" });
    expect(one.said.map((line) => `${line}\n`).join("")).toBe(stdout);
  }
  expect(compared).toBe(5);
});

describe("a change", () => {
  test("goes to the last file that sets the variable, else to rc.conf", async () => {
    const local = "/etc/rc.conf.local";
    const one = await on("a=1\n", { [local]: "a=2\n" });
    await change(one, { variable: "a", set: "3" }, { variable: "b", set: "4" });
    expect(text(one)).toBe('a=1\nb="4"\n');
    expect(text(one, local)).toBe('a="3"\n');
  });

  test("that removes a variable removes it from every file", async () => {
    const local = "/etc/rc.conf.local";
    const one = await on("a=1\nb=1\n", { [local]: "a=2\nb=2\n" });
    await change(one, { variable: "a", unset: true });
    expect([text(one), text(one, local)]).toEqual(["b=1\n", "b=2\n"]);
  });

  test("of a list goes on from the value that is in effect, of several lines, too", async () => {
    const one = await on('l="a\nb" # why\n');
    await change(one, { variable: "l", add: "c" });
    expect(text(one)).toBe('l="a b c" # why\n');
  });

  test("that changes nothing writes nothing, and is said all the same", async () => {
    const one = await on("l='a  b'\n");
    await change(one, { variable: "l", add: "a" });
    expect(text(one)).toBe("l='a  b'\n");
    expect(one.said).toEqual(["l: a  b -> a  b"]);
    expect(one.noted).toEqual([]);
  });

  test("of what only sh knows is refused with its place, and nothing is written", async () => {
    const one = await on("b=1\nl=$(x)\n");
    const error = await change(one, { variable: "b", set: "2" }, { variable: "l", add: "a" }).catch(
      (caught) => caught,
    );
    expect(error).toBeInstanceOf(Refusal);
    expect(error.message).toBe(
      "/etc/rc.conf: 2: l cannot be changed, it has a command substitution ($(…)); edit it by hand",
    );
    expect(text(one)).toBe("b=1\nl=$(x)\n");
  });

  test("is noted with the text before and after, and the way back", async () => {
    const one = await on("a=1\n");
    await change(one, { variable: "a", set: "2" }, { variable: "b", set: "3" });
    expect(one.noted).toEqual([
      {
        edited: {
          path: RC,
          before: "a=1\n",
          after: 'a="2"\nb="3"\n',
          inverse: [
            { variable: "b", unset: true, quiet: true },
            { variable: "a", set: "1", quiet: true },
          ],
        },
      },
    ]);
  });

  test("is not made when its note cannot be written", async () => {
    const one = await on("");
    const note = () => Promise.reject(new Error("no space left on device"));
    const change = changeRcConf(
      { ...one.context, note },
      { op: "rcconf", changes: [{ variable: "a", set: "1" }] },
    );
    expect(change).rejects.toThrow("no space left on device");
    await change.catch(() => {});
    expect(text(one)).toBe("");
  });
});

describe("before anything is done", () => {
  const plan = (...changes: RcChange[]) =>
    planOf([{ description: "x", do: { op: "rcconf", changes }, undo: [] }]);

  test("a change that cannot be made is refused, and one that can is not made", async () => {
    const one = await on("l=$(x)\n");
    await tryChanges(one.host, plan({ variable: "a", set: "1" }));
    await expect(tryChanges(one.host, plan({ variable: "l", add: "a" }))).rejects.toThrow(
      "l cannot be changed",
    );
    expect(text(one)).toBe("l=$(x)\n");
  });

  test("it is told whether all changes are in effect already", async () => {
    const one = await on('a=1\nl="x y"\n');
    const inEffect = (...changes: RcChange[]) => areInEffect(one.host, { op: "rcconf", changes });
    expect(await inEffect({ variable: "a", set: "1" }, { variable: "l", add: "y" })).toBe(true);
    expect(await inEffect({ variable: "l", drop: "z" }, { variable: "b", unset: true })).toBe(true);
    expect(await inEffect({ variable: "a", set: "1" }, { variable: "l", add: "z" })).toBe(false);
  });
});

describe("the way back", () => {
  test("is the old text, byte for byte", async () => {
    const old = "a='1'   # mine\n\n\tl=\"b  c\"";
    const one = await on(old);
    await change(one, { variable: "a", set: "2" }, { variable: "l", add: "d" });
    expect(text(one)).not.toBe(old);
    await unedit(one.context);
    expect(text(one)).toBe(old);
  });

  test("is no file where there was none", async () => {
    const one = await on(undefined);
    await change(one, { variable: "a", set: "2" });
    await unedit(one.context);
    expect(text(one)).toBeUndefined();
  });

  test("leaves what somebody has written since", async () => {
    const one = await on('l="a"\n');
    await change(one, { variable: "l", add: "b" }, { variable: "x", set: "1" });
    one.lab.files.write(RC, `${text(one)}theirs="1"\n`.replace("a b", "a b c"));
    await unedit(one.context);
    expect(text(one)).toBe('l="a c"\ntheirs="1"\n');
  });

  test("is gone once, and twice does no harm", async () => {
    const one = await on("a=1\n");
    await change(one, { variable: "a", set: "2" });
    await unedit(one.context);
    one.lab.files.write(RC, 'a="2"\n');
    await unedit(one.context);
    expect(text(one)).toBe('a="2"\n');
  });

  test("of a file that stands alone does not go by rc.conf", async () => {
    const file = "/vm/.config/system.conf";
    const one = await on("switch_list=none\n", { [file]: 'switch_list="a"\n' });
    await changeRcConf(one.context, {
      op: "rcconf",
      changes: [{ variable: "switch_list", add: "lan" }],
      file,
    });
    one.lab.files.write(file, `${text(one, file)}theirs=1\n`);
    await unedit(one.context);
    expect(text(one, file)).toBe('switch_list="a"\ntheirs=1\n');
    expect(text(one)).toBe("switch_list=none\n");
  });
});
