/** One run of ifconfig on one interface: which one it is by now, and what is to be done at the end. */
import type { Interface } from "../../net/interface.ts";
import { errx, warnx } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import { type AddressWork, addressWork, failIoctl, prefixLength6 } from "./address.ts";
import { type CarpWords, finishCarp } from "./carpwords.ts";
import type { Family } from "./family.ts";
import { checkParameters, type VlanParameters } from "./vlanparameters.ts";

/** One run of ifconfig: verbs note here what they were told, and `finish` does what waits until all are read. */
export class Invocation {
  family: Family;
  addresses: AddressWork;
  /** The name changed, or was chosen by the kernel: it is printed at the end, whatever happens (ifconfig.c, printifname). */
  printsName = false;
  readonly vlan: VlanParameters = { protocol: "802.1q" };
  /** What was said of a virtual host of carp(4). */
  readonly carp: CarpWords = {};
  /** -1 after `delete` or `-alias`, 1 after `alias`. */
  private alias: -1 | 0 | 1 = 0;
  private hasAddress = false;
  private hasMask = false;
  private removes = false;
  private adds = true;

  constructor(
    readonly process: Process,
    public name: string,
    family: Family | undefined,
  ) {
    this.family = family ?? "inet";
    this.addresses = addressWork(this.family, this);
  }

  /** The interface, unless it is not there, or not any more. */
  find(): Interface | undefined {
    return this.process.vnet.interface(this.name);
  }

  /** The interface; the command ends when it is not there. */
  get iface(): Interface {
    return this.find() ?? errx(1, "ioctl (SIOCGIFFLAGS): no such interface");
  }

  useFamily(family: Family): void {
    this.family = family;
    this.addresses = addressWork(family, this);
  }

  /** A word that is no verb: the address, or after it the other end's. */
  takeAddress(text: string): void {
    if (this.hasAddress) {
      this.addresses.take(text, "peer");
      return;
    }
    this.hasAddress = true;
    if (this.alias === 0 && this.family !== "link") this.removes = true;
    this.addresses.take(text, this.alias >= 0 ? "add" : "remove");
  }

  takeMask(text: string): void {
    this.hasMask = true;
    this.addresses.take(text, "mask");
  }

  /** `prefixlen`: of IPv6 addresses, whatever the family is; IPv4's do not look at it (af_inet6.c). */
  takePrefixLength(text: string): void {
    const prefix = prefixLength6(text);
    this.addresses.takePrefixLength?.(prefix);
  }

  setAlias(alias: -1 | 1): void {
    if (this.hasAddress && this.alias === 0 && alias < 0) this.addresses.turnIntoRemoval();
    this.alias = alias;
    this.removes = alias < 0;
    if (alias < 0) this.adds = false;
  }

  /** Removes and adds what the command line said, in ifconfig's order: without `alias`, the first address makes way. */
  finish(): void {
    const warning = this.addresses.warning(this.adds);
    if (warning !== undefined) warnx(this.process, warning);
    checkParameters(this.vlan);
    if (this.carp.vhid !== undefined)
      finishCarp(this.iface, this.process.vnet.stack.carp, this.carp);
    if (this.removes) {
      const target = this.iface;
      // FreeBSD's own ends with a signal here (ifconfig.c, delifaddr: there is no request to send).
      if (this.family === "link") errx(1, "ether … delete: not emulated in a lab");
      const error = this.addresses.remove(target);
      if (error !== 0 && this.alias < 0) failIoctl(error, "ioctl (SIOCDIFADDR)");
    }
    if (this.adds && (this.hasAddress || this.hasMask)) {
      const error = this.addresses.add(this.iface);
      if (error !== 0) failIoctl(error, "ioctl (SIOCAIFADDR)");
    }
  }
}
