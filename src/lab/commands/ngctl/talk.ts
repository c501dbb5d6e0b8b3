/** ngctl's commands that talk to a node: msg and write, and how what comes back is shown. */
import { NetgraphError } from "../../../netgraph/errno.ts";
import { readString } from "../../../netgraph/latin1.ts";
import { decodeMessage, encodeMessage, HEADER_SIZE, NGF_RESP } from "../../../netgraph/message.ts";
import { placeOf } from "../../process/paths.ts";
import type { Session, Subcommand } from "./session.ts";

export const msg: Subcommand = {
  usage: "msg path command [args ... ]",
  summary: 'Send a netgraph control message to the node at "path"',
  help:
    "The msg command constructs a netgraph control message from the command name and ASCII arguments (if any) " +
    "and sends that message to the node.  It does this by first asking the node to convert the ASCII message " +
    "into binary format, and resending the result.",
  aliases: ["cmd"],
  run(session, [, path, command, ...args]) {
    if (path === undefined || command === undefined) return "usage";
    // libnetgraph takes the text apart anew (msg.c, NgSendAsciiMsg): the first word is the command, however it was quoted.
    const [, word = "", text = ""] = /^\s*(\S*)\s*([\s\S]*)$/.exec([command, ...args].join(" "))!;
    const error = sendAscii(session, path, word, text);
    if (error !== 0) return session.outcome(error);
    showMessage(session);
    return "ok";
  },
};

/** Has the node turn a message into binary, then sends it that. Returns an errno. */
function sendAscii(session: Session, path: string, commandName: string, args: string): number {
  const text = new TextEncoder().encode(`${args}\0`);
  const ascii = encodeMessage({ token: 0, cookie: 0, command: 0, commandName, args: text });
  const error = session.send(path, "ascii2binary", ascii);
  if (error !== 0) return error;
  // ngctl takes what waits first for the answer. When that is something else, it goes on with a message of zeros.
  const taken = session.receive()?.message.args ?? new Uint8Array(0);
  const padded = new Uint8Array(Math.max(taken.length, HEADER_SIZE));
  padded.set(taken);
  return session.sendMessage(path, decodeMessage(padded)!);
}

/** Shows the message that waits, if one does: as text when its sender can turn it into text. */
export function showMessage(session: Session): boolean {
  const received = session.receive();
  if (received === undefined) return false;
  const { message, from, bytes } = received;
  const isReply = (flags: number) => ((flags & NGF_RESP) !== 0 ? "response" : "command");
  const converted =
    session.send(from, "binary2ascii", bytes) === 0 ? session.receive()?.message : undefined;
  const ascii = converted && decodeMessage(converted.args);
  if (ascii === undefined) {
    session.out(`Rec'd ${isReply(message.flags)} ${message.command} from "${from}":\n`);
    session.out(message.args.length === 0 ? "No arguments\n" : hexDump(message.args));
    return true;
  }
  session.out(
    `Rec'd ${isReply(ascii.flags)} "${ascii.commandName}" (${ascii.command}) from "${from}":\n`,
  );
  const text = readString(ascii.args, 0, ascii.args.length);
  session.out(text === "" ? "No arguments\n" : `Args:\t${text}\n`);
  return true;
}

const BYTES_PER_LINE = 16;

/** Sixteen bytes a line: offset, hexadecimal, printable characters. */
export function hexDump(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    const line = [...bytes.subarray(at, at + BYTES_PER_LINE)];
    const digits = line.map((byte) => `${byte.toString(16).padStart(2, "0")} `).join("");
    const letters = line
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."))
      .join("");
    text += `${at.toString(16).padStart(4, "0")}:  ${digits.padEnd(BYTES_PER_LINE * 3)} ${letters.padEnd(BYTES_PER_LINE)}\n`;
  }
  return text;
}

const MAX_FRAME = 8192;

export const write: Subcommand = {
  usage: "write hook < -f file | byte ... >",
  summary: 'Send a data packet down the hook named by "hook".',
  help: "The data may be contained in a file, or may be described directly on the command line by supplying a sequence of bytes.",
  aliases: ["w"],
  run(session, [, hook, ...words]) {
    if (hook === undefined || words.length === 0) return "usage";
    let frame: Uint8Array;
    if (words[0] === "-f") {
      const [, file, ...rest] = words;
      if (file === undefined || rest.length > 0) return "usage";
      try {
        frame = Buffer.from(
          session.process.lab.files.read(placeOf(session.process, file)),
          "latin1",
        );
      } catch (error) {
        if (!(error instanceof NetgraphError)) throw error;
        return session.outcome(error.errno, `can't read file "${file}"`);
      }
      if (frame.length === 0) {
        session.warnx(`file "${file}" is empty`);
        return "error";
      }
    } else {
      const bytes: number[] = [];
      for (const word of words.slice(0, MAX_FRAME)) {
        const byte = scanInteger(word);
        if (byte === undefined || byte < -128 || byte > 255) {
          session.warnx(`invalid byte "${word}"`);
          return "error";
        }
        bytes.push(byte & 0xff);
      }
      frame = Uint8Array.from(bytes);
    }
    return session.outcome(
      session.data.send(hook, frame.subarray(0, MAX_FRAME)) as number,
      `writing to hook "${hook}"`,
    );
  },
};

/** A number at the front of a text, as scanf(3)'s %i reads it: decimal, octal or hexadecimal. */
function scanInteger(text: string): number | undefined {
  const match = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (match === null) return undefined;
  const digits = match[2]!;
  const value = /^0[xX]/.test(digits)
    ? Number(digits)
    : Number.parseInt(digits, digits.startsWith("0") ? 8 : 10);
  return match[1] === "-" ? -value : value;
}
