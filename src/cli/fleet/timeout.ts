/** How long a host may take to answer, milliseconds. */
export const TIMEOUT = 5_000;
/** The same for what it has to read itself for. */
export const LONG_TIMEOUT = 60_000;
