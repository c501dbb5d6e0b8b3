/** Routers of the LAN, what they advertise, and what a host makes of it. */
import { describe, expect, test } from "bun:test";
import { makeJail, testLab } from "../../../test/support/lab.ts";
import type { HostDescription } from "../base/description.ts";
import { parseHostDescription } from "../hostjson.ts";
import { parseIpv6 } from "../wire/address.ts";
import { ALL_NODES } from "../wire/address6.ts";
import { ROUTER_ADVERTISEMENT, type RouterAdvertisement } from "../wire/nd.ts";

/** Its Ethernet address ends in 2a:01. */
const OWN = "2001:db8:70:0:5a9c:fcff:fe00:2a01";
const ROUTER = "fe80::5055:aff:fe02:4601%em0";

/** A host whose LAN has a router of IPv6, somebody behind it, and one who speaks IPv6 alone. */
function withRouter(lan: object = {}): HostDescription {
  return parseHostDescription(
    JSON.stringify({
      interfaces: [
        {
          ...{ name: "em0", ether: "58:9c:fc:00:2a:01", inet: ["10.2.70.107/24"] },
          lan: [
            {
              ...{ inet: "10.2.70.1", inet6: "2001:db8:70::1", behind: ["2001:db8:50::20"] },
              advertises: ["2001:db8:70::/64"],
              ...lan,
            },
            { inet6: "2001:db8:70::20" },
          ],
        },
      ],
    }),
  );
}

async function solicited() {
  const made = testLab(withRouter());
  await made.out("ifconfig em0 inet6 -ifdisabled accept_rtadv up");
  await made.out("rtsol em0");
  made.clock.advance(2000);
  return made;
}

const addressLine = (shown: string) => /\tinet6 2001.*/.exec(shown)?.[0];

describe("rtsol", () => {
  test("gets an address, a default route, a neighbour, a router and a prefix from the LAN's router", async () => {
    const { out } = await solicited();
    const shown = await out("ifconfig em0");
    expect(addressLine(shown)).toBe(`\tinet6 ${OWN} prefixlen 64 autoconf`);
    expect(shown).toContain("nd6 options=23<PERFORMNUD,ACCEPT_RTADV,AUTO_LINKLOCAL>");
    const routes = await out("netstat -rn6");
    expect(routes).toMatch(/^default +fe80::5055:aff:fe02:4601%em0 +UG +em0$/m);
    expect(routes).toMatch(/^2001:db8:70::\/64 +link#1 +U +em0$/m);
    expect(routes).toMatch(/^2001:db8:70:0:5a9c:fcff:fe00:2a01 +link#2 +UHS +lo0$/m);
    expect(await out("ndp -an")).toMatch(/^fe80::5055:aff:fe02:4601%em0 .* S R$/m);
    expect(await out("ndp -rn")).toBe(`${ROUTER} if=em0, flags=, pref=medium, expire=29m58s\n`);
    expect(await out("ndp -pn")).toBe(
      `2001:db8:70::/64 if=em0\nflags=LAO vltime=2592000, pltime=604800, expire=29d23h59m58s, ref=1\n  advertised by\n    ${ROUTER} (reachable)\n`,
    );
  });

  test("lets the host ping the LAN, who is behind its router, and groups; the router says what has lived too long", async () => {
    const { lab, out } = await solicited();
    for (const [to, left] of [
      ["2001:db8:70::1", 64],
      ["2001:db8:70::20", 64],
      ["2001:db8:50::20", 63],
    ] as const) {
      expect(await out(`ping -c 1 ${to}`)).toContain(
        `16 bytes from ${to}, icmp_seq=0 hlim=${left}`,
      );
    }
    expect(await out("ping -c 1 ff02::2%em0")).toContain(`16 bytes from ${ROUTER},`);
    const errors: unknown[] = [];
    const { icmp6 } = lab.host.stack;
    icmp6.listenEcho(
      9,
      () => {},
      ({ from, error }) => errors.push([from, error.type]),
    );
    const destination = parseIpv6("2001:db8:50::20")!;
    icmp6.ping({ destination, id: 9, sequence: 0, data: new Uint8Array(8), hopLimit: 1 });
    expect(errors).toEqual([[parseIpv6("2001:db8:70::1")!, 3]]);
  });

  test("gives up after three questions where no router is, and gets nothing where nobody listens", async () => {
    const none = testLab();
    await none.out("ifconfig vtnet0 inet6 -ifdisabled accept_rtadv");
    const before = none.clock.now();
    expect(await none.run("rtsol vtnet0")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(none.clock.now() - before).toBe(13_000);
    const deaf = testLab(withRouter());
    await deaf.out("ifconfig em0 inet6 -ifdisabled");
    await deaf.out("rtsol em0");
    expect(addressLine(await deaf.out("ifconfig em0"))).toBeUndefined();
    expect(await deaf.out("netstat -rn6")).not.toContain("default");
    await deaf.out("rtsol -F em0");
    expect(addressLine(await deaf.out("ifconfig em0"))).toContain("autoconf");
  });

  test("says which interface there is not, and how it is used", async () => {
    const { run } = testLab();
    expect(await run("rtsol em9")).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "rtsol: failed to get link layer information for em9\nrtsol: failed to initialize em9\n",
    });
    for (const line of ["rtsol", "rtsol -a em0", "rtsol -x em0"]) {
      expect(await run(line)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(
          /usage: rtsol \[-dDFiu\] .* interface \.\.\.\nusage: .* -a\n$/,
        ),
      });
    }
  });

  test("asks on all interfaces that listen with -a", async () => {
    const { out } = testLab(withRouter());
    await out("ifconfig em0 inet6 -ifdisabled accept_rtadv up");
    await out("rtsold -a -i");
    expect(addressLine(await out("ifconfig em0"))).toContain("autoconf");
  });
});

