// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's and jail.conf's
/** What the check says of a configuration. */
import { describe, expect, test } from "bun:test";
import { check } from "./check.ts";
import { filesConfiguration } from "./load.ts";
import { findingLine } from "./report.ts";

/** The findings of files by their names, a line each. */
async function found(files: { readonly [name: string]: string }): Promise<string[]> {
  const all = Object.entries(files).map(([file, text]) => ({ file, text }));
  const configuration = await filesConfiguration(
    {
      read: async (path) => files[path],
      list: async (path) =>
        all
          .filter(({ file }) => file.startsWith(`${path}/`))
          .map(({ file }) => file.slice(path.length + 1))
          .sort(),
    },
    all.filter(({ file }) => file.includes("rc.conf")),
    all.filter(({ file }) => /^jail\.conf$/.test(file)).map(({ file }) => file),
  );
  return check(configuration).map(findingLine);
}

const rc = (text: string) => found({ "rc.conf": text });
const LAN = 'ngbuddy_enable="YES"\nngbuddy_lan_if="em0"\n';
const jails = (conf: string, text = LAN) => found({ "rc.conf": text, "jail.conf": conf });
const jail = (name: string, inside: string) => `${name} { path=/j; vnet; ${inside} }\n`;

describe("rc.conf", () => {
  const cases: readonly (readonly [name: string, text: string, lines: readonly string[]])[] = [
    ["a good one", `${LAN}ngbuddy_lan_list="web1 web2"\nngbuddy_private_if="nghost0"\n`, []],
    ["nothing at all", "", []],
    [
      "a misspelt variable, with the one that was meant",
      `${LAN}ngbuddy_lan_lst="web1"\n`,
      [
        "rc.conf:3:1: error: ngbuddy_lan_lst is no variable of ngbuddy(8), and has no effect; did you mean ngbuddy_lan_list? [unknown-variable]",
      ],
    ],
    [
      "the script's own variable",
      'ngbuddy_bridges="lan"\n',
      [
        "rc.conf:1:1: warning: ngbuddy_bridges is not read: the bridges are those that have an ngbuddy_BRIDGE_if [unknown-variable]",
      ],
    ],
    [
      "a misspelt hash",
      'ngbuddy_set_mac_hash="sha265"\n',
      [
        'rc.conf:1:1: warning: ngbuddy_set_mac_hash="sha265" is no hash of FreeBSD\'s; did you mean sha256? [unknown-variable]',
      ],
    ],
    ["what the fleet's owner may do", 'ngbuddy_agent_mode="follow"\n', []],
    ["that he may not see frames", 'ngbuddy_agent_capture="NO"\n', []],
    [
      "whether he may, in other words",
      'ngbuddy_agent_capture="never"\n',
      ['rc.conf:1:1: error: ngbuddy_agent_capture: "never" is neither YES nor NO [value]'],
    ],
    [
      "something else that he may do",
      'ngbuddy_agent_mode="folow"\n',
      [
        'rc.conf:1:1: error: ngbuddy_agent_mode: "folow" is none of observe, ask, follow; did you mean follow? [value]',
      ],
    ],
    [
      "values that cannot be, in the order of the file",
      `${LAN}ngbuddy_lan_uplink="maybe"\nngbuddy_lan_mtu="huge"\nngbuddy_port_web="rate=1"\nngbuddy_mac_web="03:00:00:00:00:01"\nngbuddy_lan_address="10.0.0.0/24"\n`,
      [
        'rc.conf:3:1: error: ngbuddy_lan_uplink: "maybe" is neither YES nor NO [value]',
        'rc.conf:4:1: error: ngbuddy_lan_mtu: "huge" is no MTU; give a number from 72 to 9018 [value]',
        "rc.conf:5:1: error: ngbuddy_port_web: rate=1 is out of range; ng_car(4) limits to 64K up to 1G [value]",
        'rc.conf:6:1: error: ngbuddy_mac_web: "03:00:00:00:00:01" is a group address, which no interface has; make its second digit even [value]',
        'rc.conf:7:1: error: ngbuddy_lan_address: "10.0.0.0/24" is the network itself; the host\'s may be 10.0.0.1/24 [value]',
      ],
    ],
    [
      "a switch that is neither on nor off",
      'ngbuddy_enable="yess"\n',
      [
        'rc.conf:1:1: error: ngbuddy_enable: "yess" is neither YES nor NO, and rc.subr(8) takes it for NO [value]',
      ],
    ],
    [
      "a list whose names cannot be",
      `${LAN}ngbuddy_lan_list="web1 hdfs-datanode-09x"\n`,
      [
        'rc.conf:3:1: error: ngbuddy_lan_list: the name "hdfs-datanode-09x" has 17 characters; an interface\'s has at most 15 [value]',
      ],
    ],
    [
      "a name that can be no shell variable",
      'ifconfig_hdfs-datanode9="inet 10.0.0.1/24"\nngbuddy_my-lan_if="em0"\n  ifconfig_em0.7="up"\n',
      ["ifconfig_hdfs-datanode9", "ngbuddy_my-lan_if", "ifconfig_em0.7"].map(
        (name, at) =>
          `rc.conf:${at + 1}:${at === 2 ? 3 : 1}: error: "${name}" can be no variable's name, which has letters, digits and _ alone, and sh(1) takes this for a command; write ${name.replace(/\W/g, "_")}= [no-assignment]`,
      ),
    ],
    [
      "a value without quotes, and blanks around the equals sign",
      'ngbuddy_lan_list=a b\nngbuddy_lan_if = "em0"\nngbuddy_lan_if= em0\nngbuddy_lan_if: em0\nngbuddy_lan_list+=" c"\nfoo=1 true\n',
      [
        'rc.conf:1:1: error: ngbuddy_lan_list is not set: a value with blanks needs quotes, as sh(1) runs the command "b" here; write ngbuddy_lan_list="… …" [no-assignment]',
        'rc.conf:2:1: error: blanks around = make a command of this, and set nothing; write ngbuddy_lan_if="…" [no-assignment]',
        'rc.conf:3:1: error: ngbuddy_lan_if= with a blank behind it sets nothing: sh(1) runs the command "em0"; write ngbuddy_lan_if="…" without the blank [no-assignment]',
        'rc.conf:4:1: error: ngbuddy_lan_if is no command, and : sets nothing; write ngbuddy_lan_if="…" [no-assignment]',
        'rc.conf:5:1: error: sh(1) has no +=, and takes this for a command; write ngbuddy_lan_list="${ngbuddy_lan_list} …" [no-assignment]',
      ],
    ],
    [
      "a quote that is not closed",
      'ngbuddy_enable="YES\n',
      [
        "rc.conf:1: error: sh(1) refuses this: Syntax error: Unterminated quoted string; nothing of the file has an effect [syntax]",
      ],
    ],
    [
      "a file of another system",
      `\ufeff${LAN.replaceAll("\n", "\r\n")}`,
      [
        "rc.conf:1:1: error: the file begins with a byte order mark, which FreeBSD takes for a part of the first name; save it as plain UTF-8 [bytes]",
        "rc.conf:1:22: error: lines end in CR LF, and sh(1) takes the CR for a part of the values; convert the file: tr -d '\\r' [bytes]",
      ],
    ],
    [
      "a variable that is set twice, unless it adds to itself",
      `${LAN}ngbuddy_lan_if="em1"\nngbuddy_lan_list="a"\nngbuddy_lan_list="\${ngbuddy_lan_list} b"\n`,
      [
        "rc.conf:2:1: warning: ngbuddy_lan_if is set again in line 3, which counts; leave one of them [assigned-twice]",
      ],
    ],
    [
      "interfaces that nothing makes",
      'ngbuddy_a_if="vlan3"\nngbuddy_b_if="em0.7"\nngbuddy_c_if="lagg0"\nngbuddy_d_if="tun0"\n',
      [
        'rc.conf:1:1: error: ngbuddy_a_if: nothing in rc.conf makes vlan3; add it to cloned_interfaces, with create_args_vlan3="vlan TAG vlandev NIC"; for an eiface of that name: ngbuddy_a_if="eiface:vlan3" [interface]',
        'rc.conf:2:1: error: ngbuddy_b_if: nothing in rc.conf makes em0.7; add vlans_em0="7" [interface]',
        'rc.conf:3:1: error: ngbuddy_c_if: nothing in rc.conf makes lagg0; add it to cloned_interfaces; for an eiface of that name: ngbuddy_c_if="eiface:lagg0" [interface]',
        "rc.conf:4:1: error: ngbuddy_d_if: tun0 has no Ethernet frames, and no bridge can be on it; give a NIC, a VLAN or a lagg(4) [interface]",
      ],
    ],
    [
      "interfaces that rc.conf makes",
      'cloned_interfaces="lagg0 vlan3"\nvlans_em0="7 voice"\nngbuddy_a_if="vlan3"\nngbuddy_b_if="em0.7"\nngbuddy_c_if="lagg0"\nngbuddy_d_if="voice"\nngbuddy_e_if="eiface:tap0"\nngbuddy_f_if="em0_7x"\n',
      [],
    ],
    [
      "a port of a lagg, and an interface that has another name",
      'cloned_interfaces="lagg0"\nifconfig_lagg0="laggproto lacp laggport em0 laggport em1 up"\nifconfig_em2_name="wan"\nngbuddy_a_if="em1"\nngbuddy_b_if="em2"\n',
      [
        "rc.conf:4:1: error: ngbuddy_a_if: em1 is a port of lagg0, which takes all that comes in before a bridge could; give the bridge lagg0 [interface]",
        "rc.conf:5:1: error: ngbuddy_b_if: rc.conf calls em2 wan; give the bridge that name [interface]",
      ],
    ],
    [
      "two bridges on one interface, unless each has its VLAN",
      'ngbuddy_z_if="em0"\nngbuddy_b_if="em0"\nngbuddy_c_if="em0"\nngbuddy_c_vlan="10"\nngbuddy_d_if="em0"\nngbuddy_d_vlan="10"\n',
      [
        "rc.conf:2:1: error: ngbuddy_b_if: em0 is on bridge z already (line 1); an interface is on one bridge, unless each has a VLAN of its own (ngbuddy_BRIDGE_vlan) [two-bridges]",
        "rc.conf:5:1: error: ngbuddy_d_if: VLAN 10 of em0 is on bridge c already (line 3); an interface is on one bridge [two-bridges]",
      ],
    ],
    [
      "names that two things would have",
      'ngbuddy_a_if="em0"\nngbuddy_b_if="nghost0"\nngbuddy_a_list="x b nghost0 em1"\nngbuddy_b_list="x"\n',
      [
        "rc.conf:3:1: error: ngbuddy_a_list: b is a bridge's name, and both would be nodes of that name; rename one [name-twice]",
        "rc.conf:3:1: error: ngbuddy_a_list: nghost0 is the interface of bridge b, and no guest's; take it out of the list [name-twice]",
        "rc.conf:3:1: warning: ngbuddy_a_list: em1 is called as a driver's interface is; the list has names of interfaces to make, and a NIC belongs into ngbuddy_BRIDGE_if [name-twice]",
        "rc.conf:4:1: warning: ngbuddy_b_list: x is in ngbuddy_a_list too, and stays on a; take it out of one list [name-twice]",
      ],
    ],
    [
      "addresses that two interfaces have",
      'ngbuddy_mac_web1="02:00:00:00:00:01"\nngbuddy_mac_web2="2:0:0:0:0:1"\nifconfig_web3="ether 02-00-00-00-00-01"\n',
      [2, 3].map(
        (line) =>
          `rc.conf:${line}:1: error: ${line === 2 ? "ngbuddy_mac_web2" : "ifconfig_web3"} has the address 02:00:00:00:00:01, which ngbuddy_mac_web1 has too (line 1); each interface needs one of its own [mac-twice]`,
      ),
    ],
    [
      "a prefix that leaves nothing to the hash",
      'ngbuddy_set_mac="YES"\nngbuddy_set_mac_prefix="02:00:00:00:00:01"\nngbuddy_lan_if="em0"\nngbuddy_lan_list="a b"\n',
      [
        "rc.conf:2:1: error: ngbuddy_set_mac_prefix is a whole address, and every interface gets it; give its first three bytes [mac-twice]",
      ],
    ],
    [
      "DHCP for all interfaces where there are bridges",
      'ifconfig_DEFAULT="DHCP inet6 accept_rtadv"\nifconfig_em1="up"\nngbuddy_a_if="em0"\nngbuddy_b_if="em1"\nngbuddy_c_if="nghost0"\n',
      [
        'rc.conf:1:1: warning: ifconfig_DEFAULT is for every interface of the host: devd(8) starts dhclient(8) on eifaces, too, when they get a link there or come back from a jail; write ifconfig_em0="DHCP inet6 accept_rtadv" instead [dhcp-default]',
      ],
    ],
    [
      "DHCP for all interfaces where the host is on an eiface",
      'ifconfig_DEFAULT="DHCP"\nngbuddy_a_if="em0"\nngbuddy_a_host="lan0"\n',
      [
        "rc.conf:1:1: warning: ifconfig_DEFAULT: the host is on bridge a by lan0, and em0 reaches nobody; write ifconfig_lan0 instead [host-address]",
        'rc.conf:1:1: warning: ifconfig_DEFAULT is for every interface of the host: devd(8) starts dhclient(8) on eifaces, too, when they get a link there or come back from a jail; write ifconfig_em0="DHCP" instead [dhcp-default]',
      ],
    ],
    [
      "an address of the host's where the host is left out",
      'ifconfig_em0="SYNCDHCP"\nngbuddy_a_if="em0"\nngbuddy_a_upper="NO"\nifconfig_em1="inet 10.0.0.2/24"\nngbuddy_b_if="em1"\nngbuddy_b_host="eth0"\nifconfig_em2="up"\nngbuddy_c_if="em2"\nngbuddy_c_upper="NO"\n',
      [
        'rc.conf:1:1: warning: ifconfig_em0: ngbuddy_a_upper="NO" leaves the host out of bridge a, and em0 reaches nobody; take that out, or the address [host-address]',
        "rc.conf:4:1: warning: ifconfig_em1: the host is on bridge b by eth0, and em1 reaches nobody; write ifconfig_eth0 instead [host-address]",
      ],
    ],
    [
      "networks that overlap",
      'ngbuddy_a_if="nghost0"\nngbuddy_b_if="nghost1"\nngbuddy_a_address="10.0.0.1/16"\nngbuddy_b_address="10.0.9.1/24"\nngbuddy_a_rdr="tcp 80 -> x"\nngbuddy_b_rdr="tcp 80 -> y"\n',
      [
        "rc.conf:4:1: error: ngbuddy_b_address: 10.0.9.0/24 overlaps with 10.0.0.0/16 of bridge a, and the host could not tell where a guest is; give each bridge a network of its own [networks]",
        "rc.conf:6:1: error: ngbuddy_b_rdr: port tcp 80 leads to x on a already; give one of them another port [networks]",
      ],
    ],
    [
      "what only sh can tell",
      `${LAN}ngbuddy_set_mac="$(hostname)"\nngbuddy_dmz_if=$(nic)\nngbuddy_dmz_list="a"\n`,
      [
        "rc.conf:3:1: note: ngbuddy_set_mac is not checked, as only sh(1) can tell its value: it has a command substitution ($(…)) [only-sh]",
        "rc.conf:4:1: note: ngbuddy_dmz_if is not checked, as only sh(1) can tell its value: it has a command substitution ($(…)) [only-sh]",
      ],
    ],
    [
      "another file that may set anything",
      `. /etc/site.conf\n${LAN}ngbuddy_dmz_list="a"\nngbuddy_a_if="vlan3"\n`,
      [
        'rc.conf:1: note: what this sets is not checked: ". /etc/site.conf" may set any variable [only-sh]',
        "rc.conf:4:1: warning: ngbuddy_dmz_list has no effect, since there is no ngbuddy_dmz_if [unknown-variable]",
      ],
    ],
  ];
  for (const [name, text, lines] of cases)
    test(`${name}`, async () => {
      expect(await rc(text)).toEqual([...lines]);
    });
});

