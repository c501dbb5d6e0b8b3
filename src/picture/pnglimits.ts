/** How large a PNG may be: what a renderer that holds all of it needs less than 1 GB for, with 5,000 guests too. */

export const MAX_WIDTH = 8000;
export const MAX_PIXELS = 64_000_000;
