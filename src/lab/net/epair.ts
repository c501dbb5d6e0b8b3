/** epair(4): two Ethernet interfaces, what goes out of one comes in by the other. */
import { generatedEther } from "./generated.ts";
import { Interface } from "./interface.ts";
import type { Vnet } from "./vnet.ts";

const MEDIA = "Ethernet 10Gbase-T (10Gbase-T <full-duplex>)";

/** Makes a pair in a vnet: `epair0a`, which it gives, and `epair0b`. */
export function createEpair(vnet: Vnet, number: number, hostname: string): Interface {
  const half = (letter: string) => {
    const name = `epair${number}${letter}`;
    const made = new Interface(vnet, {
      name,
      kind: "epair",
      ether: generatedEther(hostname, name),
      options: "60000b<RXCSUM,TXCSUM,VLAN_MTU,RXCSUM_IPV6,TXCSUM_IPV6>",
      media: { up: MEDIA, down: "Ethernet 10Gbase-T" },
      unit: number,
    });
    made.carrier = true;
    made.running = true;
    return made;
  };
  const a = half("a");
  const b = half("b");
  a.transmit = (frame) => b.receive(frame);
  b.transmit = (frame) => a.receive(frame);
  a.destroy = b.destroy = () => {
    a.vnet.detach(a);
    b.vnet.detach(b);
  };
  vnet.attach(a);
  vnet.attach(b);
  return a;
}
