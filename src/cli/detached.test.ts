import { expect, test } from "bun:test";
import { laterCommand } from "./detached.ts";

test("what runs later outlives its terminal, even in the session that it was started from", async () => {
  const script = 'kill -HUP $$; kill -INT $$; echo "alive $1"';
  const { stdout } = Bun.spawn(laterCommand(0, ["/bin/sh", "-c", script, "sh", "a b"]));
  expect(await new Response(stdout).text()).toBe("alive a b\n");
});
