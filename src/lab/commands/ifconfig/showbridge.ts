/** What ifconfig prints of an if_bridge(4) between its address and its groups (ifbridge.c), as recorded with spanning tree idle. */
import { IFBIF } from "../../net/bridgemember.ts";
import { withWords } from "../../net/flags.ts";
import type { IfBridge } from "../../net/ifbridge.ts";

/** In this order (net/if_bridgevar.h, IFBIFBITS). */
const MEMBER_WORDS: readonly (readonly [bit: number, word: string])[] = [
  [IFBIF.LEARNING, "LEARNING"],
  [IFBIF.DISCOVER, "DISCOVER"],
  [IFBIF.STICKY, "STICKY"],
  [IFBIF.PRIVATE, "PRIVATE"],
  [IFBIF.EDGE, "EDGE"],
  [IFBIF.AUTOEDGE, "AUTOEDGE"],
  [IFBIF.PTP, "PTP"],
  [IFBIF.AUTOPTP, "AUTOPTP"],
];

/** Lines, each with its end. */
export function describeBridge(bridge: IfBridge): string {
  const { priority, hellotime, fwddelay, maxage, holdcnt, proto, maxaddr, timeout } =
    bridge.settings;
  // Before it runs spanning tree has not chosen a root (recordings 30 and 60).
  const root = bridge.hasRoot || bridge.iface.running ? priority : 0;
  const lines = [
    `\tid 00:00:00:00:00:00 priority ${priority} hellotime ${hellotime} fwddelay ${fwddelay}`,
    `\tmaxage ${maxage} holdcnt ${holdcnt} proto ${proto} maxaddr ${maxaddr} timeout ${timeout}`,
    `\troot id 00:00:00:00:00:00 priority ${root} ifcost 0 port 0`,
    "\tbridge flags=0<>",
  ];
  for (const member of bridge.members) {
    const settings = bridge.settingsOf(member);
    const most = settings.maxAddresses === 0 ? "" : `ifmaxaddr ${settings.maxAddresses} `;
    const port = `port ${member.index} priority ${settings.priority} path cost ${settings.cost}`;
    lines.push(
      `\tmember: ${member.name} flags=${withWords(settings.flags, MEMBER_WORDS)}`,
      `\t        ${most}${port} vlan protocol 802.1q`,
    );
  }
  return `${lines.join("\n")}\n`;
}
