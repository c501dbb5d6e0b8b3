/** lo(4): a vnet's own interface. */
import { Interface } from "./interface.ts";
import type { Vnet } from "./vnet.ts";

const OPTIONS = "680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>";
const MTU = 16384;

/** Makes an interface such as `lo0` in a vnet; it is down. */
export function createLoopback(vnet: Vnet, name: string): Interface {
  const loopback = new Interface(vnet, { name, kind: "loopback", mtu: MTU, options: OPTIONS });
  vnet.attach(loopback);
  return loopback;
}

/** Makes another one, which `ifconfig … destroy` removes again. */
export function cloneLoopback(vnet: Vnet, name: string): Interface {
  const made = createLoopback(vnet, name);
  made.destroy = () => made.vnet.detach(made);
  return made;
}
