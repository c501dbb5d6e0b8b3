/** A lab as a process: it serves commands on `lab.sock` and netgraph sockets on `netgraph.sock`. */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { LibcError } from "../../host/ffi.ts";
import type { HostKernel } from "../../host/kernel.ts";
import { readRegular } from "../../host/regular.ts";
import { errno } from "../../netgraph/errno.ts";
import { createClock } from "../base/clock.ts";
import { DescriptionError, type HostDescription } from "../base/description.ts";
import { FREE, PriceError, type Prices, parsePrices } from "../base/meter.ts";
import { startAgain } from "../commands/service/ngbuddydaemons.ts";
import { directoryFiles } from "../files/directoryfiles.ts";
import { normalPath } from "../files/files.ts";
import { labHost } from "../host.ts";
import { parseHostDescription } from "../hostjson.ts";
import { labKernel } from "../kernelcalls.ts";
import { Lab } from "../lab.ts";
import { streamedInput } from "../process/input.ts";
import type { Command } from "../process/process.ts";
import { EX_SOFTWARE, EX_UNAVAILABLE } from "../process/sysexits.ts";
import { measureBeyond, measureReach } from "../reach.ts";
import { restoreState, saveState } from "../state.ts";
import { formatEther } from "../wire/address.ts";
import { answerCall } from "./answercall.ts";
import { Cables, decodePlug, type Line, lineOver } from "./cables.ts";
import { type LabCapture, sendCapture } from "./capture.ts";
import type { LabDirectory } from "./directory.ts";
import { forgetEnd, noteEnd } from "./ended.ts";
import { Gathered } from "./gathered.ts";
import { heldBack } from "./heldback.ts";
import {
  type IdleClock,
  type IdleWatch,
  machineClock,
  spokenTime,
  USUAL_IDLE,
  watchIdle,
} from "./idle.ts";
import { type Keeper, keeperOf, keptState } from "./keeper.ts";
import { LineError, lineSplitter, piecesOf } from "./lines.ts";
import { PlugError } from "./plugerror.ts";
import { parseRequest, type Reply, type Request, RequestError } from "./protocol.ts";
import { savedLab } from "./saved.ts";
import { Taps } from "./taps.ts";
import { WireConnection } from "./wire.ts";

/** A lab that this process runs, until it is stopped. */
export interface RunningLab {
  readonly lab: Lab;
  /** Settles when the lab was asked to stop and has let go of its directory. */
  readonly stopped: Promise<void>;
  stop(): void;
}

/** How a lab is served. */
export interface ServeOptions {
  readonly prices?: Prices | undefined;
  /** How long it may be left alone before it ends by itself, seconds; 0 for ever, a day when left out. */
  readonly idle?: number | undefined;
  /** The time outside, by which that counts. */
  readonly clock?: IdleClock;
}

