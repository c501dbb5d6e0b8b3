/**
 * The programs of FreeBSD 15's base system, by directory (hier(7); the Makefiles of bin, sbin, usr.bin, usr.sbin, and of
 * what is in contrib): of those that a lab does not have it says so, and does not deny that there are any.
 */

const words = (text: string) => text.trim().split(/\s+/);

const directories: { readonly [directory: string]: readonly string[] } = {
  "/bin": words(`
    [ cat chflags chio chmod cp cpuset csh date dd df domainname echo ed expr freebsd-version getfacl hostname kenv kill
    link ln ls mkdir mv nproc pax pgrep pkill ps pwait pwd realpath red rm rmdir setfacl sh sleep stty sync tcsh test
    timeout unlink uuidgen`),
  "/sbin": words(`
    adjkerntz bectl bsdlabel camcontrol ccdconfig clri comcontrol conscontrol ddb decryptcore devd devfs devmatch dhclient
    dhclient-script disklabel dmesg dnctl dump dumpfs dumpon etherswitchcfg fastboot fasthalt fdisk ffsinfo fsck
    fsck_4.2bsd fsck_ffs fsck_msdosfs fsck_ufs fsdb fsirand gbde gcache gconcat geli geom ggatec ggated ggatel gjournal
    glabel gmirror gmountver gmultipath gnop gpart graid graid3 growfs gsched gshsec gstripe gunion gvirstor halt
    hastctl hastd ifconfig init ipf ipfs ipfstat ipfw ipmon ipnat ippool iscontrol kldconfig kldload kldstat kldunload
    ldconfig md5 mdconfig mdmfs mknod mksnap_ffs mount mount_cd9660 mount_fusefs mount_mfs mount_msdosfs mount_nfs
    mount_nullfs mount_udf mount_unionfs natd newfs newfs_msdos nextboot nfsiod nologin nvmecontrol     pfctl pflogd ping ping6 poweroff quotacheck rcorder reboot recoverdisk resolvconf restore rmd160 route routed
    rrestore rtquery rtsol savecore setkey sha1 sha224 sha256 sha384 sha512 sha512t256 skein1024 skein256 skein512
    shutdown spppcontrol swapctl swapoff swapon sysctl tunefs umount veriexec zfs zfsbootcfg zpool zstreamdump`),
  "/usr/bin": words(`
    addr2line alias apply apropos ar asa asn1_compile at atq atrm authpf awk b64decode b64encode backlight banner
    basename batch bc bg biff bsdcat bsdcpio bsdiff bspatch bsdtar bsdunzip bunzip2 bzcat bzip2 bzip2recover c++ c89 c99
    cal calendar cap_mkdb cat captoinfo cc cd chat chfn chgrp chkey chpass chsh cksum clang clang++ clear cmp col colrm
    column comm command compress cpio cpp crontab crunchgen crunchide csplit ctags ctfconvert ctfdump ctfmerge ctlstat
    cut cxxfilt dc diff diff3 dirname dpv drill dtc du ee egrep elfctl elfdump enigma env etdump ex expand
    factor false fc fetch fg fgrep file file2c find finger flex fmt fold fstat fstyp fsync ftp gcore gcov gencat
    getaddrinfo getconf getent getopt getopts grep groups gunzip gzcat gzexe gzip hash head hexdump host iconv
    id ident indent install iostat ipcrm ipcs iscsictl jobs join jot kdestroy kdump keylogin keylogout killall kinit
    klist kpasswd ktrace ktrdump lam last lastcomm ldd leave less lex limits lld lldb locale localedef locate lock lockf
    logger login logins logname look lorder lp lpq lpr lprm lsvfs lzcat lzma m4 mail mailq mailx make man mandoc mesg
    minigzip mkdep mkfifo mkimg mkstr mktemp mkuzip more morse mt mtree nc ncal ndiff nearest netstat newaliases newgrp
    nfsstat nice nl nm nohup ntpq objcopy objdump od pagesize passwd paste patch pathchk perror pom posixmqcontrol
    posixshmcontrol pr primes printenv printf proccontrol procstat protect pwd quota random ranlib rctl read readelf
    renice rev revoke rpcgen rpcinfo rs rup ruptime rusers rwall rwho scp script sdiff sed seq sftp showmount
    size slogin sockstat soelim sort split sqlite3 ssh ssh-add ssh-agent ssh-copy-id ssh-keygen ssh-keyscan stat stdbuf
    strings strip su systat tabs tail talk tar tcopy tee telnet tftp time timeout tip top touch tput tr true truncate
    truss tset tsort tty type ul ulimit umask unalias uname unexpand unifdef uniq units unlzma unvis unxz unzip unzstd
    uptime users uudecode uudecode uuencode vi view vis vmstat vtfontcvt w wait wall wc whatis what whereis which who
    whoami whois write xargs xinstall xo xstr xz xzcat yacc yes ypcat ypmatch ypwhich zcat zcmp zdiff zegrep zfgrep
    zgrep zless zmore zstd zstdcat zstdmt`),
  "/usr/sbin": words(`
    ac acpiconf acpidb acpidump adduser apm apmd arp asf audit auditd auditdistd auditreduce autofs automount
    automountd autounmountd bhyve bhyvectl bhyveload binmiscctl blacklistctl blacklistd bluetooth-config boot0cfg
    bootparamd boottrace bsdconfig bsdinstall bsnmpd bthidcontrol bthidd btpand btsockstat camdd cdcontrol
    certctl chkgrp chown chroot ckdist clear_locks config cpucontrol crashinfo cron ctladm ctld cxgbetool daemon
    dconschat devctl devinfo diskinfo dtrace dumpcis editmap edquota efibootmgr efidp efitable efivar efiwake etcupdate
    extattrctl fdcontrol fdformat fdread fdwrite fifolog_create fifolog_reader fifolog_writer flowctl freebsd-update
    fstyp ftp-proxy fwcontrol fwget getextattr getfmac getpmac gpioctl gssd gstat hccontrol hcsecd hcseriald hostapd
    hostapd_cli hv_kvp_daemon hv_vss_daemon i2c ifmcstat inetd iostat iovctl ip6addrctl ipfwpcap iscsid jail jexec jls
    kadmin kbdcontrol kbdmap kdc keyserv kgdb kldxref l2control l2ping lastlogin local-unbound local-unbound-anchor
    local-unbound-checkconf local-unbound-control local-unbound-setup lockstat lpc lpd lptcontrol lsextattr mailstats
    mailwrapper makefs makemap manctl memcontrol mergemaster mfiutil mixer mlx5tool mlxcontrol mount_smbfs mountd
    moused mprutil mpsutil mptable mptutil mrsasutil mtest ndp newsyslog newusers nfscbd nfsd nfsdumpstate nfsrevoke
    nfsuserd ngctl nghook nmtree nologin nscd ntpd ntpdate ntpdc ntptime nvram ofwdump pac pciconf periodic pkg plockstat
    pmc pmcannotate pmccontrol pmcstat pmcstudy pnfsdscopymr pnfsdsfile pnfsdskill pnpinfo powerd ppp pppctl pppoed
    praliases praudit procctl prometheus_sysctl_exporter pstat pw pwd_mkdb pwm quot quotaoff quotaon rarpd rctl repquota
    rfcomm_pppd rip6query rmextattr rmt rmuser route6d rpc.lockd rpc.statd rpc.tlsclntd rpc.tlsservd rpc.umntall
    rpc.yppasswdd rpc.ypupdated rpc.ypxfrd rpcbind rrenumd rtadvctl rtadvd rtprio rtsold rwhod sa sade sdpcontrol sdpd
    sendmail service services_mkdb sesutil setextattr setfib setfmac setpmac smbmsg snapinfo sndctl spi spkrtest
    spray sshd swapinfo syslogd sysrc tcpdchk tcpdmatch tcpdrop tcpdump tcpsso traceroute traceroute6 trim tzsetup
    uathload ugidfw uhsoctl usbconfig usbdump utx valectl vidcontrol vidfont vigr vipw wake watch watchdog watchdogd
    wlandebug wlconfig wpa_cli wpa_passphrase wpa_supplicant yp_mkdb ypbind ypinit ypldap yppoll yppush ypserv ypset
    zdb zdump zfsd zic zonectl zzz`),
};

/** Ports that people who work with jails and virtual machines have, and that a lab must not send to the machine it runs on. */
const PORTS = words("bastille cbsd dhcpd dnsmasq ezjail-admin iocage jib jng mpd5 pot qjail vm");

const places = new Map(
  Object.entries(directories).flatMap(([directory, names]) =>
    names.map((name) => [name, directory] as const),
  ),
);

/** The directory of a program of FreeBSD's base system; undefined when it has none of this name. */
export function baseDirectoryOf(name: string): string | undefined {
  return places.get(name);
}

/** Programs that administer the system that they run on: base ones in /sbin and /usr/sbin, and ports. */
export const administration: readonly string[] = [
  ...directories["/sbin"]!,
  ...directories["/usr/sbin"]!,
  ...PORTS,
  ...words("chflags crontab dmesg kill killall logger mount pkill rctl setfacl top zfs"),
];
