import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";
import { byCommands } from "../../../host/commands.ts";
import { labHost } from "../../../lab/host.ts";

test("frames that netgraph dropped for want of items are told with the tunable", async () => {
  const lab = await doctorLab();
  const host = byCommands(labHost(lab.lab));
  const [found, ...others] = await lab.findings("drops", {
    ...host,
    run: async (argv, options) =>
      argv.includes("vm.uma.NetGraph_data_items.stats.fails")
        ? { argv, status: 0, stdout: "17\n", stderr: "" }
        : await host.run(argv, options),
  });
  expect(others).toEqual([]);
  expect(found!.found).toContain("dropped frames 17 times since the boot");
  expect(found!.type).toEqual(["echo net.graph.maxdata=16384 >> /boot/loader.conf"]);
  expect(await lab.findings("drops")).toEqual([]);
});
