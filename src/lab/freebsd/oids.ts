/** sysctl(3) names of FreeBSD 15 that people who run networks, jails and virtual machines set or look at, and that a lab does not have. */
const names: ReadonlySet<string> = new Set(
  `compat.linux.emul_path compat.linux.osrelease debug.bootverbose debug.debugger_on_panic debug.kdb.panic
  debug.minidump debug.witness.watch hw.acpi hw.availpages hw.byteorder hw.clockrate hw.efi.poweroff hw.floatingpoint
  hw.ibrs_active hw.ibrs_disable hw.instruction_sse hw.intr_storm_threshold hw.mds_disable hw.model
  hw.pagesize hw.physmem hw.realmem hw.spec_store_bypass_disable hw.syscons.bell hw.usermem hw.vmm.create
  hw.vmm.destroy hw.vmm.maxcpu hw.vmm.topology.cores_per_package hw.vmm.vmx.initialized hw.vtnet.altq_disable
  hw.vtnet.csum_disable hw.vtnet.fixup_needs_csum hw.vtnet.lro_disable hw.vtnet.lro_entry_count
  hw.vtnet.lro_mbufq_depth hw.vtnet.mq_disable hw.vtnet.mq_max_pairs hw.vtnet.rx_process_limit hw.vtnet.tso_disable
  hw.vtnet.tso_maxlen kern.bootfile kern.clockrate kern.conftxt kern.consmute kern.coredump kern.coredump_devctl
  kern.corefile kern.cp_times kern.dfldsiz kern.dfllim kern.dirdelay kern.disks kern.domainname
  kern.elf32.aslr.enable kern.elf64.allow_wx kern.elf64.aslr.enable kern.elf64.nxstack kern.eventtimer.choice
  kern.eventtimer.periodic kern.eventtimer.timer kern.fallback_elf_brand kern.features kern.filedelay kern.freevnodes
  kern.geom.debugflags kern.geom.label.disk_ident.enable kern.geom.label.gptid.enable kern.hostid kern.hostuuid
  kern.hz kern.ident kern.init_path kern.ipc.max_hdr kern.ipc.max_linkhdr kern.ipc.max_protohdr kern.ipc.maxmbufmem
  kern.ipc.maxpipekva kern.ipc.maxsockets kern.ipc.nmbclusters kern.ipc.nmbjumbo16 kern.ipc.nmbjumbo9
  kern.ipc.nmbjumbop kern.ipc.nmbufs kern.ipc.numopensockets kern.ipc.pipekva kern.ipc.semmni kern.ipc.semmns
  kern.ipc.semmsl kern.ipc.semume kern.ipc.sendfile.readahead kern.ipc.shm_allow_removed kern.ipc.shm_use_phys
  kern.ipc.shmall kern.ipc.shmmax kern.ipc.shmmin kern.ipc.shmmni kern.ipc.shmseg kern.ipc.soacceptqueue
  kern.ipc.somaxconn kern.ipc.tls.enable kern.job_control kern.kstack_pages kern.lastpid kern.logsigexit
  kern.maxbcache kern.maxdsiz kern.maxfiles kern.maxfilesperproc kern.maxproc kern.maxprocperuid kern.maxssiz
  kern.maxtsiz kern.maxusers kern.maxvnodes kern.metadelay kern.minvnodes kern.msgbuf kern.nbuf kern.ngroups
  kern.numvnodes kern.openfiles kern.osreldate kern.osrevision kern.panic_reboot_wait_time kern.posix1version
  kern.powercycle_on_panic kern.poweroff_on_panic kern.proc kern.ps_arg_cache_limit kern.quantum kern.racct.enable
  kern.racct.rctl.throttle_max kern.random.harvest.mask kern.random.harvest.mask_symbolic kern.randompid
  kern.rpc.gss.client_max kern.saved_ids kern.sched.name kern.sched.preempt_thresh kern.sched.quantum kern.sched.slice
  kern.securelevel kern.sigqueue.max_pending_per_proc kern.smp.active kern.smp.cores kern.smp.cpus kern.smp.disabled
  kern.smp.maxcpus kern.smp.threads_per_core kern.smp.topology kern.stackprot kern.sugid_coredump kern.supported_archs
  kern.sync_on_panic kern.threads.max_threads_per_proc kern.timecounter.alloweddeviation kern.timecounter.choice
  kern.timecounter.hardware kern.timecounter.stepwarnings kern.timecounter.tick kern.tty_info_kstacks kern.usrstack
  kern.version kern.vm_guest kern.vty kern.wantfreevnodes kern.wchan_mode machdep.disable_rtc_set
  machdep.hyperthreading_allowed machdep.idle machdep.panic_on_nmi net.add_addr_allfibs net.bpf.bufsize
  net.bpf.maxbufsize net.bpf.maxinsns net.bpf.optimize_writers net.bpf.stats net.bpf.zerocopy_enable net.fibs
  net.inet.icmp.bmcastecho net.inet.icmp.drop_redirect net.inet.icmp.icmplim net.inet.icmp.icmplim_jitter
  net.inet.icmp.icmplim_output net.inet.icmp.log_redirect net.inet.icmp.maskfake net.inet.icmp.maskrepl
  net.inet.icmp.quotelen net.inet.icmp.reply_from_interface net.inet.icmp.reply_src net.inet.icmp.stats
  net.inet.icmp.tstamprepl net.inet.igmp.default_version net.inet.igmp.v2enable net.inet.ip.accept_sourceroute
  net.inet.ip.allow_net0 net.inet.ip.allow_net240 net.inet.ip.check_interface net.inet.ip.curfrags
  net.inet.ip.dummynet.io_fast net.inet.ip.fastforwarding net.inet.ip.fragttl net.inet.ip.fw.default_to_accept
  net.inet.ip.fw.enable net.inet.ip.fw.one_pass net.inet.ip.fw.verbose net.inet.ip.fw.verbose_limit net.inet.ip.gifttl
  net.inet.ip.intr_queue_drops net.inet.ip.intr_queue_maxlen net.inet.ip.loopback_prefixlen net.inet.ip.maxfragpackets
  net.inet.ip.maxfrags net.inet.ip.maxfragsperpacket net.inet.ip.mcast.loop net.inet.ip.mcast.maxgrpsrc
  net.inet.ip.mcast.maxsocksrc net.inet.ip.no_same_prefix net.inet.ip.portrange.first net.inet.ip.portrange.hifirst
  net.inet.ip.portrange.hilast net.inet.ip.portrange.last net.inet.ip.portrange.randomized
  net.inet.ip.portrange.reservedhigh net.inet.ip.portrange.reservedlow net.inet.ip.process_options
  net.inet.ip.random_id net.inet.ip.reass_hashsize net.inet.ip.redirect net.inet.ip.rfc1122_strong_es
  net.inet.ip.rfc6864 net.inet.ip.source_address_validation net.inet.ip.sourceroute net.inet.ip.stats
  net.inet.raw.maxdgram net.inet.raw.recvspace net.inet.sctp.enable_sack_immediately net.inet.tcp.abc_l_var
  net.inet.tcp.always_keepalive net.inet.tcp.blackhole net.inet.tcp.cc.abe net.inet.tcp.cc.abe_frlossreduce
  net.inet.tcp.cc.algorithm net.inet.tcp.cc.available net.inet.tcp.cc.hystartplusplus.lowcwnd net.inet.tcp.delacktime
  net.inet.tcp.delayed_ack net.inet.tcp.do_lrd net.inet.tcp.do_prr net.inet.tcp.drop_synfin net.inet.tcp.ecn.enable
  net.inet.tcp.ecn.maxretries net.inet.tcp.fast_finwait2_recycle net.inet.tcp.fastopen.client_enable
  net.inet.tcp.fastopen.server_enable net.inet.tcp.finwait2_timeout net.inet.tcp.functions_available
  net.inet.tcp.functions_default net.inet.tcp.hostcache.bucketlimit net.inet.tcp.hostcache.cachelimit
  net.inet.tcp.hostcache.count net.inet.tcp.hostcache.enable net.inet.tcp.hostcache.expire
  net.inet.tcp.hostcache.hashsize net.inet.tcp.hostcache.list net.inet.tcp.hostcache.prune
  net.inet.tcp.hostcache.purge net.inet.tcp.hostcache.purgenow net.inet.tcp.icmp_may_rst
  net.inet.tcp.initcwnd_segments net.inet.tcp.insecure_rst net.inet.tcp.insecure_syn net.inet.tcp.isn_reseed_interval
  net.inet.tcp.keepcnt net.inet.tcp.keepidle net.inet.tcp.keepinit net.inet.tcp.keepintvl net.inet.tcp.log_debug
  net.inet.tcp.log_in_vain net.inet.tcp.lro.entries net.inet.tcp.maxpersistidle net.inet.tcp.maxtcptw
  net.inet.tcp.minmss net.inet.tcp.msl net.inet.tcp.mssdflt net.inet.tcp.newcwv net.inet.tcp.nolocaltimewait
  net.inet.tcp.path_mtu_discovery net.inet.tcp.pcbcount net.inet.tcp.per_cpu_timers net.inet.tcp.persmax
  net.inet.tcp.persmin net.inet.tcp.pmtud_blackhole_detection net.inet.tcp.pmtud_blackhole_mss
  net.inet.tcp.reass.cursegments net.inet.tcp.reass.maxqueuelen net.inet.tcp.reass.maxsegments
  net.inet.tcp.recvbuf_auto net.inet.tcp.recvbuf_max net.inet.tcp.recvspace net.inet.tcp.rexmit_drop_options
  net.inet.tcp.rexmit_initial net.inet.tcp.rexmit_min net.inet.tcp.rexmit_slop net.inet.tcp.rfc1323
  net.inet.tcp.rfc3042 net.inet.tcp.rfc3390 net.inet.tcp.rfc3465 net.inet.tcp.rfc6675_pipe net.inet.tcp.sack.enable
  net.inet.tcp.sack.globalholes net.inet.tcp.sack.globalmaxholes net.inet.tcp.sack.maxholes net.inet.tcp.sendbuf_auto
  net.inet.tcp.sendbuf_inc net.inet.tcp.sendbuf_max net.inet.tcp.sendspace net.inet.tcp.soreceive_stream
  net.inet.tcp.states net.inet.tcp.stats net.inet.tcp.syncache.bucketlimit net.inet.tcp.syncache.cachelimit
  net.inet.tcp.syncache.count net.inet.tcp.syncache.hashsize net.inet.tcp.syncache.rexmtlimit
  net.inet.tcp.syncache.rst_on_sock_fail net.inet.tcp.syncookies net.inet.tcp.syncookies_only net.inet.tcp.tcbhashsize
  net.inet.tcp.tolerate_missing_ts net.inet.tcp.ts_offset_per_conn net.inet.tcp.tso net.inet.tcp.v6mssdflt
  net.inet.tcp.v6pmtud_blackhole_mss net.inet.udp.blackhole net.inet.udp.checksum net.inet.udp.log_in_vain
  net.inet.udp.maxdgram net.inet.udp.recvspace net.inet.udp.stats net.inet6.icmp6.errppslimit net.inet6.icmp6.icmp6lim
  net.inet6.icmp6.nd6_debug net.inet6.icmp6.nd6_delay net.inet6.icmp6.nd6_gctimer net.inet6.icmp6.nd6_maxnudhint
  net.inet6.icmp6.nd6_maxqueuelen net.inet6.icmp6.nd6_mmaxtries net.inet6.icmp6.nd6_onlink_ns_rfc4861
  net.inet6.icmp6.nd6_prune net.inet6.icmp6.nd6_umaxtries net.inet6.icmp6.nd6_useloopback net.inet6.icmp6.nodeinfo
  net.inet6.icmp6.rediraccept net.inet6.icmp6.redirtimeout net.inet6.icmp6.stats net.inet6.ip6.accept_rtadv
  net.inet6.ip6.auto_flowlabel net.inet6.ip6.auto_linklocal net.inet6.ip6.dad_count net.inet6.ip6.deembed_scopeid
  net.inet6.ip6.defmcasthlim net.inet6.ip6.frag6_nfrags net.inet6.ip6.gifhlim net.inet6.ip6.hdrnestlimit
  net.inet6.ip6.hlim net.inet6.ip6.intr_queue_maxlen net.inet6.ip6.log_cannot_forward net.inet6.ip6.log_interval
  net.inet6.ip6.maxfragbucketsize net.inet6.ip6.maxfragpackets net.inet6.ip6.maxfrags net.inet6.ip6.maxfragsperpacket
  net.inet6.ip6.mcast.loop net.inet6.ip6.mcast_pmtu net.inet6.ip6.no_radr net.inet6.ip6.norbit_raif
  net.inet6.ip6.prefer_tempaddr net.inet6.ip6.redirect net.inet6.ip6.rfc6204w3 net.inet6.ip6.rr_prune
  net.inet6.ip6.source_address_validation net.inet6.ip6.stats net.inet6.ip6.stealth net.inet6.ip6.temppltime
  net.inet6.ip6.tempvltime net.inet6.ip6.use_defaultzone net.inet6.ip6.use_tempaddr net.inet6.ip6.v6only
  net.inet6.mld.use_allow net.isr.bindthreads net.isr.defaultqlimit net.isr.dispatch net.isr.maxprot net.isr.maxqlimit
  net.isr.maxthreads net.isr.numthreads net.isr.proto net.isr.work net.isr.workstream net.link.bridge
  net.link.epair.ether_gen_addr net.link.epair.netisr_maxqlen net.link.ether.arp.log_level
  net.link.ether.inet.allow_multicast net.link.ether.inet.garp_rexmit_count net.link.ether.inet.log_arp_movements
  net.link.ether.inet.log_arp_permanent_modify net.link.ether.inet.log_arp_wrong_iface
  net.link.ether.inet.max_log_per_second net.link.ether.inet.maxhold net.link.ether.inet.proxyall
  net.link.ether.inet.wait net.link.ether.ipfw net.link.generic.system.ifcount net.link.gif.max_nesting
  net.link.ifqmaxlen net.link.lagg.default_use_flowid net.link.lagg.failover_rx_all
  net.link.lagg.lacp.default_strict_mode net.link.log_link_state_change net.link.log_promisc_mode_change
  net.link.tap.debug net.link.tap.devfs_cloning net.link.tap.up_on_open net.link.tap.user_open
  net.link.tun.devfs_cloning net.link.vlan.mtag_pcp net.link.vlan.soft_pad net.local.deferred net.local.dgram.maxdgram
  net.local.dgram.recvspace net.local.inflight net.local.seqpacket.maxseqpacket net.local.stream.recvspace
  net.local.stream.sendspace net.my_fibnum net.netmap.mitigate net.pf.filter_local net.pf.request_maxcount
  net.pf.source_nodes_hashsize net.pf.states_hashsize net.raw.recvspace net.raw.sendspace net.route.algo.inet.algo
  net.route.algo.inet6.algo net.route.multipath net.route.netisr_maxqlen net.routetable.debug net.wlan.devices
  p1003_1b.mq_open_max security.bsd.allow_destructive_dtrace security.bsd.allow_ptrace
  security.bsd.conservative_signals security.bsd.hardlink_check_gid security.bsd.hardlink_check_uid
  security.bsd.see_jail_proc security.bsd.see_other_gids security.bsd.see_other_uids security.bsd.stack_guard_page
  security.bsd.suser_enabled security.bsd.unprivileged_chroot security.bsd.unprivileged_get_quota
  security.bsd.unprivileged_idprio security.bsd.unprivileged_mlock security.bsd.unprivileged_proc_debug
  security.bsd.unprivileged_read_msgbuf security.jail.allow_raw_sockets security.jail.chflags_allowed
  security.jail.children.cur security.jail.children.max security.jail.devfs_ruleset security.jail.enforce_statfs
  security.jail.env security.jail.jail_max_af_ips security.jail.list security.jail.meta_maxbufsize
  security.jail.mlock_allowed security.jail.mount_allowed security.jail.mount_devfs_allowed
  security.jail.mount_nullfs_allowed security.jail.mount_procfs_allowed security.jail.mount_tmpfs_allowed
  security.jail.param security.jail.param.allow.adjtime security.jail.param.allow.chflags
  security.jail.param.allow.extattr security.jail.param.allow.mlock security.jail.param.allow.mount.devfs
  security.jail.param.allow.mount.nullfs security.jail.param.allow.mount.procfs security.jail.param.allow.mount.tmpfs
  security.jail.param.allow.nfsd security.jail.param.allow.quotas security.jail.param.allow.raw_sockets
  security.jail.param.allow.read_msgbuf security.jail.param.allow.reserved_ports security.jail.param.allow.routing
  security.jail.param.allow.set_hostname security.jail.param.allow.settime security.jail.param.allow.socket_af
  security.jail.param.allow.suser security.jail.param.allow.sysvipc
  security.jail.param.allow.unprivileged_parent_tampering security.jail.param.allow.unprivileged_proc_debug
  security.jail.param.children.cur security.jail.param.children.max security.jail.param.cpuset.id
  security.jail.param.devfs_ruleset security.jail.param.dying security.jail.param.enforce_statfs
  security.jail.param.env security.jail.param.host.domainname security.jail.param.host.hostid
  security.jail.param.host.hostname security.jail.param.host.hostuuid security.jail.param.ip4.saddrsel
  security.jail.param.ip6.saddrsel security.jail.param.jid security.jail.param.meta security.jail.param.name
  security.jail.param.osreldate security.jail.param.osrelease security.jail.param.parent security.jail.param.path
  security.jail.param.persist security.jail.param.securelevel security.jail.param.vnet
  security.jail.set_hostname_allowed security.jail.socket_unixiproute_only security.jail.sysvipc_allowed
  security.mac.portacl.enabled user.cs_path user.localbase vfs.bufspace vfs.cache.enable vfs.hirunningspace
  vfs.lorunningspace vfs.maxbufspace vfs.mountroot vfs.nfs.iothreads vfs.nfsd.enable_locallocks vfs.nfsd.maxthreads
  vfs.nfsd.minthreads vfs.numfreebuffers vfs.read_max vfs.timestamp_precision vfs.ufs.dirhash_maxmem vfs.usermount
  vfs.vmiodirenable vfs.zfs.arc.max vfs.zfs.arc.min vfs.zfs.arc_max vfs.zfs.arc_min vfs.zfs.min_auto_ashift
  vm.defer_swapspace_pageouts vm.disable_swapspace_pageouts vm.kmem_map_free vm.kmem_map_size vm.kmem_size
  vm.kmem_size_max vm.loadavg vm.max_user_wired vm.max_wired vm.nswapdev vm.overcommit vm.pmap.pcid_enabled
  vm.pmap.pti vm.stats.sys.v_swtch vm.stats.vm.v_active_count vm.stats.vm.v_free_count vm.stats.vm.v_inactive_count
  vm.stats.vm.v_laundry_count vm.stats.vm.v_page_count vm.stats.vm.v_page_size vm.stats.vm.v_wire_count
  vm.swap_enabled vm.swap_idle_enabled vm.swap_reserved vm.swap_total vm.swapusage vm.v_free_target vm.vmmeter
  vm.vmtotal`.split(/\s+/),
);

/** What is below these depends on the hardware, which a lab has not. */
const HARDWARE = /^(?:dev|hw\.(?:acpi|dri|pci|snd|usb))(?:\.|$)/;

/** Has FreeBSD this name, or names below it, that a lab has not? */
export function isKnownOid(name: string): boolean {
  return (
    HARDWARE.test(name) || names.has(name) || [...names].some((one) => one.startsWith(`${name}.`))
  );
}
