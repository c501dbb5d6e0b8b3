/** Names of protocols, services and ICMP's messages, as pf.conf(5) has them and pfctl prints them. */

const protocols: readonly (readonly [name: string, number: number])[] = [
  ["icmp", 1],
  ["igmp", 2],
  ["ipencap", 4],
  ["tcp", 6],
  ["udp", 17],
  ["ipv6", 41],
  ["gre", 47],
  ["esp", 50],
  ["ah", 51],
  ["ipv6-icmp", 58],
  ["ospf", 89],
  ["pim", 103],
  ["carp", 112],
  ["vrrp", 112],
  ["sctp", 132],
  ["pfsync", 240],
];

/** The number of a protocol, by its name in protocols(5) or as digits; undefined when there is none. */
export function protocolNamed(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  const name = text === "icmp6" ? "ipv6-icmp" : text;
  return protocols.find(([known]) => known === name)?.[1];
}

export function protocolName(number: number): string {
  return protocols.find(([, known]) => known === number)?.[0] ?? String(number);
}

/** services(5), as far as firewalls have them. */
const services: readonly (readonly [name: string, port: number])[] = [
  ["ftp-data", 20],
  ["ftp", 21],
  ["ssh", 22],
  ["telnet", 23],
  ["smtp", 25],
  ["domain", 53],
  ["bootps", 67],
  ["bootpc", 68],
  ["tftp", 69],
  ["http", 80],
  ["pop3", 110],
  ["sunrpc", 111],
  ["ntp", 123],
  ["imap", 143],
  ["snmp", 161],
  ["snmptrap", 162],
  ["bgp", 179],
  ["ldap", 389],
  ["https", 443],
  ["microsoft-ds", 445],
  ["submissions", 465],
  ["isakmp", 500],
  ["syslog", 514],
  ["submission", 587],
  ["ldaps", 636],
  ["rsync", 873],
  ["imaps", 993],
  ["pop3s", 995],
  ["openvpn", 1194],
  ["nfsd", 2049],
  ["mysql", 3306],
  ["rdp", 3389],
  ["postgresql", 5432],
];

/** The port of a service, by its name or as digits; undefined when there is none. */
export function portNamed(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 65535 ? Number(text) : undefined;
  if (text === "www") return 80;
  return services.find(([name]) => name === text)?.[1];
}

export function serviceName(port: number): string {
  return services.find(([, known]) => known === port)?.[0] ?? String(port);
}

/** The types of ICMP's messages that pfctl knows by name (pfctl_parser.c), for IPv4 and IPv6. */
const icmpTypes = {
  4: [
    ["echoreq", 8],
    ["echorep", 0],
    ["unreach", 3],
    ["squench", 4],
    ["redir", 5],
    ["routeradv", 9],
    ["routersol", 10],
    ["timex", 11],
    ["paramprob", 12],
    ["timereq", 13],
    ["timerep", 14],
  ],
  6: [
    ["unreach", 1],
    ["toobig", 2],
    ["timex", 3],
    ["paramprob", 4],
    ["echoreq", 128],
    ["echorep", 129],
    ["routersol", 133],
    ["routeradv", 134],
    ["neighbrsol", 135],
    ["neighbradv", 136],
    ["redir", 137],
  ],
} as const;

export function icmpTypeNamed(text: string, family: 4 | 6): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  return icmpTypes[family].find(([name]) => name === text)?.[1];
}

export function icmpTypeName(type: number, family: 4 | 6): string {
  return icmpTypes[family].find(([, number]) => number === type)?.[0] ?? String(type);
}

/** TCP's flags by their letters, the lowest bit first. */
export const TCP_FLAGS = "FSRPAUEWe";
