import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";

test("a buffer that ngctl's list of nodes does not fit into is told and raised", async () => {
  const lab = await doctorLab("article", 2);
  await lab.type(["sysctl net.graph.recvspace=512"]);
  const [found, ...others] = await lab.findings("kernel");
  expect(others).toEqual([]);
  expect(found!.about).toBe("net.graph.recvspace");
  expect(found!.type).toEqual([
    "sysctl net.graph.recvspace=2048",
    "echo net.graph.recvspace=2048 >> /etc/sysctl.conf",
  ]);
  await lab.out("ngbuddy doctor --fix");
  expect(lab.files.read("/etc/sysctl.conf")).toBe("net.graph.recvspace=2048\n");
  expect(await lab.findings()).toEqual([]);
});
