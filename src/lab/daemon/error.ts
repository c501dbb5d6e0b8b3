/** A lab that does not answer, or went away in the middle. */
/** Thrown where a lab's process cannot be used; its message says which one and why, in a line for people. */
export class LabError extends Error {
  override readonly name: string = "LabError";
}

/** Something that was named, and that the lab does not have. */
export class NoSuchError extends Error {
  override readonly name = "NoSuchError";
}
