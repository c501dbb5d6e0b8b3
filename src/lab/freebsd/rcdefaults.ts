/**
 * What /etc/defaults/rc.conf of FreeBSD 15 sets (libexec/rc/rc.conf), as far as networks, jails and the services of the
 * base system go: a variable that no file of the administrator's sets has these values for sysrc(8).
 */

/** Services that are off, and those that are on. */
const off = `accounting apmd auditd auditdistd autofs blacklistd bootparamd bsnmpd bthidd ctld ddb dummynet firewall firewall_nat
  ftpd ftpproxy gateway gssd hastd hcsecd hostapd inetd ipfilter ipfs ipmon ipnat ipsec ipv6_gateway iscsictl iscsid jail
  kadmind kdc keyserv kfd kpasswdd linux local_unbound lpd moused mountd natd netwait nfs_client nfs_server nfscbd nfsuserd
  nfsv4_server nis_client nis_server nscd ntpd ntpdate pf pflog pfsync powerd ppp pppoed quota rarpd route6d routed rpc_lockd
  rpc_statd rpcbind rtadvd rtsold rwhod sdpd sendmail sshd sysvipc ugidfw watchdogd zfs zfsd`;
const on = `cleanvar crashinfo cron devd devmatch dmesg gptboot hostid ip6addrctl kldxref mixer netif newsyslog osrelease rctl
  resolv savecore syslogd utx var_run virecover`;

const others: { readonly [name: string]: string } = {
  rc_info: "NO",
  rc_startmsgs: "YES",
  rc_conf_files: "/etc/rc.conf /etc/rc.conf.local",
  local_startup: "/usr/local/etc/rc.d",
  background_fsck: "YES",
  hostname: "",
  nisdomainname: "NO",
  dhclient_program: "/sbin/dhclient",
  dhclient_flags: "",
  background_dhclient: "NO",
  synchronous_dhclient: "NO",
  defaultroute_delay: "30",
  defaultroute_carrier_delay: "5",
  netif_ipexpand_max: "2048",
  firewall_script: "/etc/rc.firewall",
  firewall_type: "UNKNOWN",
  firewall_quiet: "NO",
  firewall_logging: "NO",
  firewall_flags: "",
  pf_rules: "/etc/pf.conf",
  pf_program: "/sbin/pfctl",
  pf_flags: "",
  tcp_extensions: "YES",
  log_in_vain: "0",
  tcp_keepalive: "YES",
  tcp_drop_synfin: "NO",
  icmp_drop_redirect: "AUTO",
  icmp_log_redirect: "NO",
  network_interfaces: "auto",
  cloned_interfaces: "",
  syslogd_flags: "-s",
  inetd_flags: "-wW -C 60",
  sshd_flags: "",
  ntpd_flags: "",
  defaultrouter: "NO",
  static_arp_pairs: "",
  static_ndp_pairs: "",
  static_routes: "",
  arpproxy_all: "NO",
  forward_sourceroute: "NO",
  accept_sourceroute: "NO",
  icmp_bmcastecho: "NO",
  ipv6_network_interfaces: "auto",
  ipv6_activate_all_interfaces: "NO",
  ipv6_defaultrouter: "NO",
  ipv6_static_routes: "",
  ipv6_cpe_wanif: "NO",
  ipv6_privacy: "NO",
  ipv6_default_interface: "NO",
  rtsol_flags: "-i",
  rtsold_flags: "-a -i",
  ip6addrctl_verbose: "NO",
  ip6addrctl_policy: "AUTO",
  keymap: "NO",
  dumpdev: "NO",
  dumpdir: "/var/crash",
  kern_securelevel_enable: "NO",
  kern_securelevel: "-1",
  clear_tmp_enable: "NO",
  update_motd: "YES",
  devfs_rulesets: "/etc/defaults/devfs.rules /etc/devfs.rules",
  devfs_system_ruleset: "",
  devfs_set_rulesets: "",
  devfs_load_rulesets: "YES",
  jail_conf: "/etc/jail.conf",
  jail_confwarn: "YES",
  jail_parallel_start: "NO",
  jail_list: "",
  jail_reverse_stop: "NO",
};

export const RC_DEFAULTS = "/etc/defaults/rc.conf";

const words = (text: string) => text.split(/\s+/);

/** The services of the base system that have a variable of their own. */
export const baseServices: readonly string[] = [...words(off), ...words(on)];

/** Is a service of the base system on unless rc.conf says otherwise? */
export function isOnByDefault(service: string): boolean {
  return words(on).includes(service);
}

/** The same as a file of sh(1)'s. */
export const defaultsText = [
  ...words(off).map((name) => `${name}_enable="NO"`),
  ...words(on).map((name) => `${name}_enable="YES"`),
  ...Object.entries(others).map(([name, value]) => `${name}="${value}"`),
  "",
].join("\n");
