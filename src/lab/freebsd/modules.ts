/** Kernel modules of FreeBSD 15 (sys/modules/Makefile, sys/modules/netgraph/Makefile) that a lab does not have. */

/** Is this module of FreeBSD's that a lab does not have? Of others it is said that they do not exist. */
export function isKnownElsewhere(name: string): boolean {
  return elsewhere.has(name);
}

const elsewhere: ReadonlySet<string> = new Set(
  `accf_data accf_dns accf_http aesni carp cc_cubic coretemp cpuctl cryptodev cuse dtraceall ext2fs dpdk_lpm4 dpdk_lpm6 dummynet fib_dxr fdescfs filemon fusefs geom_eli
  if_carp if_cxgbe if_bce if_bge if_bnxt if_disc if_edsc if_em if_ena if_enc if_fxp if_gif if_gre if_iavf if_ice if_igb if_igc if_infiniband if_ix if_ixl if_lagg if_mlx4en if_mce if_ovpn
  if_ipsec if_iwlwifi if_iwm if_iwn if_me if_msk if_re if_rge if_rtwn if_stf if_tap if_tun if_vmx if_vxlan if_wg ip_mroute ipdivert ipfw ipfw_nat ipfw_nptv6 ipsec
  ipl iscsi libalias linprocfs linsysfs linux linux64 linux_common krpc ktls_ocf mac_bsdextended mac_ntpd mac_portacl mac_seeotheruids netmap nfscl nfsd nvme opensolaris procfs sctp siftr tcpmd5 udf usb ng_atm ng_atmllc ng_bluetooth
  ng_async ng_checksum ng_cisco ng_deflate ng_ether_echo ng_fec ng_frame_relay ng_gif ng_gif_demux ng_hci
  ng_ipfw ng_ip_input ng_l2cap ng_l2tp ng_lmi ng_mppc ng_nat ng_ppp ng_pppoe
  ng_pptpgre ng_pred1 ng_rfc1490 ng_sample ng_tag ng_tcpmss ng_tty ng_ubt ng_UI ng_uni ng_vjc nullfs pf
  pflog pfsync pty sem smbfs tcp_bbr tcp_rack tmpfs unionfs vboxdrv vboxnetflt wlan xhci zfs`.split(
    /\s+/,
  ),
);
