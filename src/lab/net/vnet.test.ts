/** A vnet and the interfaces in it. */
import { describe, expect, test } from "bun:test";
import { makeJail, testLab } from "../../../test/support/lab.ts";
import { addInet, addInet6 } from "./configure.ts";
import { createEpair } from "./epair.ts";
import { configureVlan, createVlan } from "./vlan.ts";

function made() {
  const { lab } = testLab();
  const { host } = lab;
  const a = createEpair(host, 0, { hostname: "h", release: "15.0-RELEASE" });
  const heard: string[] = [];
  host.listeners.push({
    arrived: ({ name }) => heard.push(`+${name}`),
    renamed: ({ name }, old) => heard.push(`${old}>${name}`),
    leaving: ({ name }) => heard.push(`-${name}`),
  });
  return { lab, host, a, jail: makeJail(lab, "j"), heard };
}

describe("an interface that is moved", () => {
  test("loses addresses, groups and link state, and keeps its name, number and cloner's group", () => {
    const { host, a, jail } = made();
    addInet(a, { address: "10.9.0.1", prefix: 24 });
    addInet6(a, { address: "fd00::1", prefix: 64 });
    a.groups = [...a.groups, "mine"];
    const { index } = a;
    host.move(a, jail.vnet!);
    expect([a.inet, a.inet6, a.up, a.groups, a.index]).toEqual([[], [], false, ["epair"], index]);
    expect([host.interface("epair0a"), jail.vnet!.interface("epair0a")]).toEqual([undefined, a]);
    expect(host.stack.routes.list().some((route) => route.interface === a)).toBe(false);
  });
  test("leaves its VLANs behind, without a parent", () => {
    const { host, a, jail } = made();
    const vlan = createVlan(host, "v", undefined);
    host.attach(vlan);
    configureVlan(vlan, a, 7, "802.1q");
    host.move(a, jail.vnet!);
    expect([vlan.vlan, host.interface("v")]).toEqual([undefined, vlan]);
  });
});

test("of two interfaces of one name the first counts, until it is gone or called otherwise", () => {
  const { host, a, jail } = made();
  host.move(a, jail.vnet!);
  const second = host.interface("epair0b")!;
  host.rename(second, "epair0a");
  jail.vnet!.move(a, host);
  expect(host.interface("epair0a")).toBe(second);
  host.rename(second, "other");
  expect(host.interface("epair0a")).toBe(a);
});

test("whoever listens hears of interfaces that come, go and are renamed", () => {
  const { host, a, jail, heard } = made();
  host.rename(a, "x");
  host.move(a, jail.vnet!);
  jail.vnet!.move(a, host);
  host.detach(a);
  expect(heard).toEqual(["epair0a>x", "-x", "+x", "-x"]);
});

test("the number of an interface that is gone is free for the next", () => {
  const { host, a } = made();
  const { index } = a;
  host.detach(a);
  expect(a.index).toBe(0);
  expect(createEpair(host, 5, { hostname: "h", release: "15.0-RELEASE" }).index).toBe(index);
});
