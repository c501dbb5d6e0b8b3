/** sysctl(3) names of FreeBSD 15 that people who run networks, jails and virtual machines set or look at, and that a lab does not have. */
const names: ReadonlySet<string> = new Set(
  `debug.kdb.panic hw.acpi hw.model hw.ncpu hw.physmem hw.realmem hw.usermem hw.vmm.maxcpu hw.pagesize kern.clockrate
  kern.corefile kern.coredump kern.cp_time kern.elf64.aslr.enable kern.features kern.geom.debugflags kern.hostid
  kern.hostuuid kern.hz kern.ident kern.ipc.maxsockets kern.ipc.nmbclusters kern.ipc.nmbjumbop kern.ipc.nmbjumbo9
  kern.ipc.shmall kern.ipc.shmmax kern.ipc.soacceptqueue kern.ipc.somaxconn kern.maxfiles kern.maxfilesperproc
  kern.maxproc kern.maxprocperuid kern.maxusers kern.maxvnodes kern.msgbuf kern.openfiles kern.osreldate kern.osrevision
  kern.proc kern.ps_arg_cache_limit kern.racct.enable kern.randompid kern.sched.name kern.securelevel kern.smp.cpus
  kern.sugid_coredump kern.timecounter.choice kern.timecounter.hardware kern.version kern.vm_guest net.bpf.bufsize
  net.bpf.maxbufsize net.bpf.zerocopy_enable net.add_addr_allfibs net.fibs net.my_fibnum net.inet.carp.allow
  net.inet.carp.demotion net.inet.carp.ifdown_demotion_factor net.inet.carp.log net.inet.carp.preempt
  net.inet.carp.senderr_demotion_factor net.inet.icmp.bmcastecho net.inet.icmp.drop_redirect net.inet.icmp.icmplim
  net.inet.icmp.icmplim_output net.inet.icmp.log_redirect net.inet.icmp.maskrepl net.inet.icmp.quotelen
  net.inet.ip.accept_sourceroute net.inet.ip.check_interface net.inet.ip.dummynet.io_fast net.inet.ip.fastforwarding
  net.inet.ip.fw.default_to_accept net.inet.ip.fw.enable net.inet.ip.fw.one_pass net.inet.ip.fw.verbose
  net.inet.ip.fw.verbose_limit net.inet.ip.gifttl net.inet.ip.maxfragpackets net.inet.ip.maxfragsperpacket
  net.inet.ip.portrange.first net.inet.ip.portrange.hifirst net.inet.ip.portrange.hilast net.inet.ip.portrange.last
  net.inet.ip.portrange.randomized net.inet.ip.portrange.reservedhigh net.inet.ip.process_options
  net.inet.ip.random_id net.inet.ip.redirect net.inet.ip.rfc1122_strong_es net.inet.ip.sourceroute
  net.inet.ip.source_address_validation net.inet.raw.maxdgram net.inet.raw.recvspace net.inet.tcp.always_keepalive
  net.inet.tcp.blackhole net.inet.tcp.cc.algorithm net.inet.tcp.cc.available net.inet.tcp.delayed_ack
  net.inet.tcp.drop_synfin net.inet.tcp.ecn.enable net.inet.tcp.fast_finwait2_recycle net.inet.tcp.fastopen.server_enable
  net.inet.tcp.finwait2_timeout net.inet.tcp.functions_available net.inet.tcp.functions_default net.inet.tcp.hostcache.enable
  net.inet.tcp.icmp_may_rst net.inet.tcp.initcwnd_segments net.inet.tcp.keepidle net.inet.tcp.keepintvl
  net.inet.tcp.log_in_vain net.inet.tcp.maxtcptw net.inet.tcp.minmss net.inet.tcp.msl net.inet.tcp.mssdflt
  net.inet.tcp.nolocaltimewait net.inet.tcp.path_mtu_discovery net.inet.tcp.recvbuf_auto net.inet.tcp.recvbuf_max
  net.inet.tcp.recvspace net.inet.tcp.rfc1323 net.inet.tcp.sack.enable net.inet.tcp.sendbuf_auto net.inet.tcp.sendbuf_max
  net.inet.tcp.sendspace net.inet.tcp.syncookies net.inet.tcp.tso net.inet.udp.blackhole net.inet.udp.checksum
  net.inet.udp.log_in_vain net.inet.udp.maxdgram net.inet.udp.recvspace net.inet6.icmp6.nd6_debug
  net.inet6.icmp6.nodeinfo net.inet6.icmp6.rediraccept net.inet6.ip6.accept_rtadv net.inet6.ip6.auto_linklocal
  net.inet6.ip6.dad_count net.inet6.ip6.defmcasthlim net.inet6.ip6.hlim net.inet6.ip6.maxfragpackets
  net.inet6.ip6.maxfrags net.inet6.ip6.no_radr net.inet6.ip6.prefer_tempaddr net.inet6.ip6.redirect
  net.inet6.ip6.rfc6204w3 net.inet6.ip6.temppltime net.inet6.ip6.tempvltime net.inet6.ip6.use_defaultzone
  net.inet6.ip6.use_tempaddr net.inet6.ip6.v6only net.isr.bindthreads net.isr.defaultqlimit net.isr.dispatch
  net.isr.maxqlimit net.isr.maxthreads net.isr.numthreads net.link.bridge.allow_llz_overlap net.link.bridge.inherit_mac
  net.link.bridge.ipfw net.link.bridge.ipfw_arp net.link.bridge.log_mac_flap net.link.bridge.log_stp
  net.link.bridge.member_ifaddrs net.link.bridge.pfil_bridge net.link.bridge.pfil_local_phys net.link.bridge.pfil_member
  net.link.bridge.pfil_onlyip net.link.epair.ether_gen_addr net.link.epair.netisr_maxqlen net.link.ether.inet.allow_multicast
  net.link.ether.inet.garp_rexmit_count net.link.ether.inet.log_arp_movements net.link.ether.inet.log_arp_permanent_modify
  net.link.ether.inet.log_arp_wrong_iface net.link.ether.inet.maxhold net.link.ether.inet.proxyall
  net.link.ether.inet.wait net.link.ether.ipfw net.link.gif.max_nesting net.link.ifqmaxlen
  net.link.lagg.default_use_flowid net.link.lagg.failover_rx_all net.link.lagg.lacp.default_strict_mode
  net.link.log_link_state_change net.link.tap.debug net.link.tap.devfs_cloning net.link.tap.up_on_open
  net.link.tap.user_open net.link.tun.devfs_cloning net.link.vlan.mtag_pcp net.link.vlan.soft_pad net.local.dgram.maxdgram
  net.local.dgram.recvspace net.local.stream.recvspace net.local.stream.sendspace net.pf.filter_local net.pf.request_maxcount
  net.pf.source_nodes_hashsize net.pf.states_hashsize net.raw.recvspace net.raw.sendspace net.route.multipath
  net.route.netisr_maxqlen net.routetable.debug net.wlan.devices security.bsd.hardlink_check_gid
  security.bsd.hardlink_check_uid security.bsd.see_jail_proc security.bsd.see_other_gids security.bsd.see_other_uids
  security.bsd.stack_guard_page security.bsd.unprivileged_proc_debug security.bsd.unprivileged_read_msgbuf
  security.jail.allow_raw_sockets security.jail.children.cur security.jail.children.max security.jail.chflags_allowed
  security.jail.devfs_ruleset security.jail.enforce_statfs security.jail.env security.jail.jail_max_af_ips security.jail.list
  security.jail.meta_maxbufsize security.jail.mount_allowed security.jail.param security.jail.set_hostname_allowed
  security.jail.socket_unixiproute_only security.jail.sysvipc_allowed security.mac.portacl.enabled vfs.nfsd.enable_locallocks
  vfs.read_max vfs.usermount vfs.zfs.arc_max vfs.zfs.arc_min vfs.zfs.arc.max vfs.zfs.arc.min vfs.zfs.min_auto_ashift
  vm.kmem_size vm.loadavg vm.overcommit vm.stats.vm.v_page_count vm.swap_enabled vm.swap_total vm.swapusage vm.vmtotal`.split(
    /\s+/,
  ),
);

/** Has FreeBSD this name, or names below it, that a lab has not? */
export function isKnownOid(name: string): boolean {
  return names.has(name) || [...names].some((one) => one.startsWith(`${name}.`));
}
