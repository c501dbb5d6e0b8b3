/** Kernel modules of FreeBSD 15 (sys/modules/Makefile, sys/modules/netgraph/Makefile) that a lab does not have. */

/** Is this module of FreeBSD's that a lab does not have? Of others it is said that they do not exist. */
export function isKnownElsewhere(name: string): boolean {
  return elsewhere.has(name);
}

const elsewhere: ReadonlySet<string> = new Set(
  `aac aacraid accf_data accf_dns accf_http acpi_asus acpi_dock acpi_fujitsu acpi_hp acpi_ibm acpi_panasonic acpi_sony
  acpi_toshiba acpi_video acpi_wmi aesni alq amdgpio amdsbwd amdsmn amdtemp arcmsr armv8crypto asmc ath3k autofs bhnd
  blake2 bnxt_re bytgpio cardbus cc_cdg cc_chd cc_cubic cc_dctcp cc_hd cc_htcp cc_newreno cc_vegas ccd cd9660
  cd9660_iconv cfi cfumass chvgpio ciss coretemp cpuctl crypto cryptodev ctl cuse cxgb cyapa cyclic dcons dcons_crom
  dpdk_lpm4 dpdk_lpm6 dtmalloc dtnfscl dtrace dtraceall dummymbuf dummynet efirt ehci evdev ext2fs fasttrap fbt fdc
  fdescfs fib_dxr filemon firewire fusefs geom_bde geom_cache geom_ccd geom_concat geom_eli geom_flashmap geom_gate
  geom_journal geom_linux_lvm geom_map geom_md geom_mirror geom_mountver geom_multipath geom_nop geom_part_apm
  geom_raid geom_raid3 geom_shsec geom_stripe geom_union geom_uzip geom_vinum geom_virstor geom_zero h_ertt hpt27xx
  hptiop hptmv hptnr hptrr hwpmc hyperv i2c iavf ice_ddp ichsmb ichwd if_ae if_age if_alc if_ale if_an if_aq if_ath
  if_ath_pci if_axe if_axge if_axp if_bce if_bfe if_bge if_bnxt if_bwi if_bwn if_carp if_cas if_cc if_cdce if_cdceem
  if_cgem if_cue if_cxgb if_cxgbe if_cxl if_dc if_disc if_edsc if_em if_ena if_enc if_enic if_et if_fwe if_fwip if_fxp
  if_gem if_gre if_gve if_hme if_hn if_iavf if_ice if_igb if_igc if_infiniband if_ipheth if_ipsec if_ipw if_iwi
  if_iwlwifi if_iwm if_iwn if_iwx if_ix if_ixl if_ixv if_jme if_kue if_lagg if_le if_lge if_liquidio if_malo if_mana
  if_mce if_me if_mlx4en if_mlxen if_mos if_msk if_mtw if_muge if_mwl if_mxge if_my if_nfe if_nge if_ntb if_oce
  if_ovpn if_pcn if_ptnet if_qlnxe if_qlnxev if_ral if_re if_rge if_rl if_rsu if_rtw88 if_rtw89 if_rtwn if_rue if_rum
  if_run if_sfxge if_sge if_sis if_sk if_smsc if_ste if_stf if_stge if_t4 if_t5 if_t6 if_ti if_uath if_udav if_upgt
  if_ural if_ure if_urndis if_urtw if_vge if_vmx if_vr if_vte if_vxlan if_wg if_wpi if_xl if_zyd iflib ig4 iic iicbb
  iicbus iicsmb imgact_binmisc intelspi ioat ip6_mroute ip_mroute ipdivert ipfw ipfw_nat ipfw_nat64 ipfw_nptv6
  ipfw_pmod ipl ipmi ips ipsec ipsec_offload irdma isci iscsi iscsi_initiator isp ispfw iw_cxgbe jedec_dimm
  kern_testfrwk kgssapi kgssapi_krb5 kinst krpc ksyms ktls_ocf kvmclock libalias libiconv libmbpool libmchain
  lindebugfs linprocfs linsysfs linux linux64 linux_common linuxkpi linuxkpi_hdmi linuxkpi_video linuxkpi_wlan
  mac_biba mac_bsdextended mac_ddb mac_do mac_ifoff mac_ipacl mac_lomac mac_mls mac_none mac_ntpd mac_partition
  mac_portacl mac_priority mac_seeotheruids mac_stub mac_test mac_veriexec md mdio mfi mlx4 mlx4ib mlx5 mlx5ib mmc
  mmcsd mpi3mr mpr mps mqueuefs mrsas msdosfs msdosfs_iconv mt7915 mt7921 mvs nctgpio ncthwm ndis nfscl nfscommon nfsd
  nfslockd nfssvc ng_UI ng_async ng_atm ng_atmllc ng_bluetooth ng_btsocket ng_checksum ng_cisco ng_deflate
  ng_ether_echo ng_fec ng_frame_relay ng_gif ng_gif_demux ng_hci ng_ip_input ng_ipfw ng_l2cap ng_l2tp ng_lmi ng_mppc
  ng_nat ng_ppp ng_pppoe ng_pptpgre ng_pred1 ng_rfc1490 ng_sample ng_sppp ng_tcpmss ng_tty ng_ubt ng_uni ng_vjc
  nlsysevent ntb ntb_hw ntb_transport nvd nvdimm nvme nvmf nvram ocs_fc ohci opensolaris otus ow p9fs padlock
  padlock_rng pchtherm pci_dw pflog pfsync pms ppbus ppi pps proto prototype pst pty puc qlnx qlxgb qlxgbe qlxge
  random_fortuna random_other rdrand_rng rdseed_rng rtsx safexcel sbp sctp sdhci sdhci_acpi sdhci_pci sdio sdt sem
  sfxge sgx sgx_linux siftr smartpqi smb smbfs smbios smbus snd_driver snd_emu10k1 snd_hda snd_ich snd_uaudio sound
  speaker superio sym systrace tarfs tcp_bbr tcp_rack tcpmd5 tests toecore tpm trm twa twe ubsa ucom udbp udf
  udf_iconv uether ufoma uhid uhso uinput ukbd ulpt umass umcs umct umodem ums unionfs uplcom urtwn usb usb_quirk
  usb_template usbhid uslcom uvisor uvscom vboxdrv vboxnetflt veriexec vesa vkbd vmci vmd vmw_vmci vpo wbwd wlan
  wlan_acl wlan_amrr wlan_ccmp wlan_gcmp wlan_rssadapt wlan_tkip wlan_wep wlan_xauth wsp xdr xenhvm xhci zfs`.split(
    /\s+/,
  ),
);
