/** `ipfw nat`: instances are configured, shown and deleted (nat.c). */
import type { NatConfig, Redirect } from "../../net/ipfw/alias.ts";
import type { Ipfw } from "../../net/ipfw/ipfw.ts";
import { pfAddress } from "../../net/pf/address.ts";
import { errx } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import { EX_DATAERR, EX_UNAVAILABLE } from "../../process/sysexits.ts";
import { portNamed, protocolNamed } from "../pfctl/names.ts";
import { formatNat } from "./print.ts";
import { notEmulated, type Words } from "./words.ts";

/** Does what follows `nat`. Returns the exit status. */
export function natCommand(process: Process, ipfw: Ipfw, words: Words, quiet: boolean): number {
  const numbers = words.next !== undefined && /^\d+$/.test(words.next) ? [words.take()!] : [];
  const word = words.take();
  if (word === "show") {
    if (!words.takes("config")) notEmulated("nat show");
    const wanted = [...numbers, ...words.rest()].map(Number);
    for (const { config } of ipfw.nats.values())
      if (wanted.length === 0 || wanted.includes(config.number))
        process.out(`${formatNat(config)}\n`);
    return 0;
  }
  const number = Number(numbers[0] ?? (word === "config" || word === "delete" ? words.take() : 0));
  if (word === "config") {
    if (!Number.isInteger(number) || number <= 0) errx(EX_DATAERR, `illegal nat id: ${number}`);
    const config = readConfig(process, number, words);
    ipfw.configure(config);
    if (!quiet) process.out(`${formatNat(config)}\n`);
    return 0;
  }
  if (word === "delete") {
    if (ipfw.nats.delete(number)) return 0;
    return quiet ? EX_UNAVAILABLE : errx(EX_UNAVAILABLE, `nat ${number} not available`);
  }
  return notEmulated(`nat ${word ?? ""}`);
}

function readConfig(process: Process, number: number, words: Words): NatConfig {
  let config: NatConfig = {
    ...{ number, iface: undefined, address: undefined, samePorts: false, denyIn: false },
    redirects: [],
  };
  if (words.next === undefined) errx(EX_DATAERR, "missing option");
  for (let word = words.take(); word !== undefined; word = words.take()) {
    switch (word) {
      case "if":
        config = { ...config, iface: readInterface(process, words.take()) };
        break;
      case "ip":
        config = { ...config, address: readAddress(words.take() ?? "") };
        break;
      case "same_ports":
        config = { ...config, samePorts: true };
        break;
      case "deny_in":
        config = { ...config, denyIn: true };
        break;
      case "redirect_port":
        config = { ...config, redirects: [...config.redirects, readRedirect(words)] };
        break;
      default:
        if (OTHERS.includes(word)) notEmulated(word);
        errx(EX_DATAERR, `unrecognised option \`\`${word}''`);
    }
  }
  return config;
}

const OTHERS =
  "log port_range proxy_only redirect_addr redirect_proto reset reverse skip_global udp_eim unreg_cgn unreg_only".split(
    " ",
  );

function readInterface({ vnet }: Process, name: string | undefined): string {
  if (name === undefined) return errx(EX_DATAERR, "missing option");
  const iface = vnet.interface(name);
  if (iface === undefined) return errx(1, `unknown interface name ${name}`);
  if (iface.inet.length === 0) return errx(1, `${name}: cannot get interface address`);
  return name;
}

function readAddress(text: string) {
  const address = pfAddress(text);
  return address?.length === 4 ? address : errx(EX_DATAERR, `bad ip address \`\`${text}''`);
}

/** `tcp 10.0.0.5:80 8080` */
function readRedirect(words: Words): Redirect {
  const [name = "", target = "", port = ""] = [words.take(), words.take(), words.take()];
  if (port === "") errx(EX_DATAERR, "redirect_port: not enough arguments");
  const protocol = protocolNamed(name);
  if (protocol !== 6 && protocol !== 17)
    errx(EX_DATAERR, `unknown protocol ${name}. Expected sctp, tcp or udp`);
  const [host = "", inside = ""] = target.split(":");
  if (!target.includes(":")) errx(EX_DATAERR, `${target} is missing port number`);
  if (/[-,]/.test(target) || /[-:]/.test(port)) notEmulated(`redirect_port ${target} ${port}`);
  const next = words.next;
  if (next !== undefined && /^\d/.test(next)) notEmulated(`redirect_port to ${next}`);
  const address = pfAddress(host);
  if (address?.length !== 4) return errx(1, `unknown host ${host}`);
  return {
    ...{ protocol, address },
    port: portOf(inside, name),
    publicPort: portOf(port, name),
  };
}

function portOf(text: string, protocol: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : portNamed(text);
  return port ?? errx(EX_DATAERR, `${text}/${protocol}: unknown service`);
}
