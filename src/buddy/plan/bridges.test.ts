/** `bridge` and `unbridge`: one bridge more or less. */
import { both, itPlans, itRefuses, running, withMore } from "../../../test/support/plans.ts";
import { planBridging, planUnbridge } from "./bridges.ts";

itPlans([
  [
    "bridge twice changes nothing",
    both,
    running,
    (wanted, seen) => planBridging(wanted, seen, { name: "public", interface: "vtnet0" }),
    [],
    ["ngbuddy_public_if: vtnet0 -> vtnet0", "Bridge public is on vtnet0 already."],
  ],
  [
    "a new bridge is as rc.conf has it already: its uplink, its MTU and its list",
    ["lan_uplink=YES", "lan_upper=NO", "lan_persistent=YES", "lan_mtu=9000", "lan_list=a"],
    {},
    (wanted, seen) => planBridging(wanted, seen, { name: "lan", interface: "vtnet1" }),
    [
      "ifconfig vtnet1 up",
      "make vtnet1 promiscuous",
      "make vtnet1 leave source addresses as they are",
      "make bridge lan at vtnet1:lower (uplink1)",
      "name the bridge lan",
      "keep lan when it has no links",
      "make eiface a on lan (link0)",
      "name its interface a, mtu 9000",
      "put the address of a into the table of lan",
      "set ngbuddy_lan_if in rc.conf",
    ],
  ],
  [
    "unbridge removes the bridge, its own eiface and its variables",
    ["priv_if=ng0", "priv_mtu=1400"],
    { nodes: ["ng0 eiface", "priv bridge"], links: ["priv link0 ng0 ether"] },
    (wanted, seen) => planUnbridge(wanted, seen, "priv"),
    ["remove ngbuddy_priv_if from rc.conf", "shut down bridge priv", "shut down eiface ng0"],
  ],
]);

itRefuses([
  [
    "unbridge with a list says what to destroy first",
    [...both, "private_list='a b'"],
    running,
    (wanted, seen) => planUnbridge(wanted, seen, "private"),
    "unavailable",
    /has a b in its list; first: ngbuddy destroy a; ngbuddy destroy b/,
  ],
  [
    "unbridge of a bridge that carries guests names them",
    both,
    withMore(["a eiface"], ["private link3 a ether"]),
    (wanted, seen) => planUnbridge(wanted, seen, "private"),
    "unavailable",
    /still carries a; stop their jails/,
  ],
  [
    "unbridge of what is no bridge names those there are",
    both,
    running,
    (wanted, seen) => planUnbridge(wanted, seen, "nosuch"),
    "data",
    /no bridge "nosuch": there are private, public/,
  ],
  [
    "a bridge that is on another interface must be removed first",
    both,
    running,
    (wanted, seen) => planBridging(wanted, seen, { name: "public", interface: "vtnet1" }),
    "data",
    /is on vtnet0; remove it first/,
  ],
  [
    "a bridge on the interface of another one is refused",
    both,
    running,
    (wanted, seen) => planBridging(wanted, seen, { name: "lan", interface: "vtnet0" }),
    "data",
    /is the interface of bridge public already/,
  ],
  [
    "a bridge is not called as an interface",
    both,
    running,
    (wanted, seen) => planBridging(wanted, seen, { name: "vtnet1", interface: "ng2" }),
    "data",
    /conflicts with an existing interface/,
  ],
  [
    "a bridge's name must be one for variables of sh",
    both,
    running,
    (wanted, seen) => planBridging(wanted, seen, { name: "my-lan", interface: "ng2" }),
    "data",
    /would need the variable ngbuddy_my-lan_if/,
  ],
  [
    "a new bridge is not called as its interface",
    both,
    running,
    (wanted, seen) => planBridging(wanted, seen, { name: "ng0", interface: "ng0" }),
    "data",
    /bridge ng0 cannot be called as its interface/,
  ],
]);
