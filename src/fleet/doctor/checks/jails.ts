/** Does every jail run on one host alone? */
import { addressOf } from "../../../config/innetwork.ts";
import type { Survey } from "../../survey.ts";
import type { Across, AcrossCheck, AcrossFound } from "../check.ts";
import type { Place } from "../places.ts";
import { forgotten, typedOn } from "../typed.ts";

export const jails: AcrossCheck = {
  name: "jails",
  summary: "no jail runs on two hosts",
  examine(across) {
    const byName = new Map<string, string[]>();
    for (const [host, { jails: all }] of across.surveys)
      for (const { name } of all) byName.set(name, [...(byName.get(name) ?? []), host]);
    return [...byName]
      .filter(([name, hosts]) => hosts.length > 1 && !isPair(across, name, hosts))
      .map(([name, hosts]) => running(across, name, hosts));
  },
};

function running({ surveys, places }: Across, name: string, hosts: readonly string[]): AcrossFound {
  const common = hosts
    .map((host) => addressesOf(surveys.get(host)!, name))
    .reduce((one, other) => one.filter((address) => other.includes(address)));
  const alone = hosts.filter((host) => !isWritten(surveys.get(host)!, name));
  // Where one host alone has it in its jail.conf, it is at home there.
  const gone = alone.length > 0 && alone.length < hosts.length ? alone : hosts.slice(1);
  return {
    severity: common.length > 0 ? "error" : "warning",
    hosts,
    about: `jail ${name}`,
    found: `runs on ${hosts.join(" and on ")}${common.length > 0 ? `, with ${common.join(" and ")} on all of them` : ""}`,
    why:
      common.length > 0
        ? "it is one jail that was started twice: whoever speaks with it speaks with one or the other. What is typed ends it where it is not at home, as far as that can be told; take it out of jail.conf there as well"
        : "when it is one jail, it was started twice; when they are two, one should be called otherwise, since all that is found and asked by name finds both. What is typed ends one of them",
    type: [
      ...gone.flatMap((host) => typedOn(host, ["jail", "-r", name])),
      ...(common.length > 0 ? forgotten(places.filter((place) => isOn(place, name))) : []),
    ],
  };
}

function isOn({ bridge: { isOpen, members } }: Place, name: string): boolean {
  return isOpen && members.some(({ kind, who }) => kind === "jail" && who === name);
}

function isWritten({ jails: all }: Survey, name: string): boolean {
  return all.some((one) => one.name === name && one.isWritten);
}

/** The MAC and IP addresses that it has on bridges which lead out of the host. */
function addressesOf({ bridges }: Survey, name: string): readonly string[] {
  return bridges
    .filter(({ isOpen }) => isOpen)
    .flatMap(({ members }) => members.filter(({ kind, who }) => kind === "jail" && who === name))
    .flatMap(({ ether, inet, inet6 }) => [
      ...(ether === undefined ? [] : [ether]),
      ...[...inet, ...inet6].map(addressOf),
    ]);
}

/** Two that share an address by carp(4) are a pair on purpose, and may well be called alike. */
function isPair({ surveys }: Across, name: string, hosts: readonly string[]): boolean {
  const shared = hosts.map((host) =>
    surveys
      .get(host)!
      .bridges.flatMap(({ carp }) => carp.filter(({ who }) => who === name))
      .map(({ vhid, addresses }) => `${vhid} ${addresses.join(" ")}`),
  );
  return shared.reduce((one, other) => one.filter((each) => other.includes(each))).length > 0;
}