/** Boots the lab of a directory that this process has claimed, and serves it as the options say. `letGo` frees the directory when the lab is off. Throws a DescriptionError when what the directory has describes no host. */
export async function serveLab(
  directory: LabDirectory,
  letGo: () => void,
  programs: (lab: () => Lab) => { readonly [name: string]: Command },
  { prices = FREE, idle = USUAL_IDLE, clock = machineClock }: ServeOptions = {},
): Promise<RunningLab> {
  mkdirSync(directory.root, { recursive: true });
  forgetEnd(directory);
  const description = describedIn(directory.hostFile);
  const { lab, goesOn } = startedLab(directory, description, programs);
  const keeper = keeperOf(lab, directory.state);
  const onTraffic = () => {
    keeper.soon();
    watch.used();
  };
  const taps = new Taps(lab, onTraffic, () => watch.use());
  const cables = new Cables(lab, directory, (isUse) => (isUse ? onTraffic() : keeper.soon()));
  lab.meter.prices = prices;
  const charge = charger(lab);
  const newKernel = () => labKernel(lab, undefined, labHost(lab).run);
  let kernel = newKernel();
  lab.onConsole = (line) => console.error(line);
  const connections = new Set<Socket>();
  const track = (socket: Socket) => {
    connections.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => connections.delete(socket));
  };

  /** Connections that talk to the kernel's netgraph, and commands that run. */
  const talking = new Set<Socket>();
  const running = new Set<AbortController>();
  const captures = new Set<LabCapture>();
  lab.onPower = (by) => {
    kernel = newKernel();
    for (const socket of talking) socket.destroy();
    for (const command of running) if (command.signal !== by) command.abort();
    for (const capture of captures) capture.end("the host is off");
    if (lab.isOn) taps.afterPower();
  };

  let finish: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const since = clock.now() / 1000;
  const watch = watchIdle(idle, clock, () => {
    const why = `nobody has used this lab for ${spokenTime(idle)}`;
    lab.kernel.console.log(`${why}: it ends, and goes on when it is started again`);
    noteEnd(directory, why);
    stop();
  });
  const stop = (asker?: Socket, answer: Reply = { done: true }) => {
    watch.end();
    lab.endDaemons();
    for (const server of servers) server.close();
    for (const socket of connections) if (socket !== asker) socket.destroy();
    for (const path of [directory.commandSocket, directory.netgraphSocket, directory.pidFile]) {
      rmSync(path, { force: true });
    }
    taps.end();
    cables.end();
    if (lab.isOn) keeper.end(watch.lastUsed());
    else keeper.forget();
    letGo();
    // Whoever asked is told when the directory is free again.
    if (asker === undefined) finish();
    else asker.end(`${JSON.stringify(answer)}\n`, finish);
  };
  const servers: Server[] = [
    await listen(directory.netgraphSocket, (socket) => {
      track(socket);
      talking.add(socket);
      const done = watch.use();
      socket.on("close", () => {
        talking.delete(socket);
        done();
      });
      serveNetgraph(lab, socket, keeper, (body, line) => {
        const wish = decodePlug(body);
        const plugged = wish === undefined ? errno.EINVAL : cables.accept(wish, line);
        if (typeof plugged === "number") return plugged;
        // A cable stays when the host is booted, and that it is there is no use of the lab.
        talking.delete(socket);
        done();
        socket.on("close", () => cables.ended(line));
        return plugged;
      });
    }),
    // The last to listen: who can connect here finds a lab that is ready.
    await listen(directory.commandSocket, (socket) => {
      track(socket);
      serveCommands(
        lab,
        {
          directory,
          watch,
          since,
          kernel: () => kernel,
          charge,
          running,
          captures,
          keeper,
          taps,
          cables,
        },
        socket,
        stop,
      );
    }),
  ];
  cables.start();
  if (goesOn) await startAgain(lab);
  return { lab, stopped, stop };
}

/** The lab as its last process left it, which goes on, or as it is described. */
function startedLab(
  directory: LabDirectory,
  description: HostDescription,
  programs: (lab: () => Lab) => { readonly [name: string]: Command },
): { readonly lab: Lab; readonly goesOn: boolean } {
  const source = () => performance.now();
  const newLab = (clock: { bootEpoch: number; uptime?: number }) => {
    const lab: Lab = new Lab({
      description,
      files: directoryFiles(directory.root),
      clock: createClock({ ...clock, source }),
      programs: programs(() => lab),
    });
    return lab;
  };
  const asDescribed = () => newLab({ bootEpoch: Date.now() / 1000 });
  try {
    const state = keptState(directory.state);
    if (state === undefined) return { lab: asDescribed(), goesOn: false };
    const lab = newLab(state.clock);
    restoreState(lab, state);
    return { lab, goesOn: true };
  } catch (error) {
    if (error instanceof DescriptionError) throw error;
    const lab = asDescribed();
    const why = error instanceof Error ? error.message : String(error);
    lab.kernel.console.log(`${directory.state} is of no use: ${why}; the host is as described`);
    return { lab, goesOn: false };
  }
}

/** Returns what sets prices, until the function that it returns is called: the last ones that were set hold. */
function charger({ meter }: Lab): (prices: Prices) => () => void {
  const all = [meter.prices];
  return (prices) => {
    all.push(prices);
    meter.prices = prices;
    return () => {
      all.splice(all.lastIndexOf(prices), 1);
      meter.prices = all.at(-1)!;
    };
  };
}

function pricesIn(text: string): Prices {
  try {
    return parsePrices(text);
  } catch (error) {
    if (error instanceof PriceError) throw new RequestError(`prices: ${error.message}`);
    throw error;
  }
}

/** Its user may have edited the file. Throws a DescriptionError that names it. */
function describedIn(file: string): HostDescription {
  try {
    return parseHostDescription(readRegular(file, "any").toString());
  } catch (error) {
    if (error instanceof DescriptionError)
      throw new DescriptionError(`lab: ${file}: ${error.message}`);
    throw error;
  }
}

