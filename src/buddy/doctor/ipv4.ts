/** IPv4 addresses and networks as numbers. */

/** Returns an address as a number of 32 bits. */
export function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Says whether an address is in the network of another one, which may be written with its prefix length. */
export function isInNetwork(address: string, network: string): boolean {
  const [own = "", length = "32"] = network.split("/");
  const bits = Number(length);
  const mask = bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
  return ((numberOf(address) ^ numberOf(own)) & mask) === 0;
}
