/** The most that a document has, UTF-16 units. A host with 10,000 ports needs half of it. */
export const MAX_LENGTH = 2 ** 20;
