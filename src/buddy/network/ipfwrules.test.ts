import { describe, expect, test } from "bun:test";
import { readNetwork } from "../../config/networksettings.ts";
import { parseIpfwNats, parseIpfwRules } from "../../host/ipfw.ts";
import { instanceChanges, type NatWish } from "./ipfwrules.ts";
import type { IpfwSeen } from "./observe.ts";

const LAST = "65535 set 31 deny ip from any to any";

function seen(rules: readonly string[], nats: readonly string[] = []): IpfwSeen {
  return {
    ...{ isLoaded: true, isEnabled: true, onePass: false, hasNat: true },
    rules: parseIpfwRules([...rules, LAST].join("\n")),
    nats: parseIpfwNats(nats.join("\n")),
  };
}

function wish(bridge: string, address: string, iface: string | undefined, rdr = ""): NatWish {
  const network = readNetwork({ address, nat: "YES", rdr, dhcp: "" });
  const forwarded = network.forwardings.map(({ to, ...rest }) => ({ ...rest, address: to }));
  return { bridge, iface, network, forwarded };
}

/** What a plan makes of a host, read again from what ipfw shows then. */
function after(before: IpfwSeen, wishes: readonly NatWish[]): IpfwSeen {
  const changes = instanceChanges(before, wishes) ?? [];
  let rules = before.rules;
  const nats = new Map(before.nats);
  for (const { after: to } of changes) {
    rules = rules.filter(({ number, set }) => number !== to.rule || set !== 31);
    const made = to.rules.map((text) => ({ number: to.rule, set: 31, isDisabled: false, text }));
    rules = [...rules, ...made].sort((a, b) => a.number - b.number);
    if (to.config === "") nats.delete(to.nat);
    else nats.set(to.nat, to.config);
  }
  return { ...before, rules, nats };
}

const shown = ({ rules }: IpfwSeen) => rules.map(({ number, text }) => `${number} ${text}`);

test("rules go before the user's, and know the bridge", () => {
  const made = after(seen(["00100 set 0 allow ip from any to any via lo0"]), [
    wish("private", "10.60.0.1/24 fd00::1/64", "em0", "tcp 8080 -> 10.60.0.5:80"),
  ]);
  expect(shown(made).slice(0, 4)).toEqual([
    "80 nat 31000 ip4 from any to me in via em0 // ngbuddy",
    "80 nat 31000 ip4 from 10.60.0.0/24 to any out via em0 // ngbuddy private",
    "80 nat 31000 tcp from 10.60.0.5 80 to any out via em0 // ngbuddy private",
    "100 allow ip from any to any via lo0",
  ]);
  expect(made.nats.get(31000)).toBe("if em0 same_ports redirect_port tcp 10.60.0.5:80 8080");
});

describe("bridges that leave by one interface have one instance, since what comes in is handed to one only", () => {
  const one = after(seen([]), [wish("a", "10.1.0.1/24", "em0", "udp 53 -> 10.1.0.2")]);
  const two = after(one, [wish("b", "10.2.0.1/24", "em0", "tcp 80 -> 10.2.0.2")]);

  test("the second one joins the first", () => {
    expect(shown(two).filter((text) => text.includes(" in via "))).toHaveLength(1);
    expect(two.nats.get(31000)).toBe(
      "if em0 same_ports redirect_port udp 10.1.0.2:53 53 redirect_port tcp 10.2.0.2:80 80",
    );
  });

  test("and either may go", () => {
    expect(shown(after(two, [wish("b", "10.2.0.1/24", undefined)]))).toEqual(shown(one));
    const left = after(two, [wish("a", "10.1.0.1/24", undefined)]);
    expect(left.nats.get(31000)).toBe("if em0 same_ports redirect_port tcp 10.2.0.2:80 80");
    expect(shown(after(left, [wish("b", "10.2.0.1/24", undefined)]))).toEqual([
      "65535 deny ip from any to any",
    ]);
  });

  test("what is so already is no change", () => {
    expect(instanceChanges(two, [wish("a", "10.1.0.1/24", "em0", "udp 53 -> 10.1.0.2")])).toEqual(
      [],
    );
  });

  test("one that moves to another interface has another instance", () => {
    const moved = after(two, [wish("b", "10.2.0.1/24", "em1")]);
    expect(shown(moved)).toContain("79 nat 31001 ip4 from any to me in via em1 // ngbuddy");
    expect(shown(moved).filter((text) => text.includes(" em0 "))).toEqual(
      shown(one).filter((text) => text.includes(" em0 ")),
    );
  });
});

describe("numbers", () => {
  test("that somebody else has are left alone", () => {
    const made = after(
      seen(
        [
          "00050 set 0 nat 31001 ip from any to any via em9",
          "00030 set 0 count ip from any to any",
        ],
        ["ipfw nat 31000 config if em9"],
      ),
      [wish("a", "10.1.0.1/24", "em0")],
    );
    expect(shown(made)[0]).toBe("10 nat 31002 ip4 from any to me in via em0 // ngbuddy");
  });

  test("change when somebody has put rules before ours, which would decide first", () => {
    const made = after(seen([]), [wish("a", "10.1.0.1/24", "em0")]);
    const before: IpfwSeen = {
      ...made,
      rules: [
        { number: 40, set: 0, isDisabled: false, text: "allow ip from any to any" },
        ...made.rules,
      ],
    };
    const numbers = (of: IpfwSeen) =>
      of.rules.filter(({ text }) => text.includes("ngbuddy")).map(({ number }) => number);
    expect(numbers(before)).toEqual([80, 80]);
    expect(numbers(after(before, [wish("a", "10.1.0.1/24", "em0")]))).toEqual([20, 20]);
  });

  test("may be all taken", () => {
    const full = seen(["00001 set 0 allow ip from any to any via lo0"]);
    expect(instanceChanges(full, [wish("a", "10.1.0.1/24", "em0")])).toBeUndefined();
    expect(instanceChanges(full, [wish("a", "10.1.0.1/24", undefined)])).toEqual([]);
  });
});

test("rules that look like ours and are not in our set are the user's", () => {
  const text = "nat 5 ip4 from 10.1.0.0/24 to any out via em0 // ngbuddy a";
  expect(
    instanceChanges(seen([`00005 set 0 ${text}`]), [wish("a", "10.1.0.1/24", undefined)]),
  ).toEqual([]);
});
