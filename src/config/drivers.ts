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

/** Returns whether a name is a driver's with a number, in capitals or not: `em0`, `vlan3`, `epair0a`. */
export function isDriversName(name: string): boolean {
  const [, driver = "", side] = /^([a-z]+)\d+([ab])?$/.exec(name.toLowerCase()) ?? [];
  return ALL.has(driver) && (side !== undefined) === (driver === "epair");
}
