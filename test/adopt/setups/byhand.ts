// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** Jails whose epairs people make by hand, on an if_bridge of their own. */
import type { Setup } from "../move.ts";
import { IF_BRIDGE, rc } from "./parts.ts";

export const handSetups: readonly Setup[] = [
  {
    name: "a number a jail, blanks before +=, line breaks of DOS",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf.d/devel0.conf": `# vim: set syntax=sh:

exec.clean;
allow.raw_sockets;
mount.devfs;

devel0 {
  $id             = "6";
  devfs_ruleset   = 10;
  $bridge         = "bridge0";
  $domain         = "example";
  vnet;
  vnet.interface = "epair\${id}b";

  exec.prestart   = "ifconfig epair\${id} create up";
  exec.prestart  += "ifconfig epair\${id}a up descr vnet-\${name}";
  exec.prestart  += "ifconfig \${bridge} addm epair\${id}a up";

  exec.start      = "/sbin/ifconfig lo0 127.0.0.1 up";
  exec.start     += "/bin/sh /etc/rc";

  exec.stop       = "/bin/sh /etc/rc.shutdown jail";
  exec.poststop   = "ifconfig \${bridge} deletem epair\${id}a";
  exec.poststop  += "ifconfig epair\${id}a destroy";

  host.hostname   = "\${name}.\${domain}";
  path            = "/usr/local/jails/devel0";
  persist;
}
`.replaceAll("\n", "\r\n"),
      "/usr/local/jails/devel0/etc/rc.conf": rc('ifconfig_epair6b="inet 10.2.70.53/24"'),
    },
    jails: { devel0: { conf: "/etc/jail.conf.d/devel0.conf", inside: "epair6b" } },
    adopt: "devel0",
  },
  {
    name: "hooks for all that pass over errors, addresses in each block",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `exec.clean;
mount.devfs;
allow.raw_sockets;
path = "/jails/$name";
host.hostname = "$name";

exec.prestart  = "ifconfig epair\${id} create 2>/dev/null || true";
exec.prestart += "ifconfig bridge0 addm epair\${id}a 2>/dev/null || true";
exec.prestart += "ifconfig epair\${id}a up";

exec.start     = "/bin/sh /etc/rc";
exec.stop      = "/bin/sh /etc/rc.shutdown";

exec.poststop  = "ifconfig bridge0 deletem epair\${id}a 2>/dev/null || true";
exec.poststop += "ifconfig epair\${id}a destroy 2>/dev/null || true";

red {
    $id = 10;
    vnet;
    vnet.interface = "epair10b";
    exec.start    += "ifconfig epair10b inet 10.2.70.54/24 up";
    exec.start    += "route add default 10.2.70.1 2>/dev/null || true";
    allow.sysvipc;
}

blue {
    $id = 11;
    vnet;
    vnet.interface = "epair11b";
    exec.start    += "ifconfig epair11b inet 10.2.70.55/24 up";
    exec.start    += "route add default 10.2.70.1 2>/dev/null || true";
}
`,
      "/jails/red/etc/keep": "",
      "/jails/blue/etc/keep": "",
    },
    jails: { red: { inside: "epair10b" }, blue: { inside: "epair11b" } },
    adopt: "red blue public",
  },
  {
    name: "the epair of a shell variable, with a name that is given by hand",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `wiki {
  path = "/jails/wiki";
  vnet;
  vnet.interface = "wiki_jail";
  exec.prestart = "pair=$(ifconfig epair create); ifconfig \\$pair name wiki_host up; ifconfig \\\${pair%a}b name wiki_jail";
  exec.prestart += '/sbin/ifconfig bridge0 addm wiki_host';
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "/bin/sh /etc/rc.shutdown";
  exec.poststop = "/sbin/ifconfig wiki_host destroy";
}
`,
      "/jails/wiki/etc/rc.conf": rc('ifconfig_wiki_jail="inet 10.2.70.56/24"'),
    },
    jails: { wiki: { inside: "wiki_jail" } },
    adopt: "wiki",
  },
  {
    name: "given to the jail and set up from the host once it is there",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `build {
  path = "/jails/build";
  vnet;
  persist;
  exec.prestart = "ifconfig epair20 create up";
  exec.prestart += "ifconfig bridge0 addm epair20a";
  exec.created = "ifconfig epair20b vnet $name";
  exec.poststart = "ifconfig -j $name epair20b inet 10.2.70.57/24 up";
  exec.poststart += "jexec $name route add default 10.2.70.1";
  exec.poststop = "ifconfig epair20a destroy";
}
`,
      "/jails/build/etc/keep": "",
    },
    jails: { build: { inside: "epair20b" } },
    adopt: "build",
  },
  {
    name: "a jail on a line, names with dashes and dots",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `$jails = /jails; path = "$jails/\${host.hostname}"; exec.start = "/bin/sh /etc/rc"; exec.stop = "/bin/sh /etc/rc.shutdown";
mail-in { host.hostname = "mail-in.example.org"; vnet; vnet.interface = "epair30b"; exec.prestart = "ifconfig epair30 create up", "ifconfig bridge0 addm epair30a"; exec.poststop = "ifconfig epair30a destroy"; }
mail-out {host.hostname="mail-out.example.org";vnet;vnet.interface=epair31b;exec.prestart="ifconfig epair31 create up && ifconfig bridge0 addm epair31a up";exec.poststop="ifconfig epair31a destroy";}
`,
      "/jails/mail-in.example.org/etc/rc.conf": rc('ifconfig_epair30b="inet 10.2.70.58/24"'),
      "/jails/mail-out.example.org/etc/rc.conf": rc("ifconfig_epair31b='inet 10.2.70.59/24'"),
    },
    jails: { "mail-in": { inside: "epair30b" }, "mail-out": { inside: "epair31b" } },
    adopt: "mail-in mail-out",
  },
  {
    name: "what is said of all in other files, includes within includes, and letters beyond ASCII",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `# Größe und Zweck: siehe ～/notes
.include "/etc/jails/all/*.conf";
.include "/etc/jails/*/jail.conf";
`,
      "/etc/jails/all/10-base.conf": `* {
  exec.start = "/bin/sh /etc/rc"; # für alle
  exec.stop = "/bin/sh /etc/rc.shutdown";
  mount.devfs;
  path = "/jails/$name";
}
`,
      "/etc/jails/all/20-net.conf": `.include "/etc/jails/net/*.inc";\n`,
      "/etc/jails/net/epair.inc": `* {
  vnet;
  vnet.interface = "epair\${nr}b"; // Schnittstelle
  exec.prestart = "ifconfig epair\${nr} create up", "ifconfig bridge0 addm epair\${nr}a";
  exec.poststop = "ifconfig epair\${nr}a destroy";
}
`,
      "/etc/jails/naive/jail.conf": `naive {
  $nr = 40;
  host.hostname = "naïve"; # ünïcödé
  allow.raw_sockets; /* später dazu: é */ }
`,
      "/jails/naive/etc/rc.conf": rc('ifconfig_epair40b="inet 10.2.70.60/24" # fest'),
    },
    jails: { naive: { inside: "epair40b" } },
    adopt: "naive",
  },
];