describe("what routers advertise", () => {
  test("comes by itself every ten minutes, and keeps address and route alive", async () => {
    const { out, clock } = testLab(withRouter());
    await out("ifconfig em0 inet6 -ifdisabled accept_rtadv up");
    clock.advance(590_000);
    expect(addressLine(await out("ifconfig em0"))).toBeUndefined();
    clock.advance(20_000);
    expect(addressLine(await out("ifconfig -L em0"))).toBe(
      `\tinet6 ${OWN} prefixlen 64 autoconf pltime 604790 vltime 2591990`,
    );
    clock.advance(2 * 86_400_000);
    expect(addressLine(await out("ifconfig em0"))).toBe(`\tinet6 ${OWN} prefixlen 64 autoconf`);
    expect(await out("netstat -rn6")).toContain("default");
  });

  test("ends when the router is gone: first the route, then the address is deprecated, then it goes", async () => {
    const { lab, out, clock } = await solicited();
    lab.host.interface("em0")!.transmit = () => {};
    lab.host.interface("em0")!.receive = () => {};
    clock.advance(1_800_000);
    expect(await out("netstat -rn6")).not.toContain("default");
    expect(await out("ndp -rn")).toBe("");
    clock.advance(604_800_000 - 1_800_000);
    expect(addressLine(await out("ifconfig em0"))).toBe(
      `\tinet6 ${OWN} prefixlen 64 deprecated autoconf`,
    );
    clock.advance(2_000_000_000);
    expect(addressLine(await out("ifconfig em0"))).toBeUndefined();
    expect(await out("netstat -rn6")).not.toContain("2001:");
    expect(await out("ndp -pn")).toBe("");
  });

  test("is forgotten with ndp -R and -P, and when the interface goes into a jail", async () => {
    const { lab, out } = await solicited();
    await out("ndp -R");
    expect(await out("netstat -rn6")).not.toContain("default");
    await out("ndp -P");
    expect(addressLine(await out("ifconfig em0"))).toBeUndefined();
    await out("rtsol em0");
    expect(await out("netstat -rn6")).toContain("default");
    const jail = makeJail(lab, "j");
    await out("ifconfig em0 vnet j");
    expect(await out("netstat -rn6")).not.toMatch(/default|2001:/);
    await out("ifconfig em0 inet6 -ifdisabled accept_rtadv up", { jail });
    await out("rtsol em0", { jail });
    expect(await out("netstat -rn6", { jail })).toContain("default");
  });

  test("makes no default route for a router, nor where there is one already", async () => {
    const forwarding = testLab(withRouter());
    await forwarding.out("sysctl net.inet6.ip6.forwarding=1");
    await forwarding.out("ifconfig em0 inet6 -ifdisabled accept_rtadv up");
    await forwarding.out("rtsol em0");
    expect(addressLine(await forwarding.out("ifconfig em0"))).toContain("autoconf");
    expect(await forwarding.out("netstat -rn6")).not.toContain("default");
    const routed = testLab(withRouter());
    await routed.out("ifconfig em0 inet6 2001:db8:70::9/64 accept_rtadv");
    await routed.out("route -6 add default 2001:db8:70::20");
    await routed.out("rtsol em0");
    const routes = await routed.out("netstat -rn6");
    expect(routes.match(/^default .*$/gm)).toHaveLength(1);
    expect(routes).toMatch(/^default +2001:db8:70::20 +UGS +em0$/m);
  });
});

