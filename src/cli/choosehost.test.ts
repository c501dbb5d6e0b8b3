/** Which host is meant, and how it is reached. */
import { expect, test } from "bun:test";
import { chooseHost } from "./choosehost.ts";
import type { Io } from "./io.ts";

test("a way to the host that nobody knows is refused with those that there are, before anything is started", async () => {
  const io = {
    env: { NGBUDDY_HOST: "magic", NGBUDDY_LAB: "/nonexistent/lab" },
    err: () => {},
  } as unknown as Io;
  await expect(chooseHost(io, ["false"])).rejects.toMatchObject({
    status: 78,
    message: "NGBUDDY_HOST=magic: give kernel or commands",
  });
});

test("a lab that is off is not started by what was to be done later", async () => {
  const io = {
    env: { NGBUDDY_LAB: "/nonexistent/lab", NGBUDDY_LAB_START: "NO" },
    err: () => {},
  } as unknown as Io;
  await expect(chooseHost(io, ["false"])).rejects.toMatchObject({
    status: 68,
    message: "the lab in /nonexistent/lab is off",
  });
});
