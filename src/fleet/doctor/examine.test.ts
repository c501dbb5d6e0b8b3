/** The doctor of a fleet, by a real server. */
import { expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { fleetBed } from "../../../test/support/fleetbed.ts";

test("fleet doctor says what is wrong on each host and between them, and what to type where", async () => {
  await using bed = await fleetBed(["web1", "web2", "web3"]);
  for (const name of ["web1", "web2"]) {
    const lab = bed.labs.get(name)!;
    await lab.out("ngbuddy bridge lan vtnet1");
    await lab.out("ngbuddy jail db lan");
    await lab.out("jail -c name=db path=/ vnet vnet.interface=db persist");
    await lab.out("ifconfig -j db db ether 02:00:00:00:00:09");
    await lab.out("ifconfig -j db db inet 10.0.3.77/24 up");
  }
  await bed.asOwner(async () => {});
  for (const name of ["web1", "web2"]) await bed.agent(name).remarked(/connected/);
  const file = join(mkdtempSync(join(tmpdir(), "ngbuddy-fleet-")), "fleet.json");
  writeFileSync(file, JSON.stringify(bed.file), { mode: 0o600 });
  const { status, stdout, stderr } = await buddyLab().ngbuddy(`fleet doctor --fleet ${file}`);
  expect(status).toBe(69);
  expect(stdout).toContain(
    "web1, web2: error: jail db runs on web1 and on web2, with 02:00:00:00:00:09 and 10.0.3.77 on all of them [jails]\n",
  );
  expect(stdout).toContain("\n    web2# jail -r db\n");
  expect(stdout).toMatch(/: 2 hosts\.\n$/);
  expect(stderr).toMatch(/^ngbuddy: web3: its agent does not run/);
  const json = await buddyLab().ngbuddy(`fleet doctor --json --fleet ${file}`);
  expect(JSON.parse(json.stdout)).toMatchObject({
    across: [{ check: "jails", hosts: ["web1", "web2"], type: [{ host: "web2" }, {}, {}] }],
    missing: [{ host: "web3" }],
  });
});