describe("of two routers", () => {
  async function twoRouters() {
    const made = await solicited();
    const { lab } = made;
    const em0 = lab.host.interface("em0")!;
    const say = (source: string, more: Partial<RouterAdvertisement>) => {
      const ether = Uint8Array.of(2, 0, 0, 0, 0, Number(source.at(-1)));
      const message: RouterAdvertisement = {
        ...{ type: ROUTER_ADVERTISEMENT, hopLimit: 64, flags: 0, lifetime: 1800, mtu: 0 },
        ...{ ether, prefixes: [], ...more },
      };
      const packet = {
        ...{ source: parseIpv6(source)!, destination: ALL_NODES, hopLimit: 255, protocol: 58 },
        ...{ payload: new Uint8Array(), offset: 0, more: false, id: 0 },
      };
      lab.host.stack.routers6.advertised(em0, packet, message);
    };
    const gateway = async () =>
      /^default +(\S+)%em0/m.exec(await made.out("netstat -rn6"))?.[1] ?? "none";
    return { ...made, say, gateway };
  }

  test("the first has the default route, unless the other is preferred", async () => {
    const { out, say, gateway } = await twoRouters();
    say("fe80::2", {});
    expect(await gateway()).toBe("fe80::5055:aff:fe02:4601");
    say("fe80::2", { flags: 0x08 });
    expect(await gateway()).toBe("fe80::2");
    expect(await out("ndp -rn")).toMatch(/^fe80::2%em0 .*pref=high.*\nfe80::5055.*pref=medium/);
    say("fe80::2", { flags: 0x18 });
    expect(await gateway()).toBe("fe80::5055:aff:fe02:4601");
  });

  test("the other takes over when one says that it is none any more", async () => {
    const { say, gateway } = await twoRouters();
    say("fe80::2", {});
    say("fe80::5055:aff:fe02:4601", { lifetime: 0 });
    expect(await gateway()).toBe("fe80::2");
  });

  test("the other takes over when the first is silent", async () => {
    const { lab, out, run, say, clock, gateway } = await twoRouters();
    say("fe80::2", {});
    lab.host.interface("em0")!.transmit = () => {};
    await run("ping -c 1 -t 1 2001:db8:99::1");
    clock.advance(20_000);
    expect(await gateway()).toBe("fe80::2");
    expect(await out("ndp -an")).not.toContain("fe80::5055");
  });

  test("nobody shortens an address's life to less than two hours", async () => {
    const { out, say, clock } = await twoRouters();
    const prefix = parseIpv6("2001:db8:70::")!;
    const said = { prefix, length: 64, onLink: true, autonomous: true, valid: 60, preferred: 30 };
    say("fe80::2", { prefixes: [said] });
    expect(addressLine(await out("ifconfig -L em0"))).toContain("pltime 30 vltime 7200");
    clock.advance(31_000);
    expect(addressLine(await out("ifconfig -L em0"))).toContain(
      "deprecated autoconf pltime 0 vltime 7169",
    );
  });
});

describe("ifconfig's lifetimes of an address", () => {
  test("are shown with -L, and end it", async () => {
    const { out, clock } = testLab();
    await out("ifconfig vtnet0 inet6 2001:db8::5/64 pltime 60 vltime 0x78");
    clock.advance(1000);
    expect(addressLine(await out("ifconfig -L vtnet0"))).toBe(
      "\tinet6 2001:db8::5 prefixlen 64 pltime 59 vltime 119",
    );
    clock.advance(60_000);
    expect(addressLine(await out("ifconfig vtnet0"))).toContain("deprecated");
    await out("ifconfig vtnet0 inet6 2001:db8::5/64 pltime 600 vltime 1200 alias");
    expect(addressLine(await out("ifconfig -L vtnet0"))).toEndWith("64 pltime 600 vltime 1200");
    clock.advance(1_200_000);
    expect(addressLine(await out("ifconfig vtnet0"))).toBeUndefined();
  });

  test("are refused where they are none", async () => {
    const { run } = testLab();
    expect((await run("ifconfig vtnet0 inet6 2001:db8::5/64 vltime soon")).stderr).toBe(
      "ifconfig: invalid vltime\n",
    );
    expect((await run("ifconfig vtnet0 10.0.0.1/24 pltime 5")).stderr).toBe(
      "ifconfig: pltime not allowed for the AF\n",
    );
  });
});

test("a VLAN of the LAN has routers of its own", async () => {
  const { out } = testLab(withRouter({ vlan: "7" }));
  await out("ifconfig em0 inet6 -ifdisabled accept_rtadv up");
  await out("ifconfig em0.7 create");
  await out("ifconfig em0.7 inet6 -ifdisabled accept_rtadv up");
  await out("rtsol em0");
  expect(addressLine(await out("ifconfig em0"))).toBeUndefined();
  await out("rtsol em0.7");
  expect(addressLine(await out("ifconfig em0.7"))).toContain(`${OWN} prefixlen 64 `);
  expect(await out("ping -c 1 2001:db8:70::1")).toContain("16 bytes from 2001:db8:70::1,");
});
