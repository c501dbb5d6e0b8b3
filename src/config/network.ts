/** What rc.conf says of the network on a bridge, as it is written: `networksettings.ts` reads it, where there is any. */

/** The variables of a bridge that are about its network, without `ngbuddy_BRIDGE_`. */
export const NETWORK_FIELDS = [
  "address",
  "nat",
  "rdr",
  "dhcp",
  "peers",
  "peerport",
  "peerlocal",
] as const;

type Field = (typeof NETWORK_FIELDS)[number];
/** What is about other hosts. */
type PeerField = Extract<Field, `peer${string}`>;

/** Their texts; one that is not set is empty. */
export type NetworkTexts = { readonly [field in Exclude<Field, PeerField>]: string } & {
  readonly [field in PeerField]?: string;
};

/** Returns the texts of a bridge's variables; undefined when none is set. `text` gives a variable's text. */
export function networkTexts(
  bridge: string,
  text: (variable: string) => string,
): NetworkTexts | undefined {
  const texts: { [field: string]: string } = {};
  for (const field of NETWORK_FIELDS) texts[field] = text(`ngbuddy_${bridge}_${field}`).trim();
  return Object.values(texts).some((one) => one !== "") ? (texts as NetworkTexts) : undefined;
}

/** The texts of a bridge that has none. */
export const NO_NETWORK: NetworkTexts = { address: "", nat: "", rdr: "", dhcp: "" };

/** Returns what is wanted of a bridge, with these hosts as its peers. */
export function withPeers<B extends { readonly network?: NetworkTexts }>(
  bridge: B,
  peers: string,
): B {
  return { ...bridge, network: { ...(bridge.network ?? NO_NETWORK), peers } };
}
