/** The scripts in /etc/rc.d of FreeBSD 15 (libexec/rc/rc.d/Makefile): of those that a lab does not have it says so. */
export const baseScripts: ReadonlySet<string> = new Set(
  `DAEMON FILESYSTEMS LOGIN NETWORKING SERVERS accounting adjkerntz apm apmd auditd auditdistd automount automountd
  autounmountd bgfsck blacklistd bluetooth bootparams bridge bsnmpd bthidd ccd cfumass cleanvar cleartmp cron ctld ddb
  defaultroute devd devfs devmatch dhclient dmesg dnctl dumpon fsck ftp-proxy ftpd gbde geli geli2 ggated gptboot growfs
  growfs_fstab gssd hastd hcsecd hostapd hostid hostid_save hostname hastd inetd iovctl ip6addrctl ipfilter ipfs ipfw
  ipfw_netflow ipmon ipnat ippool ipropd_master ipropd_slave ipsec iscsictl iscsid jail kadmind kdc keyserv kfd kld
  kldxref kpasswdd ldconfig linux local local_unbound localpkg lockd lpd mdconfig mdconfig2 mixer motd mountcritlocal
  mountcritremote mountd mountlate moused msgs natd netif netoptions netwait newsyslog nfscbd nfsclient nfsd nfsuserd
  nisdomain nscd nsswitch ntpd ntpdate nuageinit opensm os-release othermta pf pflog pfsync power_profile powerd ppp
  pppoed pwcheck quota random rarpd rctl resolv rfcomm_pppd_server root route6d routed routing rpcbind rtadvd rtsold rwho
  savecore sdpd securelevel sendmail serial sppp sshd statd static_arp static_ndp stf swap swaplate syscons sysctl
  sysctl_lastload syslogd sysvipc tlsclntd tlsservd tmp ubthidhci ugidfw utx var var_run virecover watchdogd
  wpa_supplicant ypbind ypldap yppasswdd ypserv ypset ypupdated ypxfrd zfs zfsbe zfsd zfskeys zpool zpoolreguid zvol`.split(
    /\s+/,
  ),
);