function listen(path: string, onConnection: (socket: Socket) => void): Promise<Server> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.on("error", reject);
    // Who can write here commands the lab: nobody but its owner, from the first moment on.
    const before = process.umask(0o177);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve(server);
    });
    process.umask(before);
  });
}

function serveNetgraph(
  lab: Lab,
  socket: Socket,
  keeper: Keeper,
  plug: (body: Uint8Array, line: Line) => ((frame: Uint8Array) => void) | number,
): void {
  const debt = lab.meter.debt();
  const gathered = new Gathered(socket);
  const transport = heldBack(gathered, debt, () => lab.meter.prices.message === 0);
  const connection = new WireConnection(
    lab.host.graph,
    transport,
    (name) => {
      const jail = lab.jails.find(name);
      return jail === undefined ? undefined : (jail.vnet ?? lab.host).graph;
    },
    () => debt.add("message"),
    (body) => {
      const plugged = plug(body, lineOver(socket, gathered));
      isCable = typeof plugged !== "number";
      return plugged;
    },
  );
  // Both ends of a cable go on reading, for each drops what the other does not take.
  let isCable = false;
  // Whoever does not read its answers is asked no more.
  const asked = () => (socket.writableNeedDrain ? socket.pause() : socket.resume());
  socket.on("data", (chunk: Buffer) => {
    keeper.soon();
    const paid = transport.paying(() => connection.feed(chunk));
    if (paid === undefined) {
      gathered.flush();
      if (socket.writableNeedDrain && !isCable) socket.pause();
      return;
    }
    socket.pause();
    void paid.then(asked);
  });
  socket.on("drain", () => {
    connection.drained();
    if (!socket.writableNeedDrain) socket.resume();
  });
  socket.on("close", () => {
    connection.close();
    keeper.soon();
  });
}

/** How long a connection that was refused may go on sending, milliseconds. */
const REFUSED_PATIENCE = 5000;

/** What all connections of a lab share. */
interface Shared {
  readonly watch: IdleWatch;
  /** When the process was started, seconds since the epoch. */
  readonly since: number;
  readonly directory: LabDirectory;
  /** The kernel as it is now: after a reboot it is another one. */
  readonly kernel: () => HostKernel;
  readonly charge: (prices: Prices) => () => void;
  /** What ends each command that runs. */
  readonly running: Set<AbortController>;
  readonly captures: Set<LabCapture>;
  readonly keeper: Keeper;
  readonly taps: Taps;
  readonly cables: Cables;
}

