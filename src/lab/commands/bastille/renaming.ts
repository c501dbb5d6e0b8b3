/** A jail's files under another name: what jail.conf, fstab and rc.conf say of it and of its interfaces. */
import type { Bastille } from "./context.ts";
import { epairSuffix, isNetgraph, staticAddress } from "./netblock.ts";

/** Ends the command for a name that a jail cannot be given. */
export function checkNewName(bastille: Bastille, name: string): void {
  if (name.includes(".")) bastille.fail("[ERROR]: Jail names may not contain a dot(.)!");
  if (/^[-_]/.test(name.replaceAll(/[^\w-]/g, "")))
    bastille.fail("[ERROR]: Jail names may not begin with (-|_) characters!");
  if (!/^[A-Za-z0-9_-]+$/.test(name))
    bastille.fail("[ERROR]: Jail names may not contain special characters!");
}

/** Writes the files of a jail that was `from` and lies in the directory of `to`. With `anew` its fixed address is another one, too. */
export function renameInside(
  bastille: Bastille,
  from: string,
  to: string,
  { anew }: { readonly anew: boolean },
): void {
  const conf = bastille.jail(to, "/jail.conf");
  const set = (text: string, name: string, value: string) =>
    text.replace(
      new RegExp(`^( *)${name.replaceAll(".", "\\.")} *=.*;$`, "m"),
      `$1${name} = ${value};`,
    );
  bastille.edit(conf, (before) => {
    let text = before.replace(new RegExp(`^${from}( *)\\{$`, "m"), `${to}$1{`);
    text = set(text, "host.hostname", to);
    text = set(text, "exec.consolelog", bastille.consoleLog(to));
    text = set(text, "path", bastille.jail(to, "/root"));
    text = set(text, "mount.fstab", bastille.jail(to, "/fstab"));
    return text.replaceAll(`-vnet ${from}"`, `-vnet ${to}"`);
  });
  bastille.files.makeDirectory(`${bastille.get("logsdir")}/${to}`);
  bastille.edit(bastille.jail(to, "/fstab"), (text) =>
    text.replaceAll(`${bastille.jail(from)}/root/`, `${bastille.jail(to)}/root/`),
  );
  if (/^\s*vnet;/m.test(bastille.text(conf))) renameInterfaces(bastille, from, to, anew);
}

/** The interfaces are called after the jail: `e0a_NAME` and `e0b_NAME`, or `ng0_NAME`. */
function renameInterfaces(bastille: Bastille, from: string, to: string, anew: boolean): void {
  const conf = bastille.jail(to, "/jail.conf");
  const text = bastille.text(conf);
  const isNg = isNetgraph(bastille);
  const found = isNg ? /vnet\.interface = ng\d+_([^;"\s]+)/ : /vnet\.interface = e\d+b_([^;"\s]+)/;
  const old = found.exec(text)?.[1];
  if (old === undefined) return;
  const isNumbered = !isNg && /^bastille\d+$/.test(old);
  const own = isNg ? to : epairSuffix(bastille, to);
  // A name that stands for one that is too long stays, as long as the new one is too long as well.
  const name = isNumbered && own !== to && !anew ? old : own;
  const external = /(?:jib addm|jng bridge) \S+ ([^\s";]+)|ifconfig (\S+) addm/.exec(text);
  const address = anew
    ? staticAddress(bastille, to, external?.[1] ?? external?.[2] ?? "")
    : undefined;
  const word = (pattern: string) => new RegExp(`\\b${pattern}(?![\\w-])`, "g");
  bastille.edit(conf, (before) => {
    let after = before
      .replaceAll(word(`(e\\d+[ab]_|ng\\d+_)${old}`), `$1${name}`)
      .replaceAll(word(`(jib addm|jib destroy|jng bridge|jng shutdown) ${old}`), `$1 ${name}`)
      .replaceAll(word(`Bastille jail ${from}`), `Bastille jail ${to}`);
    if (address !== undefined)
      after = after.replaceAll(/ ether (?:[\da-f]{2}:){5}[\da-f]([ab])"/g, ` ether ${address}$1"`);
    return after;
  });
  const variable = (one: string) => one.replaceAll("-", "_");
  bastille.edit(bastille.jail(to, "/root/etc/rc.conf"), (before) =>
    before.replaceAll(
      new RegExp(`ifconfig_(e\\d+b_|ng\\d+_)${variable(old)}_name`, "g"),
      `ifconfig_$1${variable(name)}_name`,
    ),
  );
}
