/** A netgraph socket: the one thing a client needs of a kernel. The kernel's, the lab's and the one in memory all have this shape. */

/** A message or a frame as it is received. */
export interface Datagram {
  /** The sender: `[id]:` for control messages, a hook's name for data. */
  readonly from: string;
  /** The message (struct ng_mesg and its arguments) or the frame, whole. */
  readonly bytes: Uint8Array;
}

/** A control socket and its node (ng_socket(4)). */
export interface NetgraphSocket {
  /** The name of this socket's node; empty when it has none. */
  readonly name: string;
  /** Sends a control message to a node path. Returns sendto's errno, 0 for success; replies may have arrived by then. */
  send(path: string, message: Uint8Array): number | Promise<number>;
  /** The next control message, in order of arrival; undefined at the end of file (the node was shut down or the socket closed). */
  receive(): Datagram | undefined | Promise<Datagram | undefined>;
  /** SO_RCVBUF: how many bytes may wait to be received. Returns an errno, 0 for success. */
  setReceiveBuffer(bytes: number): number | Promise<number>;
  /** Opens the data socket of this node, once. */
  openData(): DataSocket | Promise<DataSocket>;
  /** Closes the socket; its node is shut down. */
  close(): void | Promise<void>;
}

/** The data socket of a control socket's node: frames by the node's hooks. */
export interface DataSocket {
  /** Sends a frame out of the hook of this name. Returns sendto's errno, 0 for success. */
  send(hook: string, frame: Uint8Array): number | Promise<number>;
  /** The next frame that came in; undefined at the end of file. */
  receive(): Datagram | undefined | Promise<Datagram | undefined>;
  /** SO_RCVBUF: how many bytes may wait to be received. Returns an errno, 0 for success. */
  setReceiveBuffer(bytes: number): number | Promise<number>;
  /** Closes the data socket alone. */
  close(): void | Promise<void>;
}
