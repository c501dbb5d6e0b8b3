/** What a subcommand of Bastille works with: its settings, its voice, and the files of its jails. */
import { evaluate, RcSyntaxError } from "../../../config/rcconf.ts";
import { directoryOf, type Files } from "../../files/files.ts";
import { CommandEnd, errx } from "../../process/failure.ts";
import type { Process, RunOptions } from "../../process/process.ts";

/** The settings of bastille.conf that a lab looks at. */
const SETTINGS = [
  ...["prefix", "backupsdir", "cachedir", "jailsdir", "logsdir", "releasesdir", "templatesdir"],
  ...["volumesdir", "pf_conf", "resolv_conf", "zfs_enable"],
  ...["network_vnet_type", "network_loopback", "network_shared", "network_pf_table"],
  ...["network_gateway", "network_gateway6"],
] as const;

/** A setting's name without `bastille_`. */
export type Setting = (typeof SETTINGS)[number];

/** One run of Bastille. */
export class Bastille {
  readonly files: Files;

  private constructor(
    readonly process: Process,
    /** The file of the settings. */
    readonly file: string,
    private readonly settings: ReadonlyMap<Setting, string>,
    private readonly isQuiet: boolean,
  ) {
    this.files = process.lab.files;
  }

  /** Reads the settings. Ends the command when the file is not there, is no shell's, or asks for ZFS. */
  static open(process: Process, file: string, isQuiet = false): Bastille {
    const { files } = process.lab;
    if (!files.exists(file)) {
      process.out(
        "\n[ERROR]: No config file found!\nPlease run 'bastille setup' to configure Bastille.\n\n",
      );
      throw new CommandEnd(1, "", false);
    }
    try {
      const variables = evaluate([{ path: file, text: files.read(file) }]);
      const settings = new Map(
        SETTINGS.map((name) => [name, variables.get(`bastille_${name}`)?.value ?? ""] as const),
      );
      if (/^(?:yes|true|on|1)$/i.test(settings.get("zfs_enable") ?? ""))
        errx(1, `${file}: bastille_zfs_enable: not emulated in a lab`);
      return new Bastille(process, file, settings, isQuiet);
    } catch (error) {
      if (error instanceof RcSyntaxError) errx(1, error.message);
      throw error;
    }
  }

  /** Reads the settings anew, after somebody has changed them. */
  again(): Bastille {
    return Bastille.open(this.process, this.file, this.isQuiet);
  }

  get(name: Setting): string {
    return this.settings.get(name) ?? "";
  }

  /** Says something, unless nothing is to be said. */
  say(text: string): void {
    if (!this.isQuiet) this.process.out(`${text}\n`);
  }

  /** Says which jail the lines below are about. */
  head(jail: string): void {
    this.say(`\n[${jail}]:`);
  }

  /** Says what is wrong, and goes on. */
  complain(text: string): void {
    if (!this.isQuiet) this.process.err(`${text}\n`);
  }

  /** Ends the command: what is wrong. */
  fail(text: string): never {
    throw new CommandEnd(1, this.isQuiet ? "" : text, false);
  }

  /** Where a jail's files are; of one of them with its path there. */
  jail(name: string, path = ""): string {
    return `${this.get("jailsdir")}/${name}${path}`;
  }

  /** Where the files of a release are. */
  release(name: string): string {
    return `${this.get("releasesdir")}/${name}`;
  }

  /** The log of a jail's console. */
  consoleLog(jail: string): string {
    return `${this.get("logsdir")}/${jail}/console.log`;
  }

  /** The text of a file; empty when there is none. */
  text(path: string): string {
    return this.files.exists(path) && !this.files.isDirectory(path) ? this.files.read(path) : "";
  }

  /** Writes a file, and makes the directories above it. */
  write(path: string, text: string): void {
    this.files.makeDirectory(directoryOf(path));
    this.files.write(path, text);
  }

  /** Changes the text of a file that is there. */
  edit(path: string, change: (text: string) => string): void {
    if (this.files.exists(path)) this.files.write(path, change(this.files.read(path)));
  }

  async run(...argv: readonly string[]): Promise<number> {
    return await this.process.run(argv);
  }

  /** What `$(…)` is, without its last newlines; what it says on standard error is thrown away. */
  async captured(argv: readonly string[], options: RunOptions = {}): Promise<string> {
    let text = "";
    const out = (more: string) => {
      text += more;
    };
    await this.process.run(argv, { ...options, out, err: () => {} });
    return text.replace(/\n+$/, "");
  }

  /** Runs a command without hearing it. */
  async succeeds(...argv: readonly string[]): Promise<boolean> {
    return (await this.process.run(argv, { out: () => {}, err: () => {} })) === 0;
  }

  isRunning(jail: string): boolean {
    return this.process.lab.jails.all().some(({ name }) => name === jail);
  }

  /** The names of the jails that have a jail.conf, those with numbers in their order. */
  jails(): string[] {
    const directory = this.get("jailsdir");
    if (!this.files.isDirectory(directory)) return [];
    const names = this.files.list(directory).filter((name) => !name.startsWith("."));
    return names
      .filter((name) => this.files.exists(this.jail(name, "/jail.conf")))
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  }
}