describe("jail.conf", () => {
  const good =
    'vnet.interface=web1; exec.prestart="service ngbuddy jail web1 lan"; exec.prestop="service ngbuddy unjail web1 web1";';
  const cases: readonly (readonly [name: string, text: string, lines: readonly string[]])[] = [
    ["a good one", jail("web1", good), []],
    [
      "names of variables",
      `$bridge = "lan"; path="/j/$name"; vnet; vnet.interface="$name";\nexec.prestart="service ngbuddy jail $name $bridge";\nexec.poststop="service ngbuddy unjail $name";\na {}\nb {}\n`,
      [],
    ],
    [
      "an interface with another name than the one that is made",
      jail("web1", good.replace("jail web1 lan", "jail wbe1 lan")),
      [
        "jail.conf:1:23: error: jail web1: vnet.interface is web1, and exec.prestart (line 1) makes wbe1; write the same name in both [jail-interface]",
        "jail.conf:1:91: error: jail web1: exec.prestop takes web1 back, and exec.prestart has made wbe1; write the same name in both [unjail]",
      ],
    ],
    [
      "an interface that nothing makes",
      jail("web1", "vnet.interface=web1;"),
      [
        'jail.conf:1:23: warning: jail web1: nothing makes web1; add exec.prestart = "service ngbuddy jail web1 lan"; [jail-interface]',
      ],
    ],
    [
      "an interface that no jail gets",
      jail("web1", good.replace("vnet.interface=web1; ", "")),
      [
        "jail.conf:1:23: error: jail web1: exec.prestart makes web1, and nothing gives it to the jail; add vnet.interface = web1; [jail-interface]",
      ],
    ],
    [
      "what other programs make, or a script of somebody's",
      jail("a", 'vnet.interface=epair0b; exec.prestart="ifconfig epair0 create";') +
        jail("b", 'vnet.interface=ng0_b; exec.prestart="jng bridge b em0";') +
        jail("c", 'vnet.interface=c; exec.prestart="/root/net up";') +
        jail("d", "vnet.interface=em3;"),
      [],
    ],
    [
      "nothing that takes it back",
      jail("web1", good.replace(/ exec.prestop=.*/, "")),
      [
        'jail.conf:1:44: warning: jail web1: nothing takes web1 back when the jail stops; add exec.prestop = "service ngbuddy unjail web1 web1"; [unjail]',
      ],
    ],
    [
      "a taking back from another jail",
      jail("web", good),
      [
        "jail.conf:1:90: error: jail web: exec.prestop looks for web1 in a jail web1, and this one is called web; write unjail web1 web [unjail]",
      ],
    ],
    [
      "a bridge that rc.conf does not have",
      jail("web1", good.replace("web1 lan", "web1 lna")) +
        jail("web2", good.replaceAll("web1", "web2").replace("web2 lan", "web2 dmz")),
      [
        "jail.conf:1:44: error: jail web1: rc.conf has no bridge lna; did you mean lan? [jail-bridge]",
        'jail.conf:2:44: error: jail web2: rc.conf has no bridge dmz; it has lan: add ngbuddy_dmz_if="INTERFACE" there [jail-bridge]',
      ],
    ],
    [
      "a hook that takes the place of another",
      jail("web1", `${good}\n exec.prestart = "echo hello";`),
      [
        "jail.conf:2:2: error: jail web1: this exec.prestart takes the place of the one in line 1, which calls ngbuddy; write exec.prestart += … [jail-hook]",
      ],
    ],
    [
      "a call of ngbuddy inside of the jail",
      jail("web1", good.replace("prestop", "stop")),
      [
        'jail.conf:1:44: warning: jail web1: nothing takes web1 back when the jail stops; add exec.prestop = "service ngbuddy unjail web1 web1"; [unjail]',
        "jail.conf:1:91: error: jail web1: exec.stop runs inside of the jail, where ngbuddy cannot make or remove anything; use exec.prestop [jail-hook]",
      ],
    ],
    [
      "an interface without vnet, and addresses with it",
      `a { path=/; vnet.interface=em3; }\nb { path=/; vnet; ip4.addr=10.0.0.1; }\n`,
      [
        "jail.conf:1:13: error: jail a: vnet.interface does nothing without vnet; add vnet; [jail-parameter]",
        "jail.conf:2:19: error: jail b: a jail with vnet cannot have ip4.addr; give the address inside, in its own rc.conf: ifconfig_INTERFACE [jail-parameter]",
      ],
    ],
    [
      "misspelt parameters, and variables that are not set",
      jail(
        "a",
        'vnet.interfaces=em3; exec.prestat="true"; exec.noclean; allow.raw_sockets; exec.stop="$x";',
      ),
      [
        'jail.conf:1:1: error: jail a: jail(8) refuses it: exec.stop: variable "x" not found [jail-parameter]',
        "jail.conf:1:20: error: jail a: jail(8) knows no parameter vnet.interfaces; did you mean vnet.interface? [jail-parameter]",
        "jail.conf:1:41: error: jail a: jail(8) knows no parameter exec.prestat; did you mean exec.prestart? [jail-parameter]",
      ],
    ],
    [
      "a missing semicolon, and a missing brace",
      "a { path=/\n vnet; }\n",
      [
        "jail.conf:2: error: jail(8) refuses this: vnet: syntax error; is there a semicolon at the end of each parameter, and a closing brace to each jail? [syntax]",
      ],
    ],
    [
      "names that are too long, or that two jails use",
      jail("hdfs-datanode-09", good.replaceAll("web1", "$name")) +
        jail("a", good.replace("web1 web1", "web1 a")) +
        jail("b", good.replace("web1 web1", "web1 b")),
      [
        'jail.conf:1:57: error: jail hdfs-datanode-09: the name "hdfs-datanode-09" has 16 characters; an interface\'s has at most 15 [jail-interface-name]',
        "jail.conf:3:41: warning: jail b: web1 is the interface of jail a too, and both cannot run at once; give each its own [jail-interface-name]",
      ],
    ],
    [
      "several interfaces in one string",
      jail("a", 'vnet.interface="em1 em2";'),
      [
        'jail.conf:1:20: error: jail a: jail(8) takes vnet.interface = "em1 em2" for one name; write vnet.interface = "em1", "em2"; [jail-interface]',
      ],
    ],
    [
      "the same fault of many jails, once",
      `vnet; path=/; vnet.interface="$name"; exec.prestart="service ngbuddy jail $name dmz"; exec.poststop="service ngbuddy unjail $name";\na {}\nb {}\nc {}\n`,
      [
        'jail.conf:1:39: error: jail a: rc.conf has no bridge dmz; it has lan: add ngbuddy_dmz_if="INTERFACE" there; so it is of 2 jails more [jail-bridge]',
      ],
    ],
    [
      "DHCP without bpf",
      jail("web1", `${good} mount.devfs; exec.start="dhclient web1";`) +
        jail(
          "web2",
          `${good.replaceAll("web1", "web2")} mount.devfs; devfs_ruleset=11; exec.start="dhclient web2";`,
        ),
      [
        "jail.conf:1:153: warning: jail web1: dhclient(8) needs bpf(4), which its /dev does not show, since it has no devfs_ruleset and gets number 4; add the rules of /usr/local/share/examples/ngbuddy/devfs.rules to /etc/devfs.rules, and devfs_ruleset = 11; to the jail [jail-dhcp]",
      ],
    ],
    [
      "a variable that was set without its dollar",
      'web1 { path=/j; vnet; if_name = "lo3"; vnet.interface = "$if_name"; }\n',
      [
        "jail.conf:1:23: error: jail web1: jail(8) knows no parameter if_name; a variable is set with its dollar: $if_name = … [jail-parameter]",
      ],
    ],
    [
      "restrictions of addresses, with vnet",
      jail("a", "ip4=inherit; ip6=disable;"),
      [
        "jail.conf:1:33: error: jail a: a jail with vnet cannot have ip6; give the address inside, in its own rc.conf: ifconfig_INTERFACE [jail-parameter]",
      ],
    ],
    [
      "what jng and jib make is called otherwise",
      jail("a", 'vnet.interface=ng0_a; exec.prestart="jng bridge ng0_a em0";') +
        jail(
          "b",
          'vnet.interface=e0b_b, e1b_b; exec.prestart="jib addm b em0", "/x/jib addm b !em1";',
        ) +
        jail("c", 'vnet.interface=e0a_c; exec.prestart="jib addm -b lan c em0";'),
      [
        "jail.conf:1:20: error: jail a: vnet.interface is ng0_a, and exec.prestart (line 1) makes ng0_ng0_a; write the same name in both [jail-interface]",
        "jail.conf:3:20: error: jail c: vnet.interface is e0a_c, and exec.prestart (line 3) makes e0b_c; write the same name in both [jail-interface]",
      ],
    ],
    [
      "an interface that is given to the jail before there is one",
      jail(
        "a",
        'exec.prestart="ifconfig epair0 create"; exec.prestart+="ifconfig epair0b vnet a";',
      ),
      [
        "jail.conf:1:60: error: jail a: exec.prestart gives epair0b to a jail that is not there yet; leave that to vnet.interface = epair0b; [jail-hook]",
      ],
    ],
    [
      "an address that two jails have",
      jail("a", 'vnet.interface=em1; exec.start="ifconfig em1 link 02:00:00:00:00:01";') +
        jail("b", 'vnet.interface=em2; exec.start="ifconfig em2 ether 2:0:0:0:0:1 up";'),
      [
        "jail.conf:2:40: error: em2 of jail b has the address 02:00:00:00:00:01, which em1 of jail a has too (line 1); each interface needs one of its own [mac-twice]",
      ],
    ],
    [
      "a jail that is described twice",
      jail("web1", good) + jail("web1", good),
      [
        "jail.conf:1:1: warning: jail web1 is described in jail.conf:2 too; leave one of them [jail-twice]",
      ],
    ],
  ];
  for (const [name, text, lines] of cases)
    test(`${name}`, async () => {
      expect(await jails(text)).toEqual([...lines]);
    });

  test("jails that call a service which is off", async () => {
    expect(await jails(jail("web1", good), 'ngbuddy_lan_if="em0"\n')).toEqual([
      'jail.conf:1:44: warning: jail web1: service ngbuddy does nothing, since rc.conf has no ngbuddy_enable="YES"; give: service ngbuddy enable [service-off]',
    ]);
    const one = good
      .replaceAll("ngbuddy jail", "ngbuddy onejail")
      .replaceAll("ngbuddy unj", "ngbuddy oneunj");
    expect(await jails(jail("web1", one), 'ngbuddy_lan_if="em0"\n')).toEqual([]);
  });

  test("a bridge that is left out, where rc.conf has several", async () => {
    const conf = jail("web1", good.replace("web1 lan", "web1"));
    expect(await jails(conf)).toEqual([]);
    expect(await jails(conf, `${LAN}ngbuddy_dmz_if="em1"\n`)).toEqual([
      "jail.conf:1:44: error: jail web1: exec.prestart names no bridge, which is right where rc.conf has one alone; it has dmz, lan [jail-bridge]",
    ]);
  });

  test("an interface that rc.conf makes for good needs no hook", async () => {
    const conf = jail("web1", "vnet.interface=web1;");
    expect(await jails(conf, `${LAN}ngbuddy_lan_list="web1"\n`)).toEqual([]);
    expect(await found({ "jail.conf": conf })).toEqual([]);
  });

  test("what is included is looked through, beside the file where /etc is meant", async () => {
    const files = {
      "jail.conf": 'vnet; path=/;\n.include "/etc/jail.conf.d/*.conf";\n',
      "jail.conf.d/a.conf": "a { vnet.interfaces=em1; }\n",
    };
    expect(await found(files)).toEqual([
      "jail.conf.d/a.conf:1:5: error: jail a: jail(8) knows no parameter vnet.interfaces; did you mean vnet.interface? [jail-parameter]",
    ]);
    expect(await found({ "jail.conf": '.include "/usr/local/etc/x.conf";\n' })).toEqual([
      "/usr/local/etc/x.conf: note: is included and not here, and was not looked at [syntax]",
    ]);
  });
});
