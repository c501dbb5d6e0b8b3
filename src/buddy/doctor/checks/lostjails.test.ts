import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";
import { byCommands } from "../../../host/commands.ts";
import { labHost } from "../../../lab/host.ts";

test("an interface that a jail without unjail left on the host is told and taken away", async () => {
  const lab = await doctorLab();
  await lab.type(["sed -i '' '/unjail/d' /etc/jail.conf"]);
  await expectMended(lab, {
    check: "lostjails",
    by: ["jail -r jail02"],
    about: "jail02",
    found:
      /^is on bridge public and on the host, down and without an address, and no jail jail02 runs$/,
    type: ["ngbuddy unjail jail02"],
  });
});

test("an interface that a dying jail keeps is told with that jail", async () => {
  const lab = await doctorLab();
  const host = byCommands(labHost(lab.lab));
  const answer = (argv: readonly string[], jails: readonly object[]) => ({
    argv,
    status: 0,
    stdout: JSON.stringify({ "jail-information": { jail: jails } }),
    stderr: "",
  });
  const [found, ...others] = await lab.findings("lostjails", {
    ...host,
    async run(argv, options) {
      if (argv[0] !== "jls") return await host.run(argv, options);
      if (argv[1] === "-d") return answer(argv, [{ jid: "2", name: "jail02", dying: true }]);
      return answer(argv, [{ jid: "1", name: "jail01", vnet: "new", path: "/jails/jail01" }]);
    },
  });
  expect(others).toEqual([]);
  expect(`${found!.about} ${found!.found}`).toBe(
    "jail02 is on bridge public, and its interface is in a jail that is dying (jls -d shows jail02, JID 2)",
  );
  expect(found!.type).toEqual(["ngbuddy unjail jail02"]);
});
