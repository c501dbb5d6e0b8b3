/** epair(4): two Ethernet interfaces, what goes out of one comes in by the other. */
import { generatedEther } from "./generated.ts";
import { Interface } from "./interface.ts";
import type { Vnet } from "./vnet.ts";

const MEDIA = "Ethernet 10Gbase-T (10Gbase-T <full-duplex>)";

const OPTIONS = "60000b<RXCSUM,TXCSUM,VLAN_MTU,RXCSUM_IPV6,TXCSUM_IPV6>";
/** FreeBSD's epairs since 15.1 leave VLAN tags to whoever receives them (recording 60). */
const OPTIONS_SINCE_15_1 = "60001b<RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,RXCSUM_IPV6,TXCSUM_IPV6>";

/** Where pairs are made: what the host is called, and its release (`15.0-RELEASE`). */
export interface EpairHost {
  readonly hostname: string;
  readonly release: string;
}

/** Makes a pair in a vnet: `epair0a`, which it gives, and `epair0b`. */
export function createEpair(vnet: Vnet, number: number, host: EpairHost): Interface {
  const options = Number.parseFloat(host.release) >= 15.1 ? OPTIONS_SINCE_15_1 : OPTIONS;
  const makeHalf = (letter: string) => {
    const name = `epair${number}${letter}`;
    const made = new Interface(vnet, {
      name,
      kind: "epair",
      ether: generatedEther(host.hostname, name),
      options,
      media: { up: MEDIA, down: "Ethernet 10Gbase-T" },
      unit: number,
    });
    made.running = true;
    return made;
  };
  const a = makeHalf("a");
  const b = makeHalf("b");
  a.transmit = (frame) => b.receive(frame);
  b.transmit = (frame) => a.receive(frame);
  a.destroy = b.destroy = () => {
    a.vnet.detach(a);
    b.vnet.detach(b);
  };
  for (const half of [a, b]) {
    vnet.attach(half);
    half.introduce();
  }
  for (const half of [a, b]) half.setCarrier(true);
  return a;
}
