/** A lab: an emulated FreeBSD host, booted from a description, with commands that work on it. */
import { randomBytes } from "node:crypto";
import type { Clock } from "./base/clock.ts";
import type { HostDescription } from "./base/description.ts";
import { Meter } from "./base/meter.ts";
import { bootNetwork, findHardware, type Hardware } from "./boot.ts";
import { commands as baseCommands } from "./commands/index.ts";
import { ports } from "./commands/ports.ts";
import { directoryOf, type Files } from "./files/files.ts";
import { isKnownElsewhere } from "./freebsd/modules.ts";
import { JailTable } from "./jails/jail.ts";
import { Kernel, type Module } from "./kernel/kernel.ts";
import { kernelModules, plainModules } from "./kernel/modules.ts";
import type { NetgraphVnet } from "./kernel/netgraphvnet.ts";
import { modulesOfLoader, tunablesOfLoader } from "./loader.ts";
import type { Lan } from "./net/lan.ts";
import { modules as nodeModules } from "./nodes/index.ts";
import { textInput } from "./process/input.ts";
import {
  type Captured,
  type Command,
  type Daemon,
  type Process,
  type Program,
  type RunOptions,
  type System,
  type Viewer,
  whyNot,
} from "./process/process.ts";
import { EX_UNAVAILABLE } from "./process/sysexits.ts";
import { syslog } from "./process/syslog.ts";
import { findProgram } from "./programs.ts";

/** Directories of FreeBSD's that commands and people expect to be there (hier(7)). */
const STANDARD_DIRECTORIES = [
  "/boot",
  "/etc/rc.conf.d",
  "/boot",
  "/root",
  "/tmp",
  "/usr/local/etc/rc.conf.d",
  "/var/db",
  "/var/log",
  "/var/run",
];

/** What a lab is booted from. */
export interface LabOptions {
  readonly description: HostDescription;
  readonly files: Files;
  readonly clock: Clock;
  /** Commands beyond FreeBSD's own, such as ngbuddy itself. */
  readonly programs?: { readonly [name: string]: Command };
  /** Modules beyond the lab's own node types. */
  readonly modules?: readonly Module[];
}

/** What a boot makes anew: the kernel, with all that it keeps. */
export interface Machine {
  readonly kernel: Kernel;
  readonly host: NetgraphVnet;
  readonly hardware: Hardware;
  readonly jails: JailTable;
  /** kern.boot_id: sixteen random bytes, in hexadecimal. */
  readonly bootId: string;
}

/** What is plugged into a host's NICs from outside. */
export interface Plugged {
  /** The host has another machine: its NICs are others, in the same places. */
  machineChanged(): void;
}

const NOT_FOUND = 127;

/** Booted by its constructor, which throws an Error that names what is wrong in the description. */
export class Lab implements System {
  readonly files: Files;
  /** The time of the lab, which commands that wait move on. */
  readonly clock: Clock;
  readonly description: HostDescription;
  isOn = true;
  /** Told when the host is switched off and on, or off, and by whose command: who else talks to its kernel talks to nobody any more. */
  onPower: (by: AbortSignal) => void = () => {};
  /** Told of each line of the console, for whoever writes a log. */
  onConsole: (line: string) => void = () => {};
  readonly meter: Meter;
  readonly daemons = new Map<string, Daemon>();
  hostname: string;
  machine: Machine;
  /** What is plugged into its NICs, and stays there when the host is booted. */
  readonly plugged = new Set<Plugged>();
  readonly modules: readonly Module[];
  private readonly commands: ReadonlyMap<string, Command>;
  private lastPid = 1000;

  constructor(options: LabOptions) {
    this.description = options.description;
    this.files = options.files;
    this.clock = options.clock;
    this.meter = new Meter(options.clock);
    this.hostname = options.description.hostname;
    this.modules = [...plainModules, ...nodeModules, ...(options.modules ?? [])];
    this.commands = new Map(Object.entries({ ...baseCommands, ...options.programs }));
    for (const directory of STANDARD_DIRECTORIES) this.files.makeDirectory(directory);
    for (const [path, text] of Object.entries(options.description.files)) {
      if (this.files.exists(path)) continue;
      this.files.makeDirectory(directoryOf(path));
      this.files.write(path, text);
      // A description has no modes: what begins like a script is one.
      if (text.startsWith("#!")) this.files.setExecutable(path, true);
    }
    this.machine = this.newMachine();
    bootNetwork(this.host, this.description, this.machine.hardware);
    for (const line of this.loadModules()) this.kernel.console.log(line);
  }

  /** Node types, modules, vnets, and the console that dmesg(8) shows. */
  get kernel(): Kernel {
    return this.machine.kernel;
  }

  get host(): NetgraphVnet {
    return this.machine.host;
  }

  get jails(): JailTable {
    return this.machine.jails;
  }

  /** The LANs behind the host's NICs, and those on their tags, each with its NIC, which may have got another name or gone into a jail. */
  get lans(): readonly Lan[] {
    return this.machine.hardware.nics.flatMap(({ lan }) => lan.parts());
  }

  get bootId(): string {
    return this.machine.bootId;
  }

