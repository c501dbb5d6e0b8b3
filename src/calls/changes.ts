/** Changes of the host's interfaces: as ifconfig(8) makes them (sbin/ifconfig/ifconfig.c, af_link.c). */
import { CAPABILITIES, type InterfaceChange } from "../host/interfacechange.ts";
import type { KernelCalls } from "./calls.ts";
import { type InterfaceSocket, namedStruct } from "./ioctl.ts";
import { cText, numberAt, setNumber } from "./layout.ts";
import { AF, IFF } from "./numbers.ts";
import { IFREQ_SA_DATA, ifreq } from "./structs.ts";

/** Changes an interface of the host. Throws a KernelError. */
export function changeInterface(
  calls: KernelCalls,
  socket: InterfaceSocket,
  name: string,
  change: InterfaceChange,
): void {
  if (change.set === "name") rename(calls, socket, name, change.to);
  else if (change.set === "up") setFlag(socket, name, IFF.UP, change.to);
  else if (change.set === "promisc") setFlag(socket, name, IFF.PPROMISC, change.to);
  else if (change.set === "mtu") setMtu(socket, name, change.to);
  else if (change.set === "ether") setEther(socket, name, change.to);
  else if (change.set === "description") describe(calls, socket, name, change.to);
  else setCapabilities(socket, name, CAPABILITIES[change.set], change.to);
}

function rename(calls: KernelCalls, socket: InterfaceSocket, name: string, to: string): void {
  const struct = namedStruct(name);
  const text = cText(to);
  setNumber(ifreq, struct, "data", calls.address(text));
  socket.must("SIOCSIFNAME", `${name} to ${to}`, struct);
}

function describe(calls: KernelCalls, socket: InterfaceSocket, name: string, text: string): void {
  const struct = namedStruct(name);
  const bytes = cText(text);
  // No buffer at all takes the description away.
  if (text !== "") {
    setNumber(ifreq, struct, "buffer_length", bytes.length);
    setNumber(ifreq, struct, "buffer", calls.address(bytes));
  }
  socket.must("SIOCSIFDESCR", name, struct);
}

/** The flags are set all at once: those that it has are asked for first. */
function setFlag(socket: InterfaceSocket, name: string, bit: number, on: boolean): void {
  const struct = namedStruct(name);
  socket.must("SIOCGIFFLAGS", name, struct);
  const flags = numberAt(ifreq, struct, "flags") + numberAt(ifreq, struct, "flagshigh") * 0x1_0000;
  const wanted = (on ? flags | bit : flags & ~bit) >>> 0;
  const request = namedStruct(name);
  setNumber(ifreq, request, "flags", wanted & 0xffff);
  setNumber(ifreq, request, "flagshigh", wanted >>> 16);
  socket.must("SIOCSIFFLAGS", name, request);
}

function setMtu(socket: InterfaceSocket, name: string, mtu: number): void {
  const struct = namedStruct(name);
  setNumber(ifreq, struct, "mtu", mtu);
  socket.must("SIOCSIFMTU", `${name} to ${mtu}`, struct);
}

function setEther(socket: InterfaceSocket, name: string, ether: string): void {
  const bytes = ether.split(":").map((pair) => Number.parseInt(pair, 16));
  const struct = namedStruct(name);
  // The length is the address's alone.
  setNumber(ifreq, struct, "addr_len", bytes.length);
  setNumber(ifreq, struct, "addr_family", AF.LINK);
  struct.set(bytes, IFREQ_SA_DATA);
  socket.must("SIOCSIFLLADDR", `${name} to ${ether}`, struct);
}

function setCapabilities(socket: InterfaceSocket, name: string, bits: number, on: boolean): void {
  const struct = namedStruct(name);
  socket.must("SIOCGIFCAP", name, struct);
  const current = numberAt(ifreq, struct, "curcap");
  const able = numberAt(ifreq, struct, "reqcap");
  const wanted = ((on ? current | bits : current & ~bits) & able) >>> 0;
  if (wanted === current) return;
  const request = namedStruct(name);
  setNumber(ifreq, request, "reqcap", wanted);
  socket.must("SIOCSIFCAP", name, request);
}

/** Moves an interface of the host into a jail. Throws a KernelError. */
export function moveIntoJail(socket: InterfaceSocket, name: string, jid: number): void {
  move(socket, "SIOCSIFVNET", name, jid);
}

/** Takes an interface of a jail back to the host. Throws a KernelError. */
export function takeFromJail(socket: InterfaceSocket, name: string, jid: number): void {
  move(socket, "SIOCSIFRVNET", name, jid);
}

function move(
  socket: InterfaceSocket,
  request: "SIOCSIFVNET" | "SIOCSIFRVNET",
  name: string,
  jid: number,
): void {
  const struct = namedStruct(name);
  setNumber(ifreq, struct, "jid", jid);
  socket.must(request, `${name}, jail ${jid}`, struct);
}
