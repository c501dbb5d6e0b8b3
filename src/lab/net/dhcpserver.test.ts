/** The DHCP server of a LAN. */
import { describe, expect, test } from "bun:test";
import { formatIpv4, parseIpv4 } from "../wire/address.ts";
import { ACK, type DhcpMessage, DISCOVER, NAK, OFFER, REQUEST } from "../wire/dhcp.ts";
import { DhcpServer } from "./dhcpserver.ts";

const ip = (text: string) => parseIpv4(text)!;

function server(taken: readonly string[] = [], mask = "255.255.255.0", address = "10.0.0.1") {
  const dhcp = new DhcpServer(ip(address), ip(mask), (one) => taken.includes(formatIpv4(one)));
  return (type: number, client: number, more: Partial<DhcpMessage> = {}) => {
    const answer = dhcp.answer({
      type,
      transaction: 9,
      client: Uint8Array.of(2, 0, 0, 0, 0, client),
      yours: 0,
      server: 0,
      ...more,
    } as DhcpMessage);
    return answer && { ...answer, yours: formatIpv4(answer.yours) };
  };
}

describe("a client", () => {
  test("is offered the lowest free address from .15 on, and gets it when it asks for it", () => {
    const ask = server();
    expect(ask(DISCOVER, 1)).toMatchObject({
      type: OFFER,
      yours: "10.0.0.15",
      mask: ip("255.255.255.0"),
      server: ip("10.0.0.1"),
      transaction: 9,
    });
    expect(ask(REQUEST, 1, { requested: ip("10.0.0.15") })).toMatchObject({
      type: ACK,
      yours: "10.0.0.15",
      lease: 86400,
    });
  });
  test("is offered the same address again, and another one to another", () => {
    const ask = server();
    expect([1, 2, 1].map((client) => ask(DISCOVER, client)?.yours)).toEqual([
      "10.0.0.15",
      "10.0.0.16",
      "10.0.0.15",
    ]);
  });
  test("is not offered what somebody has already", () => {
    expect(server(["10.0.0.15", "10.0.0.16"])(DISCOVER, 1)?.yours).toBe("10.0.0.17");
  });
  test("that asks for what it was not offered is refused", () => {
    const ask = server();
    expect(ask(REQUEST, 1, { requested: ip("10.0.0.15") })).toMatchObject({
      type: NAK,
      yours: "0.0.0.0",
    });
    ask(DISCOVER, 1);
    expect(ask(REQUEST, 1, { requested: ip("10.0.0.16") })).toMatchObject({ type: NAK });
  });
});

test("a network that has no address left offers none, not its broadcast address either", () => {
  const ask = server([], "255.255.255.240", "10.0.0.1");
  expect(ask(DISCOVER, 1)).toBeUndefined();
  const larger = server([], "255.255.255.224", "10.0.0.1");
  const offered = Array.from({ length: 17 }, (_, client) => larger(DISCOVER, client)?.yours);
  expect(offered.slice(14)).toEqual(["10.0.0.29", "10.0.0.30", undefined]);
  expect(offered).not.toContain("10.0.0.31");
});

test("what is neither a question nor a request is not answered", () => {
  expect(server()(ACK, 1)).toBeUndefined();
});
