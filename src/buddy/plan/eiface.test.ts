/** An eiface that is made: its address, its name, and what rc.conf says of its interface. */
import { both, itPlans, running } from "../../../test/support/plans.ts";
import { planJail } from "./guests.ts";

itPlans([
  [
    "jail makes an interface with the address that rc.conf gives",
    [...both, "set_mac=YES"],
    { ...running, ethers: { a: "58:9c:fc:00:00:01" } },
    (wanted, seen) => planJail(wanted, seen, { words: ["a", "private"] }),
    [
      "make eiface a on private (link3), address 58:9c:fc:00:00:01",
      "name its interface a",
      "put the address of a into the table of private",
    ],
  ],
  [
    "what rc.conf says of the interface itself is done too",
    [...both, "ifconfig_a='inet 10.0.0.1/24'", "ifconfig_a_alias0='inet 10.0.0.2/32'"],
    running,
    (wanted, seen) => planJail(wanted, seen, { words: ["a", "private"] }),
    [
      "make eiface a on private (link3)",
      "name its interface a",
      "ifconfig a inet 10.0.0.1/24 up",
      "ifconfig a inet 10.0.0.2/32 alias",
      "put the address of a into the table of private",
    ],
  ],
  [
    "DHCP is for the base system's scripts",
    [...both, "ifconfig_a=SYNCDHCP"],
    running,
    (wanted, seen) => planJail(wanted, seen, { words: ["a", "private"] }),
    [
      "make eiface a on private (link3)",
      "name its interface a",
      "start a as rc.conf says",
      "put the address of a into the table of private",
    ],
  ],
]);
