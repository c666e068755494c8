/**
 * The present, in milliseconds since 1970-01-01T00:00:00Z. Injected wherever time decides something, so that
 * tests choose it.
 */
export type Clock = () => number;

/** The machine's own time. */
export const systemClock: Clock = () => Date.now();