  /** Makes a machine that was just switched on: what its kernel finds, and nothing else. */
  newMachine(): Machine {
    const kernel = new Kernel(this.clock, this.modules, this.description.hostname);
    kernel.console.onLine = (line) => {
      syslog(this, "kernel", line);
      this.onConsole(line);
    };
    const host = kernel.makeVnet({ isHost: true });
    return {
      kernel,
      host,
      hardware: findHardware(host, this.description),
      jails: new JailTable(kernel),
      bootId: randomBytes(16).toString("hex"),
    };
  }

  /** Lets the host have another machine. What is plugged in stays plugged in. */
  useMachine(machine: Machine): void {
    this.machine = machine;
    for (const plugged of this.plugged) plugged.machineChanged();
  }

  /** Loads the modules of the description, and those of loader.conf. Returns those that there are not, a line each. */
  private loadModules(): readonly string[] {
    for (const [name, value] of tunablesOfLoader(this.files)) this.kernel.tunables.set(name, value);
    for (const module of this.description.modules) this.kernel.load(module);
    return modulesOfLoader(this.files).flatMap(({ name, file }) => {
      if (kernelModules.has(name) || this.kernel.load(name)) return [];
      return [`${file}: ${name}: ${isKnownElsewhere(name) ? whyNot.elsewhere : whyNot.absent}`];
    });
  }

  powerCycle({ signal }: Pick<Process, "signal">): readonly string[] {
    this.endDaemons();
    this.clock.restart();
    this.hostname = this.description.hostname;
    this.useMachine(this.newMachine());
    const complaints = this.loadModules();
    this.isOn = true;
    this.onPower(signal);
    return complaints;
  }

  powerOff({ signal }: Pick<Process, "signal">): void {
    this.endDaemons();
    this.isOn = false;
    this.onPower(signal);
  }

  /** Ends what runs in the background. */
  endDaemons(): void {
    for (const daemon of this.daemons.values()) daemon.end();
  }

  /** The lab's own command of this name. */
  command(name: string): Command | undefined {
    return this.commands.get(name);
  }

  /** The program of a port, which is there where its file is. */
  port(name: string): Command | undefined {
    return Object.hasOwn(ports, name) ? ports[name] : undefined;
  }

  /** What a name or a path stands for, as a process sees it. */
  program(name: string, viewer: Viewer): Program {
    return findProgram(this, name, viewer);
  }

  /** The names of the lab's own commands, sorted. */
  commandNames(): string[] {
    return [...this.commands.keys()].sort();
  }

  /** Runs a command. Returns its exit status; 127 when there is none of this name, 69 when a lab does not have it. */
  async run(
    argv: readonly string[],
    options: RunOptions & {
      readonly out: (text: string) => void;
      readonly err: (text: string) => void;
    },
  ): Promise<number> {
    const [name = ""] = argv;
    if (!this.isOn) {
      options.err("the lab's host is switched off; to boot it: ngbuddy lab boot\n");
      return EX_UNAVAILABLE;
    }
    const program = this.program(name, options);
    if (program.kind !== "command") {
      // Test's other name would look like the beginning of a list in brackets.
      const own = this.commandNames()
        .filter((one) => one !== "[")
        .join(" ");
      options.err(`${name}: ${whyNot[program.kind]}; a lab has ${own}\n`);
      return program.kind === "elsewhere" ? EX_UNAVAILABLE : NOT_FOUND;
    }
    const debt = this.meter.debt();
    debt.add("process");
    const paid = debt.pay();
    if (paid !== undefined) await paid;
    // Whoever sent frames before has had its pause.
    this.kernel.work.settle();
    const signal = options.signal ?? new AbortController().signal;
    const process: Process = {
      lab: this,
      argv,
      pid: ++this.lastPid,
      stdin: options.stdin ?? textInput(""),
      out: options.out,
      err: options.err,
      environment: options.environment ?? {},
      jail: options.jail,
      vnet: options.jail?.vnet ?? this.host,
      directory: options.directory ?? "/",
      signal,
      run: (childArgv, childOptions) =>
        this.run(childArgv, {
          signal: childOptions?.signal ?? signal,
          // A jail has another root.
          directory:
            childOptions?.directory ??
            (childOptions && "jail" in childOptions ? "/" : process.directory),
          out: childOptions?.out ?? options.out,
          err: childOptions?.err ?? options.err,
          environment: childOptions?.environment ?? process.environment,
          jail: childOptions && "jail" in childOptions ? childOptions.jail : options.jail,
          stdin: childOptions?.stdin ?? process.stdin,
        }),
    };
    return await program.run(process);
  }

  /** Runs a command and collects what it prints. */
  async capture(
    argv: readonly string[],
    options: RunOptions & { readonly text?: string } = {},
  ): Promise<Captured> {
    let stdout = "";
    let stderr = "";
    const status = await this.run(argv, {
      ...options,
      stdin: options.stdin ?? textInput(options.text ?? ""),
      out: (text) => {
        stdout += text;
      },
      err: (text) => {
        stderr += text;
      },
    });
    return { status, stdout, stderr };
  }
}
