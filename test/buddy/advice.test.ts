/** Whatever our messages advise to type is typed, on a host that is in the state they speak of: it mends it. */
import { describe, expect, test } from "bun:test";
import { adviceIn } from "../support/advice.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";
import { machine } from "../support/machines.ts";

interface Case {
  /** Command lines that bring the host there, and whatever no command does. */
  readonly setup: readonly (string | ((lab: BuddyLab) => unknown))[];
  /** What is typed, and advises. */
  readonly typed: string;
  /** What stands where the message leaves a word to the reader. */
  readonly words?: { readonly [placeholder: string]: string };
  /** A command line that works afterwards, and what it prints among other things. */
  readonly works: readonly [line: string, prints: string];
}

const BRIDGES = ["ngbuddy enable", "ngbuddy start"];
const inJail = (name: string) => `jail -c name=${name} path=/ vnet vnet.interface=a persist`;

const cases: { readonly [when: string]: Case } = {
  "a jail's interface goes by a stop": {
    setup: [...BRIDGES, "ngbuddy jail a public", inJail("j"), "jexec j ifconfig a 10.0.3.9/24 up"],
    typed: "ngbuddy stop",
    works: ["jexec j ifconfig a", "inet 10.0.3.9 "],
  },
  "a jail's interface goes by destroy": {
    setup: [...BRIDGES, "ngbuddy create a public", inJail("j"), "jexec j ifconfig a name vnet0"],
    typed: "ngbuddy destroy a",
    works: ["jexec j ifconfig -l", "lo0 vnet0\n"],
  },
  "a jail runs without an interface": {
    setup: ["ngbuddy bridge lan nghost0", "jail -c name=j path=/ vnet persist"],
    typed: "ngbuddy start",
    works: ["jexec j ifconfig -l", "lo0 j\n"],
  },
  "a jail runs without an interface, several bridges": {
    setup: [...BRIDGES, "jail -c name=j path=/ vnet persist"],
    typed: "ngbuddy start",
    works: ["jexec j ifconfig -l", "lo0 j\n"],
  },
  "a jail whose name is a command to a shell runs without an interface": {
    setup: [
      ...BRIDGES,
      ({ lab }) => lab.capture(["jail", "-c", "name=$(reboot)", "path=/", "vnet", "persist"]),
    ],
    typed: "ngbuddy start",
    works: ["jexec 1 ifconfig -l", "lo0 jail1\n"],
  },
  "the bridge of a new interface is not up": {
    setup: ["ngbuddy enable"],
    typed: "ngbuddy jail a public",
    works: ["ngbuddy jail a public", ""],
  },
  "a bridge still has interfaces in its list": {
    setup: [...BRIDGES, "ngbuddy create a public", "ngbuddy create b public"],
    typed: "ngbuddy unbridge public",
    works: ["ngbuddy unbridge public", "Shutdown bridge public\n"],
  },
  "a bridge still carries interfaces, one of them in a jail of another name": {
    setup: [...BRIDGES, "ngbuddy jail a public", "ngbuddy jail b public", inJail("j")],
    typed: "ngbuddy unbridge public",
    works: ["ngbuddy unbridge public", "Shutdown bridge public\n"],
  },
  "an interface is listed elsewhere": {
    setup: ["ngbuddy bridge lan nghost0", "ngbuddy bridge wan nghost1", "sysrc ngbuddy_lan_list=a"],
    typed: "ngbuddy create a wan",
    works: ["ngbuddy create a wan", ""],
  },
  "an interface is a bridge's own": {
    setup: ["ngbuddy bridge lan nghost0"],
    typed: "ngbuddy destroy nghost0",
    works: ["ngbuddy status", ""],
  },
  "a bridge that is not in rc.conf": {
    setup: ["ngbuddy bridge lan nghost0", "sysrc -x ngbuddy_lan_if"],
    typed: "ngbuddy create a lan",
    works: ["ngbuddy status", "  a: RX"],
  },
  "no bridge": {
    setup: [],
    typed: "ngbuddy jail a",
    words: { NAME: "lan", INTERFACE: "vtnet1" },
    works: ["ngbuddy jail a lan", ""],
  },
  "a bridge of that name is not there": {
    setup: BRIDGES,
    typed: "ngbuddy jail a lan",
    words: { INTERFACE: "nghost1" },
    works: ["ngbuddy jail a lan", ""],
  },
  "a bridge is on something else": {
    setup: ["ngbuddy bridge lan nghost0"],
    typed: "ngbuddy bridge lan nghost1",
    works: ["ngbuddy bridge lan nghost1", ""],
  },
  "the interface is in another jail": {
    setup: [...BRIDGES, "ngbuddy jail a public", inJail("j")],
    typed: "ngbuddy unjail a",
    words: { JAIL: "j" },
    works: ["ngbuddy jail a public", ""],
  },
  "a change waits to be confirmed": {
    setup: ["ngbuddy enable"],
    typed: "ngbuddy start --confirm 60",
    works: ["ngbuddy confirm", ""],
  },
  "no public bridge could be added": {
    setup: ["route delete default"],
    typed: "ngbuddy enable",
    words: { INTERFACE: "vtnet1" },
    works: ["ngbuddy status", "public\n"],
  },
  "vm-bhyve, and no bridge": {
    setup: [
      "sysrc vm_dir=/vm",
      "mkdir -p /vm/.config",
      "sysrc -f /vm/.config/system.conf switch_list=x",
      (lab) => machine(lab, "web"),
    ],
    typed: "ngbuddy vmconf",
    works: ["ngbuddy vmconf", "type_public:  -> netgraph\n"],
  },
};

describe("what a message advises mends what it speaks of", () => {
  for (const [when, { setup, typed, words = {}, works }] of Object.entries(cases)) {
    test(when, async () => {
      const lab = buddyLab();
      for (const line of setup) await (typeof line === "string" ? lab.out(line) : line(lab));
      const { stderr } = await lab.run(typed);
      const advised = adviceIn(stderr);
      expect({ stderr, advised: advised.length }).not.toEqual({ stderr, advised: 0 });
      for (const command of advised) {
        const line = command.replace(/\b[A-Z]{4,}\b/g, (word) => words[word] ?? word);
        const { status, stderr: why } = await lab.run(line);
        expect({ stderr, line, status, why }).toMatchObject({ stderr, line, status: 0 });
      }
      expect(await lab.out(works[0])).toContain(works[1]);
    });
  }
});
