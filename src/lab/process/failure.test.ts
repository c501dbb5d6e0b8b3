/** How a command ends early. */
import { describe, expect, test } from "bun:test";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { CommandEnd, command, err, errnoOf, errx, usage, warn, warnx } from "./failure.ts";
import type { Process } from "./process.ts";

/** Runs a command called by a path. Returns its exit status and what it says. */
async function ending(run: (process: Process) => number) {
  let said = "";
  const process = {
    argv: ["/sbin/ifconfig", "x"],
    err(text: string) {
      said += text;
    },
  } as Partial<Process> as Process;
  return [await command(run)(process), said];
}

describe("a command that ends early", () => {
  test("says why, after its own name", async () => {
    expect(await ending(() => errx(3, "bad value"))).toEqual([3, "ifconfig: bad value\n"]);
    expect(await ending(() => err(1, errno.EEXIST, "create"))).toEqual([
      1,
      "ifconfig: create: File exists\n",
    ]);
  });
  test("by its usage message needs no name before it", async () => {
    expect(await ending(() => usage("usage: ifconfig …"))).toEqual([1, "usage: ifconfig …\n"]);
    expect(await ending(() => usage("usage: x", 64))).toEqual([64, "usage: x\n"]);
  });
  test("and has said all adds nothing", async () => {
    const silent = () => {
      throw new CommandEnd(7, "", true);
    };
    expect(await ending(silent)).toEqual([7, ""]);
  });
});

test("a command that was refused a file ends with what the errno means, and no stack trace", async () => {
  const run = () => {
    throw new NetgraphError("mkdir", "/etc/x", errno.ENOTDIR);
  };
  expect(await ending(run)).toEqual([1, "ifconfig: /etc/x: Not a directory\n"]);
});

test("a warning goes on", async () => {
  const run = (process: Process) => {
    warnx(process, "odd");
    warn(process, errno.ENOENT, "file");
    return 0;
  };
  expect(await ending(run)).toEqual([
    0,
    "ifconfig: odd\nifconfig: file: No such file or directory\n",
  ]);
});

test("a fault of ours is not taken for the command's end", async () => {
  const fault = new TypeError("ours");
  const run = () => {
    throw fault;
  };
  await expect(ending(run)).rejects.toBe(fault);
  expect(() => errnoOf(fault)).toThrow(fault);
  expect(errnoOf(new NetgraphError("x", "y", errno.EBUSY))).toBe(errno.EBUSY);
});
