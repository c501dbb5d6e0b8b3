/** The names that FreeBSD's drivers give to interfaces: whoever writes one of them means a real interface. */

/**
 * Network drivers of FreeBSD 13 to 15, by the names that their interfaces have: share/man/man4/Makefile (the links
 * `if_….4`), sys/conf/files, and where an interface is called otherwise than its driver, what the driver says: `ax` of
 * axgbe, `mce` of mlx5en, `ql` of qlxgbe and qlnxe, and `ue` of all that come by USB.
 */
const NICS = `ae age alc ale aq atse awg ax axp bce bfe bge bnxt bxe cas cc ccv cgem cpsw cxgb cxgbe cxl cxlv dc dpni dtsec dwc em ena
  enetc enic eqos et ffec fwe fxp gem genet gve hme hn iavf ice igb igc ix ixl ixv jme le lem lge mana mce mgb mlxen
  msk mvneta mxge my nfe nge ntb oce pcn ptnet ql re rge rl sfxge sge sis sk smc ste stge sume ti tsec txp ue vcc vcxgbe
  vcxl vge vmx vr vte vtnet wb xae xl xn xnb`;

/** Those of wireless NICs, whose interfaces of today are wlan(4)'s. */
const WIRELESS =
  "ath bwi bwn ipw iwi iwlwifi iwm iwn malo mwl otus ral rsu rtwn rum run uath upgt ural urtw wi wpi zyd";

/** What ifconfig(8) makes on demand: the cloners of sys/net, sys/netinet, sys/netpfil, sys/dev/wg and sys/net80211. */
const CLONES =
  "bridge disc edsc enc epair fwip geneve gif gre ipfw ipfwlog ipsec lagg lo me ovpn pflog pfsync stf tap tun vlan vmnet vxlan wg wlan";

const ALL = new Set([NICS, WIRELESS, CLONES].flatMap((names) => names.split(/\s+/)));
const CLONED = new Set(CLONES.split(" "));

/** Those that have no Ethernet frames, and so no node of ng_ether(4): they call no ether_ifattach(9). */
const WITHOUT_ETHERNET = new Set(
  "disc enc gif gre ipfw ipfwlog ipsec lo me ovpn pflog pfsync stf tun wg".split(" "),
);

/** Returns whether a name is a driver's with a number, in capitals or not: `em0`, `vlan3`, `epair0a`. */
export function isDriversName(name: string): boolean {
  const [, driver = "", side] = /^([a-z]+)\d+([ab])?$/.exec(name.toLowerCase()) ?? [];
  return ALL.has(driver) && (side !== undefined) === (driver === "epair");
}

/** Returns the name of the cloner that makes an interface when somebody asks for it, `vlan` of `vlan3`; undefined for any other. */
export function clonerOf(name: string): string | undefined {
  const [, driver = ""] = /^([a-z]+)\d+[ab]?$/.exec(name) ?? [];
  return CLONED.has(driver) && isDriversName(name) ? driver : undefined;
}

/** Returns whether a name is one of an interface that has no Ethernet frames, such as `tun0` and `lo1`. */
export function hasNoEthernet(name: string): boolean {
  return WITHOUT_ETHERNET.has(clonerOf(name) ?? "");
}