function serveCommands(
  lab: Lab,
  {
    directory: labDirectory,
    watch,
    since,
    kernel,
    charge,
    running,
    captures,
    keeper,
    taps,
    cables,
  }: Shared,
  socket: Socket,
  stop: (asker: Socket, answer?: Reply) => void,
): void {
  const send = (reply: Reply) => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(reply)}\n`);
  };
  const interrupt = new AbortController();
  let asks = false;
  const input = streamedInput(() => {
    if (asks) send({ ask: true });
  });
  socket.setEncoding("utf8");
  socket.on("close", () => {
    interrupt.abort();
    input.end();
  });

  const sendAnswer = (value: unknown) => {
    const pieces = piecesOf(JSON.stringify(value));
    for (const [at, answer] of pieces.entries()) send({ answer, more: at + 1 < pieces.length });
  };

  /** Does what may be refused, and answers as a command does. */
  const told = async (action: () => unknown) => {
    let exit = 0;
    try {
      await action();
    } catch (error) {
      const isKnown = error instanceof PlugError || error instanceof LibcError;
      if (!isKnown) console.error(error);
      send({
        err: isKnown ? error.message : `internal fault: ${String(error)}; see the lab's log`,
      });
      exit = error instanceof PlugError ? error.status : isKnown ? EX_UNAVAILABLE : EX_SOFTWARE;
    }
    send({ exit });
    socket.end();
  };

  let isRunning = false;
  let capturing: LabCapture | undefined;
  /** They are answered in their order. */
  let calls: Promise<void> = Promise.resolve();
  let done: (() => void) | undefined;
  socket.on("close", () => done?.());
  const answer = async (request: Request) => {
    // Whoever only looks which labs there are uses none of them.
    if (!("about" in request || "stop" in request)) done ??= watch.use();
    if ("run" in request) {
      if (isRunning) throw new RequestError("run: a connection runs one command");
      isRunning = true;
      running.add(interrupt);
      asks = request.asks === true;
      const { directory, environment } = request;
      const status = await lab
        .run(request.run, {
          ...(directory !== undefined && { directory: normalPath(directory) }),
          ...(environment !== undefined && { environment }),
          stdin: Object.assign(input, { isTerminal: request.terminal === true }),
          out(text) {
            for (const piece of piecesOf(text)) send({ out: piece });
          },
          err(text) {
            for (const piece of piecesOf(text)) send({ err: piece });
          },
          signal: interrupt.signal,
        })
        .catch((error: unknown) => {
          // A fault of the lab's own: said in one line to the user, in full to the log.
          console.error(error);
          send({
            err: `lab: ${request.run[0]}: internal fault: ${String(error)}; see the lab's log\n`,
          });
          return EX_SOFTWARE;
        });
      running.delete(interrupt);
      if (lab.isOn) keeper.afterCommand();
      const exit = { exit: status };
      // Whose host is switched off need not stay.
      if (!lab.isOn) stop(socket, exit);
      else {
        send(exit);
        socket.end();
      }
    } else if ("capture" in request) {
      if (capturing !== undefined) throw new RequestError("capture: a connection has one");
      const capture = sendCapture(lab, request, {
        send,
        end: () => socket.end(),
        // Bytes that wait here are bytes of frames that nobody has taken yet.
        waiting: () => socket.writableLength,
      });
      capturing = capture;
      captures.add(capture);
      socket.on("close", () => {
        capture.end();
        captures.delete(capture);
      });
    } else if (capturing !== undefined && "interrupt" in request) {
      capturing.end();
    } else if (!isRunning && ("in" in request || "end" in request || "interrupt" in request)) {
      throw new RequestError(`${Object.keys(request)[0]}: no command runs on this connection`);
    } else if ("in" in request) input.feed(request.in);
    else if ("end" in request) input.end();
    else if ("interrupt" in request) interrupt.abort();
    else if ("advance" in request) {
      lab.clock.advance(request.advance * 1000);
      keeper.soon();
      send({ done: true });
    } else if ("about" in request) {
      send({
        about: {
          pid: process.pid,
          hostname: lab.hostname,
          nodes: lab.host.graph.size,
          jails: lab.jails.all().length,
          since,
          lastUsed: watch.lastUsed() / 1000,
          boot: lab.bootId,
          uptime: lab.clock.now() / 1000,
          commands: lab.commandNames(),
          counts: lab.meter.counts,
          taps: taps.list(),
          nics: lab.machine.hardware.nics.map(({ nic, iface }) => ({
            name: nic.name,
            interface: iface.name,
            ether: formatEther(iface.ether ?? new Uint8Array(6)),
          })),
          cables: cables.list(),
        },
      });
    } else if ("call" in request) {
      const { call, args } = request;
      calls = calls.then(async () => {
        const answered = await answerCall(kernel(), call, args).catch((error: unknown) => {
          // A fault of the lab's own: it stands in full in the log.
          console.error(error);
          throw new RequestError(`${call}: internal fault: ${String(error)}; see the lab's log`);
        });
        sendAnswer(answered);
        keeper.soon();
      });
      await calls;
    } else if ("reach" in request) {
      sendAnswer(await measureReach(lab));
    } else if ("beyond" in request) {
      sendAnswer(await measureBeyond(lab, request.beyond));
    } else if ("save" in request) {
      sendAnswer(savedLab(labDirectory, saveState(lab)));
    } else if ("prices" in request) {
      socket.once("close", charge(pricesIn(request.prices)));
      send({ done: true });
    } else if ("attach" in request) {
      await told(() => taps.attach(request.attach));
    } else if ("detach" in request) {
      const { tap, namespace } = request.detach;
      await told(() => taps.detach(tap, namespace));
    } else if ("cable" in request) {
      await told(() => cables.plug(request.cable));
      keeper.soon();
    } else if ("uncable" in request) {
      await told(() => cables.unplug(request.uncable));
      keeper.soon();
    } else if ("stop" in request) {
      stop(socket);
    }
  };
  const refuse = (error: unknown) => {
    if (!(error instanceof RequestError || error instanceof LineError)) throw error;
    send({ error: error.message });
    socket.removeAllListeners("data");
    // What is still coming is thrown away: a connection that is cut in the middle could take the answer along.
    socket.resume();
    socket.end();
    setTimeout(() => socket.destroy(), REFUSED_PATIENCE).unref();
  };
  const split = lineSplitter((line) => void answer(parseRequest(line)).catch(refuse));
  socket.on("data", (chunk: string) => {
    try {
      split(chunk);
    } catch (error) {
      refuse(error);
    }
  });
}
