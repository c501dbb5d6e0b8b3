import { expect, test } from "bun:test";
import { bridgeWith, makeJail, testLab } from "../../../test/support/lab.ts";

/** Two jails with IPv6 on a bridge, the first of which has pinged the second. */
async function neighbours() {
  const made = testLab();
  const { lab, out, clock } = made;
  bridgeWith(lab, ["j1", "j2"]);
  const jail = makeJail(lab, "j1");
  const other = makeJail(lab, "j2");
  await out("ifconfig j1 vnet j1");
  await out("ifconfig j2 vnet j2");
  await out("ifconfig j1 inet6 fd00::1/64", { jail });
  await out("ifconfig j2 inet6 fd00::2/64", { jail: other });
  clock.advance(1000);
  await out("ping -c 1 fd00::2", { jail });
  const ether = (await out("ifconfig j2", { jail: other })).match(/ether (\S+)/)![1]!;
  return { ...made, jail, ether };
}

test("ndp -an shows who is known, in columns, with the state and when it ends", async () => {
  const { out, clock, jail, ether } = await neighbours();
  const lines = (await out("ndp -an", { jail })).split("\n");
  expect(lines[0]).toBe(
    "Neighbor                             Linklayer Address  Netif Expire    S Flags",
  );
  const line = (state: string) => `fd00::2                              ${ether}     j2 ${state} `;
  expect(lines).toContain(line("30s       R").replace("j2", "j1"));
  expect(lines.find((one) => one.startsWith("fd00::1 "))).toEndWith("    j1 permanent R ");
  clock.advance(31_000);
  expect(await out("ndp -n fd00::2", { jail })).toContain(" j1 23h59m59s S \n");
});

test("ndp forgets one neighbour or all that it learnt, and says which", async () => {
  const { out, run, jail } = await neighbours();
  expect(await out("ndp -d fd00::2", { jail })).toBe("fd00::2 (fd00::2) deleted\n");
  expect(await run("ndp -n fd00::2", { jail })).toMatchObject({
    status: 1,
    stderr: "ndp: fd00::2 (fd00::2) -- no entry\n",
  });
  await out("ping -c 1 fd00::2", { jail });
  expect(await out("ndp -cn", { jail })).toContain("fd00::2 (fd00::2) deleted\n");
  expect(await out("ndp -an", { jail })).not.toContain("fd00::2 ");
  expect((await run("ndp -d fe80::5", { jail })).stderr).toBe(
    "ndp: delete: cannot locate fe80::5\n",
  );
});

test("ndp -i shows and sets IPv6's flags of an interface", async () => {
  const { out, run } = testLab();
  expect(await out("ndp -i vtnet0 -- -disabled")).toBe(
    "linkmtu=1500, maxmtu=1500, curhlim=64, basereachable=30s0ms, reachable=30s, retrans=1s0ms\nFlags: nud auto_linklocal \n",
  );
  expect(await out("ifconfig vtnet0")).toContain("inet6 fe80::5a9c:fcff:fe00:2a01%vtnet0 ");
  expect((await run("ndp -i nosuch")).stderr).toBe(
    "ndp: ioctl(SIOCGIFINFO_IN6): Device not configured\n",
  );
});
