/** `ngbuddy doctor GUEST`, as its user sees it. */
import { expect, test } from "bun:test";
import { type DoctorLab, doctorLab } from "../../../test/support/doctorlab.ts";
import { plugIn } from "../../../test/support/machines.ts";

async function way(lab: DoctorLab, guest: string) {
  const { stdout, status } = await lab.ngbuddy(`doctor ${guest}`);
  return { status, lines: stdout.split("\n") };
}

test("a healthy guest is followed to its gateway, with what was counted", async () => {
  const { status, lines } = await way(await doctorLab(), "jail02");
  expect(lines).toEqual([
    "jail02 on bridge public",
    "  ok     jail02 in jail jail02: up, 10.2.70.52/24",
    "  ok     link1 of bridge public: asked for 10.2.70.52: 1 to it, 1 from it",
    "  ok     a frame of 1500 bytes: gets to jail02",
    expect.stringMatching(
      /^ {2}ok {5}gateway 10\.2\.70\.1: answers \(.*\); the question went out by \d links$/,
    ),
    "Nothing found: it does not stop.",
    "",
  ]);
  expect(status).toBe(0);
});

test("a jail whose interface is down is told, and mended", async () => {
  const lab = await doctorLab();
  await lab.type(["ifconfig -j jail02 jail02 down"]);
  const { status, lines } = await way(lab, "jail02");
  expect(status).toBe(69);
  expect(lines).toEqual([
    "jail02 on bridge public",
    "  STOPS  jail02 in jail jail02: has its interface jail02 down",
    "  nothing goes out or comes in",
    "    ifconfig -j 2 jail02 up",
    "",
  ]);
  await lab.type(["ifconfig -j 2 jail02 up"]);
});

test("a jail without a default route is told which one others have, and gets it", async () => {
  const lab = await doctorLab();
  await lab.type(["jexec jail02 route delete default"]);
  expect((await way(lab, "jail02")).lines).toContain("    route -j 2 add default 10.2.70.1");
  await lab.type(["route -j 2 add default 10.2.70.1"]);
  expect((await way(lab, "jail02")).status).toBe(0);
});

test("a jail that is cut off by its own port is told where, by the node's counters", async () => {
  const lab = await doctorLab();
  await lab.type(["ngbuddy port jail02 --guard"]);
  expect((await way(lab, "jail02")).status).toBe(0);
  // From now on it sends with another address than its guard knows.
  await lab.type(["ifconfig -j jail02 jail02 ether 02:00:00:00:00:77"]);
  const { lines } = await way(lab, "jail02");
  expect(lines.join("\n")).toMatch(
    /error: jail02 is cut off at \S+ \(bpf\): the question for 10\.2\.70\.52 got through, and no answer \[path\]/,
  );
});

test("a host that is the gateway and passes nothing on is where it stops", async () => {
  const lab = await doctorLab("nat", 2);
  expect((await way(lab, "jail01")).lines).toContain(
    "  ok     the host, by nghost0: forwards, and its firewall lets something through",
  );
  await lab.type(["sysctl net.inet.ip.forwarding=0"]);
  const { status, lines } = await way(lab, "jail01");
  expect(status).toBe(69);
  expect(lines).toContain("    sysctl net.inet.ip.forwarding=1");
});

test("a guest with IPv6 alone is said to be one, and nothing is wrong with that", async () => {
  const lab = await doctorLab("ipv6", 2);
  lab.lab.clock.advance(20_000);
  const { status, lines } = await way(lab, "jail01");
  expect(lines[1]).toContain("it has IPv6 alone, which is not followed");
  expect(status).toBe(0);
});

test("an address that somebody else answers for is told", async () => {
  const lab = await doctorLab("article", 3);
  await lab.type(["ifconfig -j jail01 jail01 10.2.70.52/32 alias"]);
  const { lines } = await way(lab, "jail02");
  expect(lines.join("\n")).toMatch(
    /jail02 has the address 10\.2\.70\.52, for which .* answers, too/,
  );
  expect(lines).toContain("    ifconfig -j 1 jail01 inet 10.2.70.52 -alias");
});

test("where it stops, what the checks find on the way is told, too", async () => {
  const lab = await doctorLab();
  await lab.type(["ngctl msg vtnet0: setpromisc 0"]);
  const { lines } = await way(lab, "jail02");
  expect(lines).toContain("    ngctl msg vtnet0: setpromisc 1");
});

test("a machine that has sent nothing is told", async () => {
  const lab = await doctorLab();
  await plugIn(lab, ["public", "link9"]);
  await lab.type(["ngctl name public:link9 vm1"]);
  const { status, lines } = await way(lab, "vm1");
  expect(status).toBe(69);
  expect(lines).toContain("error: vm1 has sent nothing at all by link9 of bridge public [path]");
});

test("what is neither a topic nor a guest is refused with the nearest name", async () => {
  const lab = await doctorLab();
  const { status, stderr } = await lab.ngbuddy("doctor jial02");
  expect([status, stderr]).toEqual([
    64,
    "ngbuddy: doctor jial02: there is no such topic, and no such guest; did you mean jail02?\n",
  ]);
});
