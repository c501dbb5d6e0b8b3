/** How long a host may take to prove that it still reaches a server, seconds. */
export const confirmSeconds = { usual: 30, min: 1, max: 3600 } as const;
