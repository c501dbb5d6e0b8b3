/** The templates that there are, in the order in which they are shown. To add one: its file, and a line here. */
import { template as article } from "./article.ts";
import { template as bastille } from "./bastille.ts";
import { template as carp } from "./carp.ts";
import { template as empty } from "./empty.ts";
import { template as ipv6 } from "./ipv6.ts";
import { template as nat } from "./nat.ts";
import type { Template } from "./template.ts";
import { template as twoHosts } from "./twohosts.ts";
import { template as vlan } from "./vlan.ts";

export const templates: { readonly [name: string]: Template } = {
  empty,
  article,
  nat,
  vlan,
  carp,
  ipv6,
  "two-hosts": twoHosts,
  bastille,
};
